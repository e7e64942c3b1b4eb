"""What poolings share: options, shapes, and the way between samples and planes."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.layers.windows import Windows, to_planes, to_rows, widened
from nndesigner.nn.types import Array, Shape


class Pooling(Layer):
    """Base of the poolings: one number for all cells of a window, each channel by itself.

    A subclass says how, on planes (channels, \\*spatial, batch): ``_pool`` and ``_spread``.
    """

    rank: ClassVar[int] = 0
    family = "pooling"
    pool_size: tuple[int, ...] = option(default=(2,), minimum=1, help="Size of the window.")
    strides: tuple[int, ...] | None = option(
        default=None, minimum=1, help="How far the window moves at a time; as far as it is wide if left out."
    )
    padding: str = option(
        default="valid", choices=("valid", "same"), help="valid: windows lie inside; same: the edge has windows too."
    )

    def setup(self) -> None:
        self.pool_size = widened(type(self).__name__, "pool_size", self.pool_size, self.rank)
        if self.strides is not None:
            self.strides = widened(type(self).__name__, "strides", self.strides, self.rank)

    def windows(self, shape: Shape) -> Windows:
        """The windows over a sample of ``shape`` (\\*spatial, channels)."""
        return Windows(shape[:-1], self.pool_size, self.strides or self.pool_size, self.padding)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        axes = "one axis" if self.rank == 1 else f"{self.rank} axes"
        if len(input_shapes) != 1 or len(input_shapes[0]) != self.rank + 1:
            raise self.refuse(f"takes one input with {axes} and, last, channels", *input_shapes)
        windows = self.windows(input_shapes[0])
        if not windows.fit:
            raise self.refuse(f"has a window of {self.pool_size}, larger than its input", *input_shapes)
        return (*windows.out, input_shapes[0][-1])

    def label(self) -> str:
        return "×".join(map(str, self.pool_size))

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._windows = self.windows(x.shape[1:])
        return to_rows(self._pool(np.ascontiguousarray(to_planes(x))))

    def backward(self, dy: Array) -> Array:
        return to_rows(self._windows.inner(self._spread(to_planes(dy))))

    def _pool(self, planes: Array) -> Array:
        """One number a window: (channels, \\*out, batch)."""
        raise NotImplementedError

    def _spread(self, dy: Array) -> Array:
        """The gradient by the padded planes."""
        raise NotImplementedError

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return math.prod(self.output_shape(*input_shapes)) * math.prod(self.pool_size)
