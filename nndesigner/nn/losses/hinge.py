"""The hinge loss."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.losses.base import refuse_row
from nndesigner.nn.losses.elementwise import ElementwiseLoss
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("hinge")
class Hinge(ElementwiseLoss):
    """What an output lacks of being on the right side by one (Cortes and Vapnik, 1995). The answer is the output's sign."""

    title = "Hinge"
    summary = "What an output lacks of being on the right side of zero by one; as in a support vector machine."
    formula = "mean(max(0, 1 − target · prediction)), targets −1 and 1"
    activations = ("linear", "tanh")
    curve_target = 1.0

    def terms(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = np.maximum(1 - signs(y_true) * y_pred, 0)
        return result

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        side = signs(y_true)
        result: Array = -side * (side * y_pred < 1)
        return result

    def check_targets(self, y: Array) -> None:
        refuse_row(y, (y != 0) & (np.abs(y) != 1), f"{self.title} needs targets of −1 and 1, or 0 and 1")


def signs(y_true: Array) -> Array:
    """Targets of 0 and 1 as −1 and 1; those of −1 and 1 as they are (as Keras takes both)."""
    return np.where(y_true == 0, y_true.dtype.type(-1), y_true)
