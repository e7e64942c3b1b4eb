"""What poolings share: options, shapes, and the way between samples and planes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.layers.windows import Windows, widened
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


class Pooling(Layer):
    """Base of the poolings: one number for all cells of a window, each channel by itself.

    A subclass says how, ``_pool`` and ``_spread``.
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

    def tiles(self, shape: Shape) -> bool:
        """Whether the windows over a sample of ``shape`` lie side by side, with no cells added around."""
        windows = self.windows(shape)
        return windows.strides == windows.kernel and not windows.padded

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
        self._pool(x, y)

    def _spread_rows(self, dy: Array, dx: Array) -> None:
        windows = self._windows
        padded = windows.zeros_around(dx, dx.shape[-1]) if windows.padded else dx
        if padded is dx and not windows.tile:
            dx[...] = 0
        self._spread(dy, padded)
        if padded is not dx:
            dx[...] = windows.inner(padded)

    def _pool(self, x: Array, out: Array) -> None:
        """Write one number a window into ``out``; both (batch, \\*spatial, channels)."""
        raise NotImplementedError

    def _spread(self, dy: Array, padded: Array) -> None:
        """Write the gradient by the padded input, which is zero before unless the windows tile it."""
        raise NotImplementedError

    # --- the compiled step: windows side by side are reduced across first, then down ---------------------------------

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        block = inputs[0].block
        windows = self.windows(inputs[0].shape)
        if block.is_slot or output.block.is_slot or windows.strides != windows.kernel or windows.padded:
            step.line(f"{step.bind(self._pool_rows)}({block.rows}, {output.block.rows})")
            return
        x, y = (as_image(step.fixed(name)) for name in (block.plane_view, output.block.plane_view))
        kernel = windows.kernel if self.rank == 2 else (*windows.kernel, 1)
        used = x[: y.shape[0] * kernel[0], :, : y.shape[2] * kernel[1]]
        across = [used[:, :, j :: kernel[1]] for j in range(kernel[1])]
        narrow = step.fixed(step.array(across[0].shape)) if len(across) > 1 else used
        down = [narrow[i :: kernel[0]] for i in range(kernel[0])]
        self._emit_reduction(step, across, narrow)
        self._emit_reduction(step, down, y)
        step.keep(output, (across, narrow, down, y))

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        if not inputs[0].needs_gradient:
            return
        windows = self.windows(inputs[0].shape)
        with step.into(inputs[0]) as gradient:
            if not step.has_kept(output):
                step.line(f"{step.bind(self._spread_rows)}({output.gradient.rows}, {gradient.rows})")
                return
            across, narrow, down, y = step.kept(output)
            dy, dx = (as_image(step.fixed(name)) for name in (output.gradient.plane_view, gradient.plane_view))
            rows, columns = (size * part for size, part in zip((y.shape[0], y.shape[2]), (len(down), len(across)), strict=True))
            for edge in (dx[rows:], dx[:rows, :, columns:]):
                if edge.size:
                    step.line(f"copyto({step.bind(edge)}, {step.constant(0)})")
            used = dx[:rows, :, :columns]
            by_narrow = step.fixed(step.array(narrow.shape)) if len(across) > 1 else used
            self._emit_spread(
                step, down, y, dy, [by_narrow[i :: len(down)] for i in range(len(down))], math.prod(windows.kernel)
            )
            if len(across) > 1:
                self._emit_spread(
                    step, across, narrow, by_narrow, [used[:, :, j :: len(across)] for j in range(len(across))], 1
                )

    def _emit_reduction(self, step: StepBuilder, parts: Sequence[Array], out: Array) -> None:
        """Write the lines that make one number of the cells in ``parts``."""
        raise NotImplementedError

    def _emit_spread(
        self, step: StepBuilder, parts: Sequence[Array], result: Array, dy: Array, targets: Sequence[Array], count: int
    ) -> None:
        """Write the lines that give each cell its share of ``dy``, the gradient by ``result``; ``count``: cells of a mean."""
        raise NotImplementedError

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return math.prod(self.output_shape(*input_shapes)) * math.prod(self.pool_size)


def as_image(planes: Array) -> Array:
    """(rows, channels, columns, batch); a sequence, (steps, channels, batch), gets one column."""
    return planes if planes.ndim == 4 else planes[:, :, None]
