"""The hard hyperbolic tangent."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("hard_tanh")
class HardTanh(Activation):
    """The identity between −1 and 1, cut off outside: cheap to compute."""

    title = "Hard tanh"
    formula = "clip(x, −1, 1)"

    def __call__(self, x: Array) -> Array:
        return np.clip(x, -1, 1)

    def derivative(self, x: Array) -> Array:
        return (np.abs(x) < 1).astype(x.dtype)
