"""Soft shrinkage."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("soft_shrink")
class SoftShrink(Activation):
    """Moves inputs towards zero by the threshold, and to zero if they are nearer; for sparse codes."""

    title = "Soft shrink"
    formula = "sign(x) · max(0, |x| − threshold)"
    threshold: float = option(default=0.5, minimum=0.0, help="Inputs nearer to zero than this become zero.")

    def __call__(self, x: Array) -> Array:
        result: Array = x - np.clip(x, -self.threshold, self.threshold)
        return result

    def derivative(self, x: Array) -> Array:
        return (np.abs(x) > self.threshold).astype(x.dtype)
