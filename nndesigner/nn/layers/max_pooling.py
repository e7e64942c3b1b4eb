"""Max pooling: the largest number of each window."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.pooling import Pooling
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array


class MaxPooling(Pooling):
    """Base: passes the largest number of a window on; its gradient goes to the first of equal ones, as in torch."""

    def _pool(self, planes: Array) -> Array:
        self._padded = self._windows.pad(planes, -np.inf)
        taps = self._windows.taps()
        self._largest: Array = self._padded[(slice(None), *next(taps))].copy()
        for tap in taps:
            np.maximum(self._largest, self._padded[(slice(None), *tap)], out=self._largest)
        return self._largest

    def _spread(self, dy: Array) -> Array:
        gradient = np.zeros_like(self._padded)
        unclaimed = np.ones(self._largest.shape, np.bool_)  # windows whose largest cell is not found yet
        for tap in self._windows.taps():
            hit = self._padded[(slice(None), *tap)] == self._largest
            hit &= unclaimed
            unclaimed ^= hit
            gradient[(slice(None), *tap)] += dy * hit
        return gradient


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
