"""Layer normalization: each sample scaled by its own statistics."""

from __future__ import annotations

import math

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.affine import Affine, centred, centred_back
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("LayerNormalization")
class LayerNormalization(Affine):
    """Brings each sample to mean 0 and variance 1 along one axis, then scales and shifts each feature (Ba et al., 2016)."""

    title = "Layer normalization"
    summary = "Scales each sample by the mean and spread of its own features; the same while training and after."
    axis: int = option(default=-1, help="Axis that is normalized; -1 is the last, the batch is axis 0.", advanced=True)

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return 3 * math.prod(input_shapes[0])

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self.see(x)
        normal, variance = centred(x, (self._feature,))
        self._scale = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
        return self.spread(normal * self._scale)

    def backward(self, dy: Array) -> Array:
        return centred_back(self.gather(dy), self._normal, self._scale, (self._feature,))
