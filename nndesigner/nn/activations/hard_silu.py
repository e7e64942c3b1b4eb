"""The hard SiLU."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("hard_silu")
class HardSiLU(Activation):
    """SiLU with the hard sigmoid (Howard et al., 2019); used in MobileNetV3."""

    title = "Hard SiLU"
    formula = "x · clip(x/6 + ½, 0, 1)"

    def __call__(self, x: Array) -> Array:
        result: Array = x * np.clip(x / 6 + 0.5, 0, 1)
        return result

    def derivative(self, x: Array) -> Array:
        return np.where(np.abs(x) < 3, x / 3 + 0.5, (x > 0).astype(x.dtype))
