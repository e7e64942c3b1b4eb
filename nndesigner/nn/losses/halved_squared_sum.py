"""Half the sum of the squared errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nndesigner.nn.losses.base import Loss
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@LOSSES.register("halved_squared_sum")
class HalvedSquaredSum(Loss):
    """Half the squared difference, summed over outputs and samples (Rumelhart et al., 1986)."""

    title = "Halved squared sum"
    summary = "Half the squared difference, summed and not averaged: the gradient grows with the number of samples."
    formula = "½ · Σ (prediction − target)²"
    tasks = frozenset({"regression", "binary", "multiclass"})
    activations = ("sigmoid", "tanh", "linear", "relu", "leaky_relu", "elu")
    reduction = "sum"

    def values(self, y_true: Array, y_pred: Array) -> Array:
        error = (y_pred - y_true).reshape(len(y_pred), -1)
        error *= error
        result: Array = error.sum(axis=1) * error.dtype.type(0.5)
        return result

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        return y_pred - y_true

    def emit_gradient(self, step: StepBuilder, y: str, p: str, d: str) -> None:
        step.line(f"subtract({p}, {y}, {d})")
