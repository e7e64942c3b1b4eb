"""The mean of the squared errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nndesigner.nn.losses.base import Loss, sample_means
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@LOSSES.register("mean_squared_error")
class MeanSquaredError(Loss):
    """Squared difference, averaged over outputs and samples; the usual loss of regression."""

    title = "Mean squared error"
    summary = "The squared difference between prediction and target, averaged; large errors count most."
    formula = "mean((prediction − target)²)"
    tasks = frozenset({"regression", "binary", "multiclass"})
    activations = ("linear", "tanh", "sigmoid", "relu", "leaky_relu", "elu")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        error = y_pred - y_true
        error *= error
        return sample_means(error)

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = (y_pred - y_true) * y_pred.dtype.type(self.scale(y_pred[:1].size))
        return result

    def scale(self, width: int) -> float:
        return 2 / max(1, width)

    def emit_gradient(self, step: StepBuilder, y: str, p: str, d: str) -> None:
        step.line(f"subtract({p}, {y}, {d})")
