"""The mean of the errors in percent of the target."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.losses.base import EPSILON
from nndesigner.nn.losses.elementwise import ElementwiseLoss
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("mean_absolute_percentage_error")
class MeanAbsolutePercentageError(ElementwiseLoss):
    """Size of the difference in percent of the target, averaged; targets must not be near zero."""

    title = "Mean absolute percentage error"
    summary = "The size of the error in percent of the target, averaged; for targets that are never near zero."
    formula = "100 · mean(|prediction − target| / |target|)"
    tasks = frozenset({"regression"})
    activations = ("linear", "tanh", "sigmoid", "relu", "leaky_relu", "elu", "softplus")
    curve_target = 1.0

    def terms(self, y_true: Array, y_pred: Array) -> Array:
        size = np.maximum(np.abs(y_true), EPSILON)
        result: Array = 100 * np.abs(y_pred - y_true) / size
        return result

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        size = np.maximum(np.abs(y_true), EPSILON)
        result: Array = 100 * np.sign(y_pred - y_true) / size
        return result
