"""Cells added around or cut off along the inner axes of a sample: what padding and cropping share."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


def pairs_of(owner: str, name: str, sizes: tuple[int, ...], rank: int) -> tuple[tuple[int, int], ...]:
    """(before, behind) for each axis, from one number, one an axis, or two an axis. Raises OptionError for another count."""
    if len(sizes) == 2 * rank:
        return tuple((sizes[2 * axis], sizes[2 * axis + 1]) for axis in range(rank))
    if len(sizes) not in (1, rank):
        raise OptionError(f"{owner}: {name} needs one number, {rank} or {2 * rank}; received {sizes}.")
    return tuple((size, size) for size in sizes * (rank if len(sizes) == 1 else 1))


def flat(sizes: Any) -> Any:
    """Keras's nested pairs, ((top, bottom), (left, right)), as four numbers in a row."""
    if isinstance(sizes, (list, tuple)) and any(isinstance(part, (list, tuple)) for part in sizes):
        return [item for part in sizes for item in (part if isinstance(part, (list, tuple)) else (part, part))]
    return sizes


class Cropping(Layer):
    """Base: cuts cells off the edges."""

    family = "reshape"
    rank: ClassVar[int] = 1
    cropping: tuple[int, ...] = option(default=(1,), minimum=0, help="Cells that are cut off at each end.")

    def __init__(self, cropping: Any = None, **kwargs: Any) -> None:
        given = () if cropping is None else (flat(cropping),)
        super().__init__(*given, **kwargs)

    def setup(self) -> None:
        self._cut = pairs_of(type(self).__name__, "cropping", self.cropping, self.rank)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or len(input_shapes[0]) != self.rank + 1:
            raise self.refuse(f"takes one input of {self.rank + 1} axes", *input_shapes)
        shape = input_shapes[0]
        left = tuple(size - before - behind for size, (before, behind) in zip(shape[:-1], self._cut, strict=True))
        if min(left) < 1:
            raise self.refuse(f"cuts off {self.cropping}, and nothing is left", *input_shapes)
        return (*left, shape[-1])

    def label(self) -> str:
        return ", ".join(map(str, self.cropping))

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._shape = x.shape
        pairs = zip(x.shape[1:-1], self._cut, strict=True)
        self._inner = (slice(None), *(slice(before, size - behind) for size, (before, behind) in pairs))
        return x[self._inner]

    def backward(self, dy: Array) -> Array:
        dx = np.zeros(self._shape, dy.dtype)
        dx[self._inner] = dy
        return dx


@LAYERS.register("Cropping1D")
class Cropping1D(Cropping):
    """Cuts steps off both ends of a sequence (steps, channels); ``cropping`` is one number or (start, end)."""

    title = "Cropping 1D"
    summary = "Cuts steps off both ends of a sequence."
    cropping: tuple[int, ...] = option(default=(1, 1), minimum=0, help="Steps cut off at the start and at the end.")


@LAYERS.register("Cropping2D")
class Cropping2D(Cropping):
    """Cuts rows and columns off an image; ``cropping`` as :class:`ZeroPadding2D` takes its padding."""

    title = "Cropping 2D"
    summary = "Cuts a frame off an image."
    rank = 2
    cropping: tuple[int, ...] = option(
        default=(0, 0), minimum=0, help="Cut off above and below, left and right; or four numbers: top, bottom, left, right."
    )


class ZeroPadding(Layer):
    """Base: puts cells of zeros around."""

    family = "reshape"
    rank: ClassVar[int] = 1
    padding: tuple[int, ...] = option(default=(1,), minimum=0, help="Cells of zeros at each end.")

    def __init__(self, padding: Any = None, **kwargs: Any) -> None:
        given = () if padding is None else (flat(padding),)
        super().__init__(*given, **kwargs)

    def setup(self) -> None:
        self._added = pairs_of(type(self).__name__, "padding", self.padding, self.rank)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or len(input_shapes[0]) != self.rank + 1:
            raise self.refuse(f"takes one input of {self.rank + 1} axes", *input_shapes)
        *sizes, channels = input_shapes[0]
        return (*(size + before + behind for size, (before, behind) in zip(sizes, self._added, strict=True)), channels)

    def label(self) -> str:
        return ", ".join(map(str, self.padding))

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        pairs = zip(x.shape[1:-1], self._added, strict=True)
        self._inner = (slice(None), *(slice(before, before + size) for size, (before, _) in pairs))
        y = np.zeros((len(x), *self.output_shape(x.shape[1:])), x.dtype)
        y[self._inner] = x
        return y

    def backward(self, dy: Array) -> Array:
        return dy[self._inner]


@LAYERS.register("ZeroPadding1D")
class ZeroPadding1D(ZeroPadding):
    """Puts steps of zeros before and behind a sequence (steps, channels); ``padding`` is one number or (before, behind)."""

    title = "Zero padding 1D"
    summary = "Puts steps of zeros before and behind a sequence."
    padding: tuple[int, ...] = option(default=(1, 1), minimum=0, help="Steps of zeros before the sequence and behind it.")
