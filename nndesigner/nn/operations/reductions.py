"""Operations that make one number of many: sums, means, extremes, and the place of the largest."""

from __future__ import annotations

import math

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.operations.base import Back, Operation, axis_of
from nndesigner.nn.registries import OPERATIONS
from nndesigner.nn.types import Array, Shape


@OPERATIONS.register("reduce")
class Reduce(Operation):
    """One number along some axes."""

    title = "Reduce"
    summary = "Makes one number of all along some axes: their sum, mean, largest, smallest, product, length."
    function: str = option(
        default="mean", choices=("mean", "sum", "max", "min", "product", "length"), help="What becomes of the numbers."
    )
    axes: tuple[int, ...] | None = option(default=None, help="Axes that are reduced; none: all of them.")
    keepdims: bool = option(default=True, title="Keep axes", help="Keep the axes that are reduced, with size 1.")

    def _axes(self, rank: int) -> tuple[int, ...]:
        return tuple(range(rank)) if self.axes is None else tuple(sorted({axis_of(self, axis, rank) for axis in self.axes}))

    def output_shape(self, *shapes: Shape) -> Shape:
        (shape,) = shapes
        axes = self._axes(len(shape))
        if self.keepdims:
            return tuple(1 if place in axes else size for place, size in enumerate(shape))
        return tuple(size for place, size in enumerate(shape) if place not in axes)

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        (x,) = operands
        axes = self._axes(x.ndim)
        if self.function == "length":
            y = np.sqrt(np.sum(x * x, axis=axes, keepdims=True))
        else:
            y = getattr(np, {"product": "prod"}.get(self.function, self.function))(x, axis=axes, keepdims=True)
        count = math.prod(x.shape[axis] for axis in axes)

        def back(dy: Array) -> tuple[Array]:
            dy = dy.reshape(y.shape)
            if self.function in ("sum", "mean"):
                return (np.broadcast_to(dy / dy.dtype.type(count if self.function == "mean" else 1), x.shape),)
            if self.function == "length":
                return (dy * x / np.where(y == 0, 1, y),)
            if self.function == "product":
                return (dy * y / x,)
            hits = x == y
            return (np.asarray(hits * (dy / hits.sum(axis=axes, keepdims=True)), dy.dtype),)

        return np.asarray(y.reshape(self.output_shape(x.shape)), x.dtype), back


@OPERATIONS.register("argmax")
class ArgMax(Operation):
    """The place of the largest number along an axis; it cannot be trained through."""

    title = "Place of the largest"
    summary = "Tells where along an axis the largest number stands, counted from 0."
    axis: int = option(default=-1, help="The axis that is searched.")
    keepdims: bool = option(default=True, title="Keep axis", help="Keep the axis, with size 1.")
    last: bool = option(default=False, help="Of equal ones take the last, not the first.", advanced=True)

    def output_shape(self, *shapes: Shape) -> Shape:
        (shape,) = shapes
        axis = axis_of(self, self.axis, len(shape))
        return (*shape[:axis], *[1] * self.keepdims, *shape[axis + 1 :])

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        (x,) = operands
        axis = axis_of(self, self.axis, x.ndim)
        y = x.shape[axis] - 1 - np.flip(x, axis).argmax(axis) if self.last else x.argmax(axis)
        return np.asarray(y.reshape(self.output_shape(x.shape)), x.dtype), lambda dy: (np.zeros_like(x),)
