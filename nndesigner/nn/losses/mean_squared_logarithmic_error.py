"""The mean of the squared errors of logarithms."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.losses.base import EPSILON, refuse_row
from nndesigner.nn.losses.elementwise import ElementwiseLoss
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("mean_squared_logarithmic_error")
class MeanSquaredLogarithmicError(ElementwiseLoss):
    """Squared difference of log(1 + value), averaged: relative errors count, for targets of many sizes."""

    title = "Mean squared logarithmic error"
    summary = "The squared difference of logarithms, averaged: relative errors count; for targets from zero upwards."
    formula = "mean((log(1 + prediction) − log(1 + target))²)"
    tasks = frozenset({"regression"})
    target_scaling = "minmax"
    activations = ("linear", "softplus", "relu", "exponential")
    curve_target = 1.0

    def terms(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = (_log(y_pred) - _log(y_true)) ** 2
        return result

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = 2 * (_log(y_pred) - _log(y_true)) * (y_pred > EPSILON) / (1 + np.maximum(y_pred, EPSILON))
        return result

    def check_targets(self, y: Array) -> None:
        refuse_row(
            y, y < 0, "Mean squared logarithmic error needs targets of at least 0; set the target's scaling to min-max or none"
        )


def _log(value: Array) -> Array:
    return np.log1p(np.maximum(value, EPSILON))
