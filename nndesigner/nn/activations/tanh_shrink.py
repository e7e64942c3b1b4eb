"""Tanh shrinkage."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("tanh_shrink")
class TanhShrink(Activation):
    """What tanh takes off its input: flat around zero, for sparse codes."""

    title = "Tanh shrink"
    formula = "x − tanh(x)"

    def __call__(self, x: Array) -> Array:
        result: Array = x - np.tanh(x)
        return result

    def derivative(self, x: Array) -> Array:
        result: Array = np.tanh(x) ** 2
        return result
