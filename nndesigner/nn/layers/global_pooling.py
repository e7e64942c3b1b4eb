"""Global pooling: one number a channel for the whole sequence or image."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


class GlobalPooling(Layer):
    """Base: all cells of a channel become one number."""

    rank: ClassVar[int] = 0
    family = "pooling"
    keepdims: bool = option(default=False, title="Keep axes", help="Keep the axes that are pooled, with size 1.", advanced=True)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        axes = "one axis" if self.rank == 1 else f"{self.rank} axes"
        if len(input_shapes) != 1 or len(input_shapes[0]) != self.rank + 1:
            raise self.refuse(f"takes one input with {axes} and, last, channels", *input_shapes)
        return (*[1] * self.rank * self.keepdims, input_shapes[0][-1])

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return math.prod(input_shapes[0])

    def _wide(self, dy: Array) -> Array:
        """The gradient with the pooled axes at size 1."""
        return dy.reshape(len(dy), *[1] * self.rank, dy.shape[-1])

    @property
    def _axes(self) -> tuple[int, ...]:
        return tuple(range(1, self.rank + 1))


class GlobalAveragePooling(GlobalPooling):
    """Base: the mean of a channel."""

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._shape = x.shape
        return np.asarray(x.mean(axis=self._axes, keepdims=self.keepdims))

    def backward(self, dy: Array) -> Array:
        share = dy.dtype.type(1 / math.prod(self._shape[1:-1]))
        return np.broadcast_to(self._wide(dy) * share, self._shape)


class GlobalMaxPooling(GlobalPooling):
    """Base: the largest number of a channel; equal ones share the gradient."""

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        largest = x.max(axis=self._axes, keepdims=True)
        self._hits = x == largest
        return np.asarray(largest if self.keepdims else largest.reshape(len(x), x.shape[-1]))

    def backward(self, dy: Array) -> Array:
        share = self._wide(dy) / self._hits.sum(axis=self._axes, keepdims=True, dtype=dy.dtype)
        return np.asarray(self._hits * share)


@LAYERS.register("GlobalAveragePooling1D")
class GlobalAveragePooling1D(GlobalAveragePooling):
    """The mean of each channel of a sequence (steps, channels)."""

    title = "Global average pooling 1D"
    summary = "Takes the mean of each channel over a whole sequence."
    rank = 1


@LAYERS.register("GlobalAveragePooling2D")
class GlobalAveragePooling2D(GlobalAveragePooling):
    """The mean of each channel of an image (height, width, channels)."""

    title = "Global average pooling 2D"
    summary = "Takes the mean of each channel over a whole image."
    rank = 2


@LAYERS.register("GlobalMaxPooling1D")
class GlobalMaxPooling1D(GlobalMaxPooling):
    """The largest number of each channel of a sequence (steps, channels)."""

    title = "Global max pooling 1D"
    summary = "Keeps the largest number of each channel of a whole sequence."
    rank = 1


@LAYERS.register("GlobalMaxPooling2D")
class GlobalMaxPooling2D(GlobalMaxPooling):
    """The largest number of each channel of an image (height, width, channels)."""

    title = "Global max pooling 2D"
    summary = "Keeps the largest number of each channel of a whole image."
    rank = 2
