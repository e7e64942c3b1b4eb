"""The continuously differentiable exponential linear unit."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("celu")
class CELU(Activation):
    """ELU whose slope has no step at zero for any depth (Barron, 2017)."""

    title = "CELU"
    formula = "max(0, x) + min(0, α · (exp(x/α) − 1))"
    alpha: float = option(default=1.0, above=0.0, help="Depth of the negative plateau.")

    def __call__(self, x: Array) -> Array:
        result: Array = np.maximum(x, 0) + self.alpha * np.expm1(np.minimum(x, 0) / self.alpha)
        return result

    def derivative(self, x: Array) -> Array:
        result: Array = np.exp(np.minimum(x, 0) / self.alpha)
        return result
