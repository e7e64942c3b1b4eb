"""Mean squared error as a metric."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.registries import METRICS
from nndesigner.nn.types import Array


@METRICS.register("mean_squared_error")
class MeanSquaredError(Metric):
    """Average of the squared errors."""

    title = "Mean squared error"
    summary = "Average of the squared errors."

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        error = y_pred - y_true
        error *= error
        return np.array([error.sum(dtype=np.float64), error.size])
