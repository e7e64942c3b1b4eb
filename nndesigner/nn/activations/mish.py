"""The Mish activation."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("mish")
class Mish(Activation):
    """A smooth relu that dips a little below zero (Misra, 2019)."""

    title = "Mish"
    formula = "x · tanh(log(1 + exp(x)))"

    def __call__(self, x: Array) -> Array:
        result: Array = x * np.tanh(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))))
        return result

    def derivative(self, x: Array) -> Array:
        gate = np.tanh(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))))
        result: Array = gate + x * (1 - gate * gate) * (0.5 + 0.5 * np.tanh(0.5 * x))
        return result
