"""Gaussian noise: inputs blurred while training."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("GaussianNoise")
class GaussianNoise(Layer):
    """Adds normal noise to its inputs while training, against overfitting; passes them on otherwise."""

    title = "Gaussian noise"
    family = "regularization"
    summary = "Adds random noise to its inputs while training, against overfitting; passes them on otherwise."
    stddev: float = option(minimum=0.0, help="Standard deviation of the noise.")

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1:
            raise self.refuse("takes one input", *input_shapes)
        return input_shapes[0]

    def label(self) -> str:
        return f"{self.stddev:g}"

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        if not training or self.stddev == 0:
            return x
        noise = self.random.standard_normal(x.shape, x.dtype)
        noise *= x.dtype.type(self.stddev)
        noise += x
        return np.asarray(noise)

    def backward(self, dy: Array) -> Array:
        return dy
