"""The squareplus."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("squareplus")
class Squareplus(Activation):
    """A smooth relu without exponentials (Barron, 2021)."""

    title = "Squareplus"
    formula = "(x + √(x² + b)) / 2"
    b: float = option(default=4.0, above=0.0, help="How round the bend is.")

    def __call__(self, x: Array) -> Array:
        result: Array = 0.5 * (x + np.sqrt(x * x + self.b))
        return result

    def derivative(self, x: Array) -> Array:
        result: Array = 0.5 * (1 + x / np.sqrt(x * x + self.b))
        return result
