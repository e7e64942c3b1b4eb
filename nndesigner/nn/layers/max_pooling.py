"""Max pooling: the largest number of each window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.pooling import Pooling
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


class MaxPooling(Pooling):
    """Base: passes the largest number of a window on; its gradient goes to the first of equal ones, as in torch."""

    takes_largest = True
    takes_planes = True

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        super().emit_forward(step, inputs, output)
        if inputs[0].pending is not None:
            inputs[0].pending.emit_forward(step, output.block, output.block)

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        if inputs[0].pending is not None:
            inputs[0].pending.emit_backward(step, output.block, output.gradient)
        super().emit_backward(step, inputs, output)

    def _pool(self, planes: Array, out: Array) -> None:
        self._padded, self._largest = self._windows.pad(planes, -np.inf), out
        first, *others = (self._padded[(slice(None), *tap)] for tap in self._windows.taps())
        out[...] = first
        for cells in others:
            np.maximum(out, cells, out=out)

    def _spread(self, dy: Array, padded: Array) -> None:
        unclaimed = np.ones(dy.shape, np.bool_)  # windows whose largest cell is not found yet
        hit = np.empty(dy.shape, np.bool_)
        part = np.empty(dy.shape, dy.dtype)
        apart = all(step >= size for step, size in zip(self._windows.strides, self._windows.kernel, strict=True))
        bits, part_bits = np.dtype(f"i{dy.itemsize}"), part.view(f"i{dy.itemsize}")
        dy = np.ascontiguousarray(dy).view(bits)
        for tap in self._windows.taps():
            np.equal(self._padded[(slice(None), *tap)], self._largest, out=hit)
            hit &= unclaimed
            unclaimed ^= hit
            # The gradient's bits times 0 or 1 as whole numbers: faster than floats times truths.
            if apart:
                np.multiply(dy, hit.view(np.int8), out=padded[(slice(None), *tap)].view(bits))
            else:
                np.multiply(dy, hit.view(np.int8), out=part_bits)
                padded[(slice(None), *tap)] += part


@LAYERS.register("MaxPooling1D")
class MaxPooling1D(MaxPooling):
    """The largest of every few steps of a sequence (steps, channels)."""

    title = "Max pooling 1D"
    summary = "Keeps the largest of every few steps of a sequence, each channel by itself."
    rank = 1


@LAYERS.register("MaxPooling2D")
class MaxPooling2D(MaxPooling):
    """The largest of every small field of an image (height, width, channels)."""

    title = "Max pooling 2D"
    summary = "Keeps the largest number of each small field of an image, each channel by itself."
    rank = 2
    pool_size: tuple[int, ...] = option(default=(2, 2), minimum=1, help="Height and width of the window.")
