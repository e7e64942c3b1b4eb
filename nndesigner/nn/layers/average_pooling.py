"""Average pooling: the mean of each window."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.pooling import Pooling
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


class AveragePooling(Pooling):
    """Base: the mean of a window; cells of padding do not count."""

    takes_planes = True

    def _pool(self, x: Array, out: Array) -> None:
        ones = self._windows.pad(np.ones((1, *x.shape[1:-1], 1), x.dtype))
        counts = np.empty((1, *out.shape[1:-1], 1), x.dtype)
        self._sum(ones, counts)
        self._share = 1 / counts
        self._sum(self._windows.pad(x), out)
        out *= self._share

    def _sum(self, padded: Array, out: Array) -> None:
        first, *others = (padded[(slice(None), *tap)] for tap in self._windows.taps())
        out[...] = first
        for cells in others:
            out += cells

    def _spread(self, dy: Array, padded: Array) -> None:
        part = dy * self._share
        for tap in self._windows.taps():
            if self._windows.tile:
                padded[(slice(None), *tap)] = part
            else:
                padded[(slice(None), *tap)] += part

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        super().emit_forward(step, inputs, output)
        if step.has_kept(output):
            share = step.constant(1 / math.prod(self.pool_size))
            step.line(f"multiply({output.block.body}, {share}, {output.block.body})")

    def _emit_reduction(self, step: StepBuilder, parts: Sequence[Array], out: Array) -> None:
        name = step.bind(out)
        if len(parts) == 1 and parts[0] is not out:
            step.line(f"copyto({name}, {step.bind(parts[0])})")
        for before, part in itertools.pairwise(parts):
            step.line(f"add({step.bind(before) if before is parts[0] else name}, {step.bind(part)}, {name})")

    def _emit_spread(
        self, step: StepBuilder, parts: Sequence[Array], result: Array, dy: Array, targets: Sequence[Array], count: int
    ) -> None:
        first, *others = targets
        step.line(f"multiply({step.bind(dy)}, {step.constant(1 / count)}, {step.bind(first)})")
        for target in others:
            step.line(f"copyto({step.bind(target)}, {step.bind(first)})")


@LAYERS.register("AveragePooling1D")
class AveragePooling1D(AveragePooling):
    """The mean of every few steps of a sequence (steps, channels)."""

    title = "Average pooling 1D"
    summary = "Takes the mean of every few steps of a sequence, each channel by itself."
    rank = 1


@LAYERS.register("AveragePooling2D")
class AveragePooling2D(AveragePooling):
    """The mean of every small field of an image (height, width, channels)."""

    title = "Average pooling 2D"
    summary = "Takes the mean of each small field of an image, each channel by itself."
    rank = 2
    pool_size: tuple[int, ...] = option(default=(2, 2), minimum=1, help="Height and width of the window.")
