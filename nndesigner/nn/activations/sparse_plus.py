"""The sparse plus."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("sparse_plus")
class SparsePlus(Activation):
    """Zero below −1, a parabola up to 1, the identity above: the smooth relu that belongs to sparsemax."""

    title = "Sparse plus"
    formula = "0 if x ≤ −1, (x + 1)²/4 if x < 1, else x"

    def __call__(self, x: Array) -> Array:
        return np.where(x < 1, 0.25 * np.maximum(x + 1, 0) ** 2, x)

    def derivative(self, x: Array) -> Array:
        result: Array = np.clip(0.5 * x + 0.5, 0, 1)
        return result
