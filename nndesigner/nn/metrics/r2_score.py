"""The coefficient of determination."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.registries import METRICS
from nndesigner.nn.types import Array


@METRICS.register("r2_score")
class R2Score(Metric):
    """Share of the target's variance that is explained, averaged over outputs: 1 is perfect, 0 is the mean's own.

    A target that never varies gives 0 (1 if it is met exactly), as scikit-learn has it.
    """

    title = "R²"
    summary = "Share of the target's variance that the prediction explains; 1 is perfect, 0 no better than the mean."
    larger_is_better = True

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        true = y_true.reshape(len(y_true), -1).astype(float)
        error = y_pred.reshape(len(y_pred), -1) - true
        count = np.full(true.shape[1], len(true), float)
        return np.stack([(error**2).sum(axis=0), count, true.sum(axis=0), (true**2).sum(axis=0)])

    def result(self, sums: Array) -> float:
        residual, count, total, squares = sums
        if not count.all():
            return float("nan")
        variance = squares - total**2 / count
        constant = variance <= 1e-12 * np.maximum(squares, 1e-300)
        scores = 1 - residual / np.where(constant, 1, variance)
        scores = np.where(constant, np.where(residual <= 1e-12 * squares, 1.0, 0.0), scores)
        return float(scores.mean())
