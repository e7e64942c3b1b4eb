"""The Huber loss."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.losses.elementwise import ElementwiseLoss
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("huber")
class Huber(ElementwiseLoss):
    """Squared for small errors, straight for large ones (Huber, 1964)."""

    title = "Huber"
    summary = "Squared for small errors and straight for large ones: outliers count less than with the squared error."
    formula = "mean(½ e² if |e| ≤ δ, else δ · |e| − ½ δ²)"
    tasks = frozenset({"regression"})
    activations = ("linear", "tanh", "sigmoid", "relu", "leaky_relu", "elu", "softplus")
    delta: float = option(default=1.0, above=0.0, title="δ", help="Errors larger than this count straight, not squared.")

    def terms(self, y_true: Array, y_pred: Array) -> Array:
        size = np.abs(y_pred - y_true)
        result: Array = np.where(size <= self.delta, 0.5 * size * size, self.delta * size - 0.5 * self.delta**2)
        return result

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = np.clip(y_pred - y_true, -self.delta, self.delta)
        return result
