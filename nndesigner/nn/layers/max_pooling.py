"""Max pooling: the largest number of each window."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.pooled_rows import PooledRows
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
        if isinstance(rows := step.kept(inputs[0]) if step.has_kept(inputs[0]) else None, PooledRows):
            rows.emit_pooled(output)
        else:
            super().emit_forward(step, inputs, output)
        if inputs[0].pending is not None:
            inputs[0].pending.emit_forward(step, output.block, output.block)

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        if inputs[0].pending is not None:
            inputs[0].pending.emit_backward(step, output.block, output.gradient)
        if isinstance(step.kept(inputs[0]) if step.has_kept(inputs[0]) else None, PooledRows):
            inputs[0].written = inputs[0].needs_gradient  # the convolution reads the gradient from this layer's output
        else:
            super().emit_backward(step, inputs, output)

    def _pool(self, x: Array, out: Array) -> None:
        self._padded, self._largest = self._windows.pad(x, -np.inf), out
        first, *others = (self._padded[(slice(None), *tap)] for tap in self._windows.taps())
        out[...] = first
        for cells in others:
            np.maximum(out, cells, out=out)

    def _spread(self, dy: Array, padded: Array) -> None:
        unclaimed = np.ones_like(dy, np.bool_)  # windows whose largest cell is not found yet
        for tap in self._windows.taps():
            hit = (self._padded[(slice(None), *tap)] == self._largest) & unclaimed
            unclaimed ^= hit
            if self._windows.tile:
                padded[(slice(None), *tap)] = dy * hit
            else:
                padded[(slice(None), *tap)] += dy * hit

    def _emit_reduction(self, step: StepBuilder, parts: Sequence[Array], out: Array) -> None:
        name = step.bind(out)
        if len(parts) == 1 and parts[0] is not out:
            step.line(f"copyto({name}, {step.bind(parts[0])})")
        for before, part in itertools.pairwise(parts):
            step.line(f"maximum({step.bind(before) if before is parts[0] else name}, {step.bind(part)}, out={name})")

    def _emit_spread(
        self, step: StepBuilder, parts: Sequence[Array], result: Array, dy: Array, targets: Sequence[Array], count: int
    ) -> None:
        # The first cell that is as large as the result takes the gradient, the others what is left: none. Its bits times
        # 0 or 1 as whole numbers are faster than floats times truths.
        hit = step.fixed(step.array(result.shape, np.bool_))
        rest = step.bind(_bits(dy))
        left = _bits(targets[-1])
        for part, target in zip(parts[:-1], targets, strict=False):
            step.line(f"equal({step.bind(part)}, {step.bind(result)}, {step.bind(hit)})")
            step.line(f"multiply({rest}, {step.bind(hit.view(np.int8))}, {step.bind(_bits(target))})")
            step.line(f"subtract({rest}, {step.bind(_bits(target))}, {step.bind(left)})")
            rest = step.bind(left)
        if len(parts) == 1:
            step.line(f"copyto({step.bind(_bits(targets[0]))}, {rest})")


def _bits(array: Array) -> Array:
    """The same memory read as whole numbers."""
    return array.view(f"i{array.itemsize}")


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
