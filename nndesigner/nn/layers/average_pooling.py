"""Average pooling: the mean of each window."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.pooling import Pooling
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array


class AveragePooling(Pooling):
    """Base: the mean of a window; cells of padding do not count."""

    def _pool(self, planes: Array) -> Array:
        padded = self._windows.pad(planes)
        self._share = 1 / self._sum(self._windows.pad(np.ones((1, *planes.shape[1:-1], 1), planes.dtype)))
        self._padded_shape = padded.shape
        return self._sum(padded) * self._share

    def _sum(self, padded: Array) -> Array:
        taps = self._windows.taps()
        total: Array = padded[(slice(None), *next(taps))].copy()
        for tap in taps:
            total += padded[(slice(None), *tap)]
        return total

    def _spread(self, dy: Array) -> Array:
        gradient = np.zeros(self._padded_shape, dy.dtype)
        part = dy * self._share
        for tap in self._windows.taps():
            gradient[(slice(None), *tap)] += part
        return gradient


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
