"""The rectified linear unit cut off at six."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("relu6")
class ReLU6(Activation):
    """ReLU that never exceeds 6, for arithmetic of few bits (Krizhevsky, 2010)."""

    title = "ReLU6"
    formula = "min(max(0, x), 6)"

    def __call__(self, x: Array) -> Array:
        return np.clip(x, 0, 6)

    def derivative(self, x: Array) -> Array:
        return ((x > 0) & (x < 6)).astype(x.dtype)
