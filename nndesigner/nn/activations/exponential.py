"""The exponential function."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("exponential")
class Exponential(Activation):
    """Always positive, for outputs that are counts or rates (with the Poisson loss); it overflows above 88."""

    title = "Exponential"
    formula = "exp(x)"

    def __call__(self, x: Array) -> Array:
        return np.exp(x)

    def derivative(self, x: Array) -> Array:
        return np.exp(x)

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        result: Array = dy * y
        return result
