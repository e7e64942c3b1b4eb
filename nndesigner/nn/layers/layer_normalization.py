"""Layer normalization: each sample scaled by its own statistics."""

from __future__ import annotations

import math

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.base import Layer, Weight
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("LayerNormalization")
class LayerNormalization(Layer):
    """Brings each sample to mean 0 and variance 1 along one axis, then scales and shifts each feature (Ba et al., 2016)."""

    title = "Layer normalization"
    family = "normalization"
    summary = "Scales each sample by the mean and spread of its own features; the same while training and after."
    axis: int = option(default=-1, help="Axis that is normalized; -1 is the last, the batch is axis 0.", advanced=True)
    epsilon: float = option(default=1e-3, above=0.0, help="Added to the variance, so that it is never 0.", advanced=True)
    center: bool = option(default=True, help="Add a trainable shift, beta.")
    scale: bool = option(default=True, help="Multiply by a trainable factor, gamma.")
    beta_initializer: Initializer = option(
        default="zeros", registry="initializers", title="Beta starts as", help="How the shift begins.", advanced=True
    )
    gamma_initializer: Initializer = option(
        default="ones", registry="initializers", title="Gamma starts as", help="How the factor begins.", advanced=True
    )

    def _axis(self, shape: Shape) -> int:
        """The normalized axis counted within a sample, from 0."""
        axis = self.axis + len(shape) if self.axis < 0 else self.axis - 1
        if not 0 <= axis < len(shape):
            raise self.refuse(f"has no axis {self.axis}", shape)
        return axis

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1:
            raise self.refuse("takes one input", *input_shapes)
        self._axis(input_shapes[0])
        return input_shapes[0]

    def build(self, *input_shapes: Shape) -> None:
        shape = (input_shapes[0][self._axis(input_shapes[0])],)
        self.gamma: Weight | None = self.add_weight("gamma", shape, self.gamma_initializer) if self.scale else None
        self.beta: Weight | None = self.add_weight("beta", shape, self.beta_initializer) if self.center else None

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return 3 * math.prod(input_shapes[0])

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._feature = self._axis(x.shape[1:]) + 1
        self._wide = tuple(size if axis == self._feature else 1 for axis, size in enumerate(x.shape))
        normal = x - x.mean(axis=self._feature, keepdims=True)
        variance = np.square(normal).mean(axis=self._feature, keepdims=True)
        self._scale = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
        normal *= self._scale
        self._normal = normal
        y = normal if self.gamma is None else normal * self.gamma.value.reshape(self._wide)
        return np.asarray(y if self.beta is None else y + self.beta.value.reshape(self._wide))

    def backward(self, dy: Array) -> Array:
        others = tuple(axis for axis in range(dy.ndim) if axis != self._feature)
        if self.gamma is not None:
            self.gamma.gradient[...] = (dy * self._normal).sum(axis=others)
        if self.beta is not None:
            self.beta.gradient[...] = dy.sum(axis=others)
        dn = dy if self.gamma is None else dy * self.gamma.value.reshape(self._wide)
        along = (dn * self._normal).mean(axis=self._feature, keepdims=True)
        return np.asarray((dn - dn.mean(axis=self._feature, keepdims=True) - self._normal * along) * self._scale)
