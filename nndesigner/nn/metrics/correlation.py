"""The correlation of targets and predictions."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.registries import METRICS
from nndesigner.nn.types import Array


@METRICS.register("pearson_correlation")
class PearsonCorrelation(Metric):
    """Pearson's correlation over all samples, averaged over outputs; NaN where either does not vary.

    Keras 3 correlates the outputs of each sample and averages over samples; over samples is what a person means by it.
    """

    title = "Pearson correlation"
    summary = "How well predictions and targets lie on a line: 1 is a rising line, 0 none."
    larger_is_better = True

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        y, p = (part.reshape(len(part), -1).astype(np.float64) for part in (y_true, y_pred))
        return np.stack([np.full(y.shape[1], len(y)), y.sum(0), p.sum(0), (y * y).sum(0), (p * p).sum(0), (y * p).sum(0)])

    def result(self, sums: Array) -> float:
        n, y, p, yy, pp, yp = sums
        with np.errstate(all="ignore"):
            found = (n * yp - y * p) / np.sqrt((n * yy - y * y) * (n * pp - p * p))
        return float(found.mean())
