"""The mean of the absolute errors."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.losses.elementwise import ElementwiseLoss
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("mean_absolute_error")
class MeanAbsoluteError(ElementwiseLoss):
    """Size of the difference, averaged over outputs and samples; it follows the median."""

    title = "Mean absolute error"
    summary = "The size of the error, averaged; single large errors count little, and the prediction follows the median."
    formula = "mean(|prediction − target|)"
    tasks = frozenset({"regression"})
    activations = ("linear", "tanh", "sigmoid", "relu", "leaky_relu", "elu", "softplus")

    def terms(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = np.abs(y_pred - y_true)
        return result

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = np.sign(y_pred - y_true)
        return result
