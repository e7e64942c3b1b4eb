"""The logarithm of the hyperbolic cosine of the error."""

from __future__ import annotations

import math

import numpy as np

from nndesigner.nn.losses.elementwise import ElementwiseLoss
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array

_LOG_2 = math.log(2)


@LOSSES.register("log_cosh")
class LogCosh(ElementwiseLoss):
    """A smooth absolute error: squared near zero, straight far out."""

    title = "Log-cosh"
    summary = "A smooth absolute error: squared near zero and straight far out, so that outliers count little."
    formula = "mean(log(cosh(prediction − target)))"
    tasks = frozenset({"regression"})
    activations = ("linear", "tanh", "sigmoid", "relu", "leaky_relu", "elu", "softplus")

    def terms(self, y_true: Array, y_pred: Array) -> Array:
        size = np.abs(y_pred - y_true)
        result: Array = size + np.log1p(np.exp(-2 * size)) - _LOG_2
        return result

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = np.tanh(y_pred - y_true)
        return result
