"""The threshold."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("threshold")
class Threshold(Activation):
    """The identity above a threshold, a fixed value below."""

    title = "Threshold"
    formula = "x if x > threshold, else value"
    threshold: float = option(default=1.0, help="Inputs above it stay as they are.")
    default_value: float = option(default=0.0, title="Value below", help="What all other inputs become.")

    def __call__(self, x: Array) -> Array:
        return np.where(x > self.threshold, x, x.dtype.type(self.default_value))

    def derivative(self, x: Array) -> Array:
        return (x > self.threshold).astype(x.dtype)
