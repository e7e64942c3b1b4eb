"""The scaled exponential linear unit."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array

_ALPHA = 1.6732632423543772
_SCALE = 1.0507009873554805


@ACTIVATIONS.register("selu")
class SELU(Activation):
    """ELU scaled so that values keep mean 0 and deviation 1 behind lecun_normal weights (Klambauer et al., 2017)."""

    title = "SELU"
    formula = "1.0507 · (x if x > 0, else 1.6733 · (exp(x) − 1))"

    def __call__(self, x: Array) -> Array:
        result: Array = _SCALE * np.maximum(x, 0) + _SCALE * _ALPHA * np.expm1(np.minimum(x, 0))
        return result

    def derivative(self, x: Array) -> Array:
        return np.where(x > 0, x.dtype.type(_SCALE), _SCALE * _ALPHA * np.exp(np.minimum(x, 0)))
