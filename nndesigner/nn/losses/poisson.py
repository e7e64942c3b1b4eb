"""The Poisson loss of counts."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.losses.base import EPSILON, refuse_row
from nndesigner.nn.losses.elementwise import ElementwiseLoss
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("poisson")
class Poisson(ElementwiseLoss):
    """Negative log-likelihood of counts under the predicted rate, without its constant part."""

    title = "Poisson"
    summary = "How unlikely the true count is under the predicted rate; for targets that count something."
    formula = "mean(prediction − target · log(prediction))"
    tasks = frozenset({"regression"})
    target_scaling = "none"
    activations = ("exponential", "softplus")

    def terms(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = y_pred - y_true * np.log(y_pred + EPSILON)
        return result

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = 1 - y_true / (y_pred + EPSILON)
        return result

    def check_targets(self, y: Array) -> None:
        refuse_row(y, y < 0, "Poisson needs counts of at least 0; set the target's scaling to none")

    def curve(self, prediction: Array) -> Array:
        rate = np.maximum(np.asarray(prediction, float).reshape(-1, 1), 0.02)
        return self.values(np.ones_like(rate), rate)
