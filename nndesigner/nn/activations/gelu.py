"""The Gaussian error linear unit."""

from __future__ import annotations

import math

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation
from nndesigner.nn.activations.normal import normal_share
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array

_ROOT = math.sqrt(2 / math.pi)
_DENSITY = 1 / math.sqrt(2 * math.pi)


@ACTIVATIONS.register("gelu")
class GELU(Activation):
    """The input times the share of a standard normal below it (Hendrycks and Gimpel, 2016); used in transformers."""

    title = "GELU"
    formula = "x · Φ(x)"
    approximate: bool = option(default=False, help="Use the formula with tanh: faster, off by up to 0.0005.")

    def __call__(self, x: Array) -> Array:
        if self.approximate:
            inner = _ROOT * (x + 0.044715 * x**3)
            approximation: Array = 0.5 * x * (1 + np.tanh(inner))
            return approximation
        result: Array = x * normal_share(x)
        return result

    def derivative(self, x: Array) -> Array:
        if self.approximate:
            slope = np.tanh(_ROOT * (x + 0.044715 * x**3))
            approximation: Array = 0.5 * (1 + slope) + 0.5 * x * (1 - slope * slope) * _ROOT * (1 + 3 * 0.044715 * x * x)
            return approximation
        result: Array = normal_share(x) + x * np.exp(-0.5 * x * x) * _DENSITY
        return result
