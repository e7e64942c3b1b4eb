"""Mean absolute error as a metric."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.registries import METRICS
from nndesigner.nn.types import Array


@METRICS.register("mean_absolute_error")
class MeanAbsoluteError(Metric):
    """Average size of the error, in the target's unit."""

    title = "Mean absolute error"
    summary = "Average size of the error, in the target's unit."

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        error = y_pred - y_true
        return np.array([np.abs(error).sum(dtype=np.float64), error.size])
