"""The softplus."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("softplus")
class Softplus(Activation):
    """A smooth relu that is always positive (Dugas et al., 2000)."""

    title = "Softplus"
    formula = "log(1 + exp(x))"

    def __call__(self, x: Array) -> Array:
        result: Array = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
        return result

    def derivative(self, x: Array) -> Array:
        result: Array = 0.5 * np.tanh(0.5 * x) + 0.5
        return result
