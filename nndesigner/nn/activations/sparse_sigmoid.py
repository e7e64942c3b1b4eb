"""The sparse sigmoid."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("sparse_sigmoid")
class SparseSigmoid(Activation):
    """A sigmoid of three straight pieces, from 0 at −1 to 1 at 1; sparsemax of two."""

    title = "Sparse sigmoid"
    formula = "clip((x + 1)/2, 0, 1)"

    def __call__(self, x: Array) -> Array:
        result: Array = np.clip(0.5 * x + 0.5, 0, 1)
        return result

    def derivative(self, x: Array) -> Array:
        result: Array = (np.abs(x) < 1) * x.dtype.type(0.5)
        return result
