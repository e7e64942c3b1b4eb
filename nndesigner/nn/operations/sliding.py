"""Convolutions and pooling with channels first, over any number of axes, with any padding, dilation and groups."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.operations.base import Back, Gradients, Operation, bounded
from nndesigner.nn.registries import OPERATIONS
from nndesigner.nn.types import Array, Shape

MAX_TAPS = 100_000


class Laid:
    """Windows of ``kernel`` cells laid over ``sizes`` cells with others around them."""

    def __init__(self, operation: Sliding, sizes: Shape, kernel: Shape) -> None:
        rank = len(kernel)
        self.operation, self.sizes, self.kernel = operation, sizes, kernel
        self.steps, self.far = operation.strides or (1,) * rank, operation.dilations or (1,) * rank
        self.front, self.behind = operation.before or (0,) * rank, operation.after or (0,) * rank
        if any(len(part) != rank for part in (sizes, self.steps, self.far, self.front, self.behind)):
            raise operation.refuse("needs its options for as many axes as its window has", sizes, kernel)
        if not kernel or min(kernel) < 1 or math.prod(kernel) > MAX_TAPS:
            raise operation.refuse("has no possible window", kernel)
        self.reach = tuple((k - 1) * d + 1 for k, d in zip(kernel, self.far, strict=True))
        self.padded = bounded(operation, tuple(map(sum, zip(sizes, self.front, self.behind, strict=True))))
        self.places = tuple((n - r) // s + 1 for n, r, s in zip(self.padded, self.reach, self.steps, strict=True))
        if min(self.places) < 1:
            raise operation.refuse("has a window larger than its input", sizes, kernel)

    def lengthen(self) -> None:
        """Add windows that hang over the end, but none that begins behind the input."""
        longer = []
        for n, r, s, size, front in zip(self.padded, self.reach, self.steps, self.sizes, self.front, strict=True):
            count = -(-(n - r) // s) + 1
            longer.append(count - 1 if (count - 1) * s >= size + front else count)
        self.places = tuple(longer)
        ends = [(o - 1) * s + r for o, s, r in zip(self.places, self.steps, self.reach, strict=True)]
        self.padded = bounded(self.operation, tuple(map(max, zip(ends, self.padded, strict=True))))

    def taps(self) -> Iterator[Any]:
        """For each cell of a window, the index of the padded cells that it reads from all windows."""
        for place in itertools.product(*map(range, self.kernel)):
            cells = zip(place, self.far, self.places, self.steps, strict=True)
            yield (..., *(slice(p * d, p * d + (o - 1) * s + 1, s) for p, d, o, s in cells))

    def pad(self, x: Array, fill: float = 0.0) -> Array:
        """``x`` (samples, channels, \\*cells) with cells of ``fill`` around."""
        bounded(self.operation, (*x.shape[:2], *self.padded))
        padded = np.full((*x.shape[:2], *self.padded), fill, x.dtype)
        padded[self.inner] = x
        return padded

    @property
    def inner(self) -> Any:
        """The index of the padded cells that are the input."""
        return (..., *(slice(b, b + n) for b, n in zip(self.front, self.sizes, strict=True)))


class Sliding(Operation):
    """Base: a window moves over the axes behind samples and channels. Empty tuples of options stand for ones or zeros."""

    strides: tuple[int, ...] = option(default=(), minimum=1, help="How far the window moves at a time, an axis each.")
    before: tuple[int, ...] = option(default=(), minimum=0, help="Cells added in front, an axis each.")
    after: tuple[int, ...] = option(default=(), minimum=0, help="Cells added behind, an axis each.")
    dilations: tuple[int, ...] = option(default=(), minimum=1, help="Distance between the cells of a window, an axis each.")


def _grouped(array: Array, groups: int, axis: int) -> Array:
    """One axis split into groups and what each has."""
    return array.reshape(*array.shape[:axis], groups, array.shape[axis] // groups, *array.shape[axis + 1 :])


def _flat(array: Array) -> Array:
    """(samples, groups, channels, \\*cells) as (samples, groups, channels, cells)."""
    return array.reshape(*array.shape[:3], math.prod(array.shape[3:]))


@OPERATIONS.register("convolve")
class Convolve(Sliding):
    """Weighted sums of windows: operands (samples, channels, \\*cells), (filters, channels / groups, \\*window), bias."""

    title = "Convolve"
    summary = "Weighted sums of windows that move over its input; channels first."
    fewest, most = 2, 3
    groups: int = option(default=1, minimum=1, help="Groups of channels that do not mix.")

    def output_shape(self, *shapes: Shape) -> Shape:
        x, kernel, *bias = shapes
        fits = len(x) == len(kernel) > 2 and x[1] == kernel[1] * self.groups and not kernel[0] % self.groups
        if not fits or any(b != kernel[:1] for b in bias):
            raise self.refuse("has operands of shapes that do not fit", *shapes)
        return (x[0], kernel[0], *Laid(self, x[2:], kernel[2:]).places)

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        x, kernel, *bias = operands
        shape = bounded(self, self.output_shape(*(operand.shape for operand in operands)))
        laid, g = Laid(self, x.shape[2:], kernel.shape[2:]), self.groups
        padded = _grouped(laid.pad(x), g, 1)
        weights = _grouped(kernel, g, 0).reshape(g, len(kernel) // g, kernel.shape[1], -1)
        y = np.zeros((len(x), g, len(kernel) // g, math.prod(shape[2:])), x.dtype)
        for place, tap in enumerate(laid.taps()):
            y += weights[..., place] @ _flat(padded[tap])
        y = y.reshape(shape)
        for b in bias:
            y = y + b.reshape(-1, *[1] * len(shape[2:]))

        def back(dy: Array) -> Gradients:
            sums = _flat(_grouped(dy, g, 1))
            dx, dw = np.zeros(padded.shape, dy.dtype), np.empty(weights.shape, dy.dtype)
            for place, tap in enumerate(laid.taps()):
                cells = padded[tap]
                dx[tap] += (weights[..., place].swapaxes(1, 2) @ sums).reshape(cells.shape)
                dw[..., place] = (sums @ _flat(cells).swapaxes(2, 3)).sum(axis=0)
            inner = dx.reshape(*x.shape[:2], *laid.padded)[laid.inner]
            more = [dy.sum(axis=(0, *range(2, dy.ndim))) for _ in bias]
            return inner, dw.reshape(kernel.shape), *more

        return y, back


@OPERATIONS.register("convolve_up")
class ConvolveUp(Sliding):
    """The transposed convolution: each cell adds a weighted window to the result, which is then cut by the padding.

    Operands are (samples, channels, \\*cells), (channels, filters / groups, \\*window) and a bias.
    """

    title = "Transposed convolution"
    summary = "Adds a weighted window to the result for each cell of its input; channels first."
    fewest, most = 2, 3
    groups: int = option(default=1, minimum=1, help="Groups of channels that do not mix.")
    extra: tuple[int, ...] = option(default=(), minimum=0, help="Cells added at the end of the result, an axis each.")

    def output_shape(self, *shapes: Shape) -> Shape:
        x, kernel, *bias = shapes
        rank = len(kernel) - 2
        filters = kernel[1] * self.groups if rank > 0 else 0
        if (
            len(x) != len(kernel)
            or rank < 1
            or x[1] != kernel[0]
            or kernel[0] % self.groups
            or any(b != (filters,) for b in bias)
        ):
            raise self.refuse("has operands of shapes that do not fit", *shapes)
        if len(self.extra) not in (0, rank) or any(len(p) not in (0, rank) for p in (self.strides, self.dilations)):
            raise self.refuse("needs its options for as many axes as its window has", *shapes)
        steps, far, extra = self.strides or (1,) * rank, self.dilations or (1,) * rank, self.extra or (0,) * rank
        full = [(n - 1) * s + (k - 1) * d + 1 + e for n, s, k, d, e in zip(x[2:], steps, kernel[2:], far, extra, strict=True)]
        bounded(self, tuple(full))
        front, behind = self.before or (0,) * rank, self.after or (0,) * rank
        if len(front) != rank or len(behind) != rank:
            raise self.refuse("needs its options for as many axes as its window has", *shapes)
        sizes = tuple(n - b - a for n, b, a in zip(full, front, behind, strict=True))
        if min(sizes) < 1 or math.prod(kernel[2:]) > MAX_TAPS:
            raise self.refuse("has no possible window", *shapes)
        return (x[0], filters, *sizes)

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        x, kernel, *bias = operands
        shape, g = bounded(self, self.output_shape(*(operand.shape for operand in operands))), self.groups
        laid = Laid(self, shape[2:], kernel.shape[2:])
        laid.places = x.shape[2:]  # the last windows may leave cells over at the end
        weights = _grouped(kernel, g, 0).reshape(g, len(kernel) // g, kernel.shape[1], -1)
        cells = _flat(_grouped(x, g, 1))
        made = np.zeros((len(x), g, kernel.shape[1], *laid.padded), x.dtype)
        taps = list(laid.taps())
        for place, tap in enumerate(taps):
            part = made[tap]
            part += (weights[..., place].swapaxes(1, 2) @ cells).reshape(part.shape)
        inner = laid.inner
        y = made.reshape(len(x), shape[1], *laid.padded)[inner]
        for b in bias:
            y = y + b.reshape(-1, *[1] * len(shape[2:]))
        wide = made.shape

        def back(dy: Array) -> Gradients:
            full = np.zeros((len(x), shape[1], *wide[3:]), dy.dtype)
            full[inner] = dy
            full = full.reshape(wide)
            dx, dw = np.zeros(cells.shape, dy.dtype), np.empty(weights.shape, dy.dtype)
            for place, tap in enumerate(taps):
                sums = _flat(full[tap])
                dx += weights[..., place] @ sums
                dw[..., place] = (cells @ sums.swapaxes(2, 3)).sum(axis=0)
            more = [dy.sum(axis=(0, *range(2, dy.ndim))) for _ in bias]
            return dx.reshape(x.shape), dw.reshape(kernel.shape), *more

        return y, back


@OPERATIONS.register("pool")
class Pool(Sliding):
    """One number of each window: the largest, the mean, or (``place``) where in the whole input the largest stands."""

    title = "Pool"
    summary = "Keeps the largest number or the mean of windows that move over its input; channels first."
    function: str = option(default="max", choices=("max", "mean", "place"), help="What becomes of a window.")
    window: tuple[int, ...] = option(default=(2,), minimum=1, help="Size of the window, an axis each.")
    ceil: bool = option(default=False, title="Partial windows", help="Add windows that hang over the end.")
    count_pad: bool = option(default=False, title="Count padding", help="Count added cells in a mean.")

    def _lay(self, sizes: Shape) -> Laid:
        laid = Laid(self, sizes, self.window)
        if self.ceil:
            laid.lengthen()
        return laid

    def setup(self) -> None:
        if self.function == "place" and (self.ceil or max(self.dilations or (1,)) > 1):
            raise OptionError(f"Pool: the place of the largest needs whole, dense windows; received {self.dilations}.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        if len(x) != len(self.window) + 2:
            raise self.refuse(f"takes samples, channels and {len(self.window)} axes", x)
        return (*x[:2], *self._lay(x[2:]).places)

    def mixes(self, *shapes: Shape) -> bool:
        return self.function == "place"

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        (x,) = operands
        shape = bounded(self, self.output_shape(x.shape))
        return self._mean(x, shape) if self.function == "mean" else self._largest(x, shape)

    def _mean(self, x: Array, shape: Shape) -> tuple[Array, Back]:
        laid = self._lay(x.shape[2:])
        padded = laid.pad(x)
        counted = np.zeros((1, 1, *laid.padded), x.dtype)
        sizes = map(sum, zip(x.shape[2:], laid.front, laid.behind, strict=True))
        where: Any = (..., *map(slice, sizes)) if self.count_pad else laid.inner
        counted[where] = 1
        taps, inner = list(laid.taps()), laid.inner
        total, count = np.zeros(shape, x.dtype), np.zeros((1, 1, *shape[2:]), x.dtype)
        for tap in taps:
            total += padded[tap]
            count += counted[tap]

        def back(dy: Array) -> Gradients:
            dx, share = np.zeros(padded.shape, dy.dtype), dy / count
            for tap in taps:
                dx[tap] += share
            return (dx[inner],)

        return total / count, back

    def _largest(self, x: Array, shape: Shape) -> tuple[Array, Back]:
        laid = self._lay(x.shape[2:])
        padded, taps, inner = laid.pad(x, -np.inf), list(laid.taps()), laid.inner
        best = np.full(shape, -np.inf, x.dtype)
        winner = np.zeros(shape, np.int64)
        for place, tap in enumerate(taps):
            cells = padded[tap]
            better = cells > best
            best[better] = cells[better]
            winner[better] = place

        def back(dy: Array) -> Gradients:
            dx = np.zeros(padded.shape, dy.dtype)
            for place, tap in enumerate(taps):
                dx[tap] += np.where(winner == place, dy, 0)
            return (dx[inner],)

        if self.function == "max":
            return best, back
        whole = np.full((*x.shape[:2], *laid.padded), -1, np.int64)
        whole[inner] = np.arange(x.size).reshape(x.shape)
        found = np.zeros(shape, np.int64)
        for place, tap in enumerate(taps):
            found = np.where(winner == place, whole[tap], found)
        return found.astype(x.dtype), lambda dy: (np.zeros_like(x),)
