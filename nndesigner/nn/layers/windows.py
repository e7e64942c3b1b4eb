"""Where the windows of a convolution or a pooling lie: sizes, padding, and the cells that each tap of a window reads.

What one tap, a cell of the window, reads from all windows is one strided view of the samples.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.nn.types import Array, Shape


def widened(owner: str, name: str, sizes: Sequence[int], rank: int) -> Shape:
    """One number an axis; a single one holds for all of them. Raises OptionError for another count."""
    if len(sizes) not in (1, rank):
        raise OptionError(f"{owner}: {name} needs one number or {rank}; received {tuple(sizes)}.")
    return tuple(sizes) * (rank if len(sizes) == 1 else 1)


def to_planes(x: Array) -> Array:
    """(batch, \\*spatial, channels) seen as (channels, \\*spatial, batch)."""
    return x.transpose(x.ndim - 1, *range(1, x.ndim - 1), 0)


to_rows = to_planes
"""The way back is the same exchange of the first and last axis."""


class Windows:
    """Windows of ``kernel`` cells, ``dilation`` apart, that move by ``strides`` over ``sizes`` cells.

    ``padding``: valid (windows lie inside), same (as many windows as cells at stride 1, the odd cell of padding behind,
    as in TensorFlow) or causal (all padding in front).
    """

    def __init__(self, sizes: Shape, kernel: Shape, strides: Shape, padding: str, dilation: Shape | None = None) -> None:
        self.sizes, self.kernel, self.strides = sizes, kernel, strides
        self.dilation = dilation or (1,) * len(kernel)
        reach = [(k - 1) * d + 1 for k, d in zip(kernel, self.dilation, strict=True)]
        if padding == "same":
            self.out = tuple(-(-n // s) for n, s in zip(sizes, strides, strict=True))
            total = [max((o - 1) * s + r - n, 0) for o, s, r, n in zip(self.out, strides, reach, sizes, strict=True)]
            self.pads = tuple((t // 2, t - t // 2) for t in total)
        else:
            self.pads = tuple((r - 1 if padding == "causal" else 0, 0) for r in reach)
            padded = [n + before for n, (before, _) in zip(sizes, self.pads, strict=True)]
            self.out = tuple((n - r) // s + 1 for n, r, s in zip(padded, reach, strides, strict=True))
        self.count = math.prod(kernel)

    @property
    def fit(self) -> bool:
        """Whether there is at least one window."""
        return all(size > 0 for size in self.out)

    @property
    def padded(self) -> bool:
        """Whether any cell is added."""
        return any(map(any, self.pads))

    @property
    def tile(self) -> bool:
        """Whether every cell lies in exactly one window."""
        return self.strides == self.kernel and all(
            o * s == n for o, s, n in zip(self.out, self.strides, self.sizes, strict=True)
        )

    def taps(self) -> Iterator[tuple[slice, ...]]:
        """For each cell of a window, in the kernel's order, the padded cells that it reads from all windows."""
        for place in itertools.product(*map(range, self.kernel)):
            yield tuple(
                slice(p * d, p * d + (o - 1) * s + 1, s)
                for p, d, o, s in zip(place, self.dilation, self.out, self.strides, strict=True)
            )

    def pad(self, x: Array, fill: float = 0.0) -> Array:
        """Samples (batch, \\*spatial, channels), or planes, with cells of ``fill`` around; the same array if none are added."""
        if not self.padded:
            return x
        padded = self._around(x, x.shape[-1], fill)
        self.inner(padded)[...] = x
        return padded

    def inner(self, padded: Array) -> Array:
        """The view of a padded array without what was added."""
        spatial = (slice(before, before + n) for n, (before, _) in zip(self.sizes, self.pads, strict=True))
        return padded[(slice(None), *spatial)]

    def zeros(self, batch: int, channels: int, dtype: Any) -> Array:
        """Zeros of the padded size, (batch, \\*spatial, channels)."""
        sizes = (n + sum(pads) for n, pads in zip(self.sizes, self.pads, strict=True))
        return np.zeros((batch, *sizes, channels), dtype)

    def zeros_around(self, like: Array, channels: int) -> Array:
        """Zeros of the padded size for so many channels, in the memory order of another array of samples."""
        return self._around(like, channels, 0.0)

    def _around(self, like: Array, channels: int, fill: float) -> Array:
        sizes = (n + sum(pads) for n, pads in zip(self.sizes, self.pads, strict=True))
        shape = (len(like), *sizes, channels)
        order = sorted(range(like.ndim), key=lambda axis: -like.strides[axis])
        array = np.full([shape[axis] for axis in order], fill, like.dtype)
        return array.transpose(np.argsort(order))
