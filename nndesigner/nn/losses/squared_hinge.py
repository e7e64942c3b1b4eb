"""The squared hinge loss."""

from __future__ import annotations

from nndesigner.nn.losses.hinge import Hinge
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("squared_hinge")
class SquaredHinge(Hinge):
    """The square of what an output lacks of being on the right side by one. The answer is the output's sign."""

    title = "Squared hinge"
    summary = "The square of what an output lacks of being on the right side of zero by one."
    formula = "mean(max(0, 1 − target · prediction)²), targets −1 and 1"

    def terms(self, y_true: Array, y_pred: Array) -> Array:
        return super().terms(y_true, y_pred) ** 2

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        return 2 * super().terms(y_true, y_pred) * super().slopes(y_true, y_pred)
