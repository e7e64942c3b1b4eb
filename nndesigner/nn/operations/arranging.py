"""Operations that move numbers: parts, edges, repetition, look-up, other orders of axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.operations.base import Back, Operation, axis_of, bounded, broadcast, folded
from nndesigner.nn.registries import OPERATIONS
from nndesigner.nn.types import Array, Shape

_FAR = 1 << 40


@OPERATIONS.register("slice")
class Slice(Operation):
    """A part along some axes, as Python slices are written; ends beyond the array are cut."""

    title = "Slice"
    summary = "Takes a part of its input along some axes."
    axes: tuple[int, ...] = option(default=(-1,), help="The axes that are cut.")
    starts: tuple[int, ...] = option(default=(0,), help="The first cell, an axis each; negative from the end.")
    stops: tuple[int, ...] = option(default=(_FAR,), help="The cell behind the last, an axis each; negative from the end.")
    steps: tuple[int, ...] = option(default=(1,), help="Every how many cells, an axis each; negative backwards.")

    def setup(self) -> None:
        if len({len(part) for part in (self.axes, self.starts, self.stops, self.steps)}) != 1 or 0 in self.steps:
            raise OptionError(f"Slice: axes, starts, stops and steps are equally many, no step is 0; received {self.axes}.")

    def _index(self, shape: Shape) -> tuple[slice, ...]:
        index = [slice(None)] * len(shape)
        for axis, start, stop, step in zip(self.axes, self.starts, self.stops, self.steps, strict=True):
            place = axis_of(self, axis, len(shape))
            size = shape[place]
            first = min(max(start + size if start < 0 else start, 0), size if step > 0 else size - 1)
            last = min(max(stop + size if stop < 0 else stop, -1 if step < 0 else 0), size)
            index[place] = slice(first, None if last < 0 else last, step)
        return tuple(index)

    def output_shape(self, *shapes: Shape) -> Shape:
        (shape,) = shapes
        return tuple(len(range(*part.indices(size))) for part, size in zip(self._index(shape), shape, strict=True))

    def mixes(self, *shapes: Shape) -> bool:
        return any(axis % len(shapes[0]) == 0 for axis in self.axes)

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        (x,) = operands
        index = self._index(x.shape)

        def back(dy: Array) -> tuple[Array]:
            dx = np.zeros(x.shape, dy.dtype)
            dx[index] = dy
            return (dx,)

        return x[index], back


@OPERATIONS.register("pad")
class Pad(Operation):
    """Cells added around: of one number, mirrored, or the edge repeated. Negative widths cut cells off."""

    title = "Pad"
    summary = "Adds cells around its input: of one number, mirrored, or the edge repeated."
    before: tuple[int, ...] = option(default=(0,), help="Cells in front, an axis each.")
    after: tuple[int, ...] = option(default=(0,), help="Cells behind, an axis each.")
    mode: str = option(default="constant", choices=("constant", "reflect", "edge", "wrap"), help="What the new cells hold.")
    value: float = option(default=0.0, help="The number of constant cells.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (shape,) = shapes
        if len(self.before) != len(shape) or len(self.after) != len(shape):
            raise self.refuse("needs a width for each axis", shape)
        made = tuple(b + size + a for b, size, a in zip(self.before, shape, self.after, strict=True))
        if any(size < 0 for size in made) or any(
            min(b, a) < -n for b, n, a in zip(self.before, shape, self.after, strict=True)
        ):
            raise self.refuse("takes more cells off than there are", shape)
        return made

    def _places(self, shape: Shape) -> list[Array]:
        """The cell of the input that each cell of the output shows, an axis each; -1 for none."""
        mode: dict[str, Any] = {"mode": "constant", "constant_values": -1} if self.mode == "constant" else {"mode": self.mode}
        made = []
        for size, before, after in zip(shape, self.before, self.after, strict=True):
            kept = np.arange(max(-before, 0), size - max(-after, 0))
            made.append(np.pad(kept, (max(before, 0), max(after, 0)), **mode))
        return made

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        (x,) = operands
        bounded(self, self.output_shape(x.shape))
        places = self._places(x.shape)
        index = np.ix_(*places)
        shown = np.ones(self.output_shape(x.shape), bool)
        for axis in index:
            shown &= axis >= 0
        y = np.where(shown, x[index], x.dtype.type(self.value))

        def back(dy: Array) -> tuple[Array]:
            dx = np.zeros(x.shape, dy.dtype)
            np.add.at(dx, index, np.where(shown, dy, 0))
            return (dx,)

        return y, back


@OPERATIONS.register("gather")
class Gather(Operation):
    """The cells of the first operand along an axis that the second one names, counted from 0 or, negative, from the end."""

    title = "Gather"
    summary = "Takes the cells along an axis that its second operand names."
    fewest = most = 2
    axis: int = option(default=0, help="The axis along which cells are taken.")

    def output_shape(self, *shapes: Shape) -> Shape:
        shape, places = shapes
        axis = axis_of(self, self.axis, len(shape))
        return (*shape[:axis], *places, *shape[axis + 1 :])

    def mixes(self, *shapes: Shape) -> bool:
        return self.axis % len(shapes[0]) == 0 and len(shapes[0]) > 0

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        x, given = operands
        axis = axis_of(self, self.axis, x.ndim)
        places = np.asarray(np.nan_to_num(given), np.int64) % max(x.shape[axis], 1)
        bounded(self, self.output_shape(x.shape, places.shape))

        def back(dy: Array) -> tuple[Array, None]:
            dx = np.zeros(x.shape, dy.dtype)
            np.add.at(dx, (*[slice(None)] * axis, places), dy)
            return dx, None

        return x.take(places, axis), back


@OPERATIONS.register("take")
class Take(Operation):
    """Fixed cells along an axis: a look-up whose places are options."""

    title = "Take cells"
    summary = "Takes fixed cells along an axis."
    axis: int = option(default=-1, help="The axis along which cells are taken.")
    places: tuple[int, ...] = option(default=(0,), help="The cells, counted from 0 or, negative, from the end.")
    drop: bool = option(default=False, title="Drop axis", help="Leave the axis out; for one cell.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (shape,) = shapes
        axis = axis_of(self, self.axis, len(shape))
        if any(not -shape[axis] <= place < shape[axis] for place in self.places) or (self.drop and len(self.places) != 1):
            raise self.refuse(f"cannot take the cells {self.places[:20]}", shape)
        return (*shape[:axis], *([] if self.drop else [len(self.places)]), *shape[axis + 1 :])

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        (x,) = operands
        axis = axis_of(self, self.axis, x.ndim)
        index: Any = (*[slice(None)] * axis, np.array(self.places, np.int64))

        def back(dy: Array) -> tuple[Array]:
            dx = np.zeros(x.shape, dy.dtype)
            np.add.at(dx, index, np.expand_dims(dy, axis) if self.drop else dy)
            return (dx,)

        return x[index].reshape(self.output_shape(x.shape)), back


@OPERATIONS.register("repeat")
class Repeat(Operation):
    """The whole input side by side several times along each axis."""

    title = "Repeat"
    summary = "Puts its input side by side several times along each axis."
    times: tuple[int, ...] = option(default=(1,), minimum=1, help="How often, an axis each.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (shape,) = shapes
        if len(self.times) != len(shape):
            raise self.refuse("needs a number for each axis", shape)
        return tuple(size * times for size, times in zip(shape, self.times, strict=True))

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        (x,) = operands
        bounded(self, self.output_shape(x.shape))
        pairs = [part for pair in zip(self.times, x.shape, strict=True) for part in pair]
        return np.tile(x, self.times), lambda dy: (dy.reshape(pairs).sum(axis=tuple(range(0, len(pairs), 2))),)


@OPERATIONS.register("expand")
class Expand(Operation):
    """The input repeated along axes of size 1, to fit with another shape."""

    title = "Expand"
    summary = "Repeats its input along axes of size 1, to fit with another shape."
    shape: tuple[int, ...] = option(default=(1,), minimum=1, help="The shape that the result fits with.")

    def output_shape(self, *shapes: Shape) -> Shape:
        return broadcast(self, shapes[0], self.shape)

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        (x,) = operands
        shape = bounded(self, self.output_shape(x.shape))
        return np.broadcast_to(x, shape), lambda dy: (folded(dy, x.shape),)


@OPERATIONS.register("join")
class Join(Operation):
    """Operands one behind the other along an axis."""

    title = "Join"
    summary = "Puts its operands one behind the other along an axis."
    most = 1000
    axis: int = option(default=-1, help="The axis along which they stand.")

    def output_shape(self, *shapes: Shape) -> Shape:
        axis = axis_of(self, self.axis, len(shapes[0]))
        if len({(len(s), s[:axis], s[axis + 1 :]) for s in shapes}) != 1:
            raise self.refuse("has operands of shapes that do not fit", *shapes)
        return (*shapes[0][:axis], sum(s[axis] for s in shapes), *shapes[0][axis + 1 :])

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        axis = axis_of(self, self.axis, operands[0].ndim)
        bounds: Sequence[int] = np.cumsum([x.shape[axis] for x in operands])[:-1].tolist()
        return np.concatenate(operands, axis), lambda dy: tuple(np.split(dy, bounds, axis))
