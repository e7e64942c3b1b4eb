"""Average pooling: the mean of each window."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.pooling import Pooling
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array


class AveragePooling(Pooling):
    """Base: the mean of a window; cells of padding do not count."""

    def _pool(self, planes: Array, out: Array) -> None:
        ones = self._windows.pad(np.ones((1, *planes.shape[1:-1], 1), planes.dtype))
        counts = np.empty((1, *out.shape[1:-1], 1), planes.dtype)
        self._sum(ones, counts)
        self._share = 1 / counts
        self._sum(self._windows.pad(planes), out)
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
