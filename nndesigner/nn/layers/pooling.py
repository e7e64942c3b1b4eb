"""What poolings share: options, shapes, and the way between samples and planes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.layers.windows import Windows, to_planes, widened
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


class Pooling(Layer):
    """Base of the poolings: one number for all cells of a window, each channel by itself.

    A subclass says how, on planes (channels, \\*spatial, batch): ``_pool`` and ``_spread``.
    """

    rank: ClassVar[int] = 0
    family = "pooling"
    gives_planes = True
    takes_planes = True
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
        y = np.empty((len(x), *self.output_shape(x.shape[1:])), x.dtype)
        self._pool_rows(x, y)
        return y

    def backward(self, dy: Array) -> Array:
        dx = np.empty((len(dy), *self.input_shapes[0]), dy.dtype)
        self._spread_rows(dy, dx)
        return dx

    def _pool_rows(self, x: Array, y: Array) -> None:
        self._windows = self.windows(x.shape[1:])
        self._pool(np.ascontiguousarray(to_planes(x)), to_planes(y))

    def _spread_rows(self, dy: Array, dx: Array) -> None:
        target, windows = to_planes(dx), self._windows
        padded = windows.padded_zeros(len(target), len(dx), dx.dtype) if windows.padded else target
        if padded is target and not windows.tile:
            target[...] = 0
        self._spread(to_planes(dy), padded)
        if padded is not target:
            target[...] = windows.inner(padded)

    def _pool(self, planes: Array, out: Array) -> None:
        """Write one number a window into ``out``, (channels, \\*out, batch)."""
        raise NotImplementedError

    def _spread(self, dy: Array, padded: Array) -> None:
        """Write the gradient by the padded planes, which are zero before unless the windows tile them."""
        raise NotImplementedError

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        step.line(f"{step.bind(self._pool_rows)}({inputs[0].block.rows}, {output.block.rows})")

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        if inputs[0].needs_gradient:
            with step.into(inputs[0]) as gradient:
                step.line(f"{step.bind(self._spread_rows)}({output.gradient.rows}, {gradient.rows})")

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return math.prod(self.output_shape(*input_shapes)) * math.prod(self.pool_size)
