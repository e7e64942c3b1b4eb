"""Hard shrinkage."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("hard_shrink")
class HardShrink(Activation):
    """Sets inputs near zero to zero and keeps the rest; for sparse codes."""

    title = "Hard shrink"
    formula = "x if |x| > threshold, else 0"
    threshold: float = option(default=0.5, minimum=0.0, help="Inputs nearer to zero than this become zero.")

    def __call__(self, x: Array) -> Array:
        return np.where(np.abs(x) > self.threshold, x, x.dtype.type(0))

    def derivative(self, x: Array) -> Array:
        return (np.abs(x) > self.threshold).astype(x.dtype)
