"""The softsign."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("softsign")
class Softsign(Activation):
    """An S from minus one to one that flattens more slowly than tanh (Bergstra et al., 2009)."""

    title = "Softsign"
    formula = "x / (1 + |x|)"

    def __call__(self, x: Array) -> Array:
        result: Array = x / (1 + np.abs(x))
        return result

    def derivative(self, x: Array) -> Array:
        result: Array = 1 / (1 + np.abs(x)) ** 2
        return result
