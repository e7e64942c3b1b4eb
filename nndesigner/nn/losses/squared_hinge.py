"""The squared hinge loss."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.losses.base import refuse_row
from nndesigner.nn.losses.elementwise import ElementwiseLoss
from nndesigner.nn.losses.signs import signs
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("squared_hinge")
class SquaredHinge(ElementwiseLoss):
    """The square of what an output lacks of being on the right side by one. The answer is the output's sign."""

    title = "Squared hinge"
    summary = "The square of what an output lacks of being on the right side of zero by one."
    formula = "mean(max(0, 1 − target · prediction)²), targets −1 and 1"
    activations = ("linear", "tanh")

    def terms(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = np.maximum(1 - signs(y_true) * y_pred, 0) ** 2
        return result

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        side = signs(y_true)
        result: Array = -2 * side * np.maximum(1 - side * y_pred, 0)
        return result

    def check_targets(self, y: Array) -> None:
        refuse_row(y, (y != 0) & (np.abs(y) != 1), "Squared hinge needs targets of −1 and 1, or 0 and 1")

    def curve(self, prediction: Array) -> Array:
        prediction = np.asarray(prediction, float).reshape(-1, 1)
        return self.values(np.ones_like(prediction), prediction)
