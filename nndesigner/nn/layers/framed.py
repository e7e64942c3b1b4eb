"""Samples with the cells around them that padded windows reach into, (batch, \\*spatial, channels)."""

from __future__ import annotations

from typing import Any

import numpy as np

from nndesigner.nn.layers.windows import Windows
from nndesigner.nn.types import Array


def framed_zeros(windows: Windows, batch: int, channels: int, dtype: Any) -> Array:
    """Zeros of the padded size."""
    sizes = (size + sum(pads) for size, pads in zip(windows.sizes, windows.pads, strict=True))
    return np.zeros((batch, *sizes, channels), dtype)


def inside(windows: Windows, framed: Array) -> Array:
    """The view without what was added."""
    spatial = (slice(before, before + size) for size, (before, _) in zip(windows.sizes, windows.pads, strict=True))
    return framed[(slice(None), *spatial)]


def framed(windows: Windows, x: Array) -> Array:
    """``x`` with zeros around; the same array if there are none to add."""
    if not windows.padded:
        return x
    wide = framed_zeros(windows, len(x), x.shape[-1], x.dtype)
    inside(windows, wide)[...] = x
    return wide
