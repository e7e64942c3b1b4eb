"""The hard sigmoid."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("hard_sigmoid")
class HardSigmoid(Activation):
    """A sigmoid of three straight pieces, from 0 at −3 to 1 at 3: cheap to compute."""

    title = "Hard sigmoid"
    formula = "clip(x/6 + ½, 0, 1)"

    def __call__(self, x: Array) -> Array:
        result: Array = np.clip(x / 6 + 0.5, 0, 1)
        return result

    def derivative(self, x: Array) -> Array:
        result: Array = (np.abs(x) < 3) * x.dtype.type(1 / 6)
        return result
