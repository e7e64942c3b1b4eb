"""Normalizations of a sample by groups of its channels, and by its size alone."""

from __future__ import annotations

import math

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.affine import Affine, centred, centred_back
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("GroupNormalization")
class GroupNormalization(Affine):
    """Brings each group of a sample's channels to mean 0 and variance 1, then scales and shifts them (Wu and He, 2018).

    Channels are the last axis; the mean goes over a group's channels and over all places. One group is layer
    normalization over the whole sample, as many groups as channels instance normalization.
    """

    title = "Group normalization"
    summary = "Scales each sample by the mean and spread of groups of its channels; independent of the batch."
    groups: int = option(default=32, minimum=-1, help="Number of groups, a divisor of the channels; -1: one for each channel.")

    def output_shape(self, *input_shapes: Shape) -> Shape:
        shape = super().output_shape(*input_shapes)
        if self.groups == 0 or shape[-1] % self._groups(shape[-1]):
            raise self.refuse(f"cannot split its channels into {self.groups} equal groups", *input_shapes)
        return shape

    def _groups(self, channels: int) -> int:
        return channels if self.groups == -1 else self.groups

    def label(self) -> str:
        return f"{self.groups} groups" if self.groups > 0 else ""

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return 3 * math.prod(input_shapes[0])

    def _grouped(self, x: Array) -> Array:
        """(batch, places, groups, channels of a group)."""
        groups = self._groups(x.shape[-1])
        return x.reshape(len(x), math.prod(x.shape[1:-1]), groups, x.shape[-1] // groups)

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self.see(x)
        normal, variance = centred(self._grouped(x), (1, 3))
        self._scale = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
        return self.spread((normal * self._scale).reshape(x.shape))

    def backward(self, dy: Array) -> Array:
        dn = self._grouped(self.gather(dy))
        return centred_back(dn, self._grouped(self._normal), self._scale, (1, 3)).reshape(dy.shape)


@LAYERS.register("RMSNormalization")
class RMSNormalization(Layer):
    """Divides each sample by the root of its mean square along one axis, then scales it (Zhang and Sennrich, 2019)."""

    title = "RMS normalization"
    family = "normalization"
    summary = "Scales each sample to a mean square of one, without moving its mean: layer normalization made simpler."
    axis: int = option(default=-1, help="Axis that is normalized; -1 is the last, the batch is axis 0.", advanced=True)
    epsilon: float = option(default=1e-6, above=0.0, help="Added to the mean square, so that it is never 0.", advanced=True)

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
        shape = input_shapes[0]
        self.gamma = self.add_weight("scale", (shape[self._axis(shape)],), "ones")

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return 2 * math.prod(input_shapes[0])

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._feature = self._axis(x.shape[1:]) + 1
        self._wide = tuple(size if axis == self._feature else 1 for axis, size in enumerate(x.shape))
        square = np.square(x).mean(axis=self._feature, keepdims=True)
        self._scale = 1 / np.sqrt(square + x.dtype.type(self.epsilon))
        self._normal = x * self._scale
        return np.asarray(self._normal * self.gamma.value.reshape(self._wide))

    def backward(self, dy: Array) -> Array:
        others = tuple(axis for axis in range(dy.ndim) if axis != self._feature)
        self.gamma.gradient[...] = (dy * self._normal).sum(axis=others)
        dn = dy * self.gamma.value.reshape(self._wide)
        along = (dn * self._normal).mean(axis=self._feature, keepdims=True)
        return np.asarray((dn - self._normal * along) * self._scale)
