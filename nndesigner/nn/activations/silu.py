"""The sigmoid linear unit, also known as swish."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("silu")
class SiLU(Activation):
    """The input times its sigmoid; a smooth relu that dips a little below zero (Elfwing et al., 2017)."""

    title = "SiLU (swish)"
    formula = "x / (1 + exp(−x))"

    def __call__(self, x: Array) -> Array:
        result: Array = x * (0.5 * np.tanh(0.5 * x) + 0.5)
        return result

    def derivative(self, x: Array) -> Array:
        gate = 0.5 * np.tanh(0.5 * x) + 0.5
        result: Array = gate * (1 + x * (1 - gate))
        return result
