"""What every tensor operation is: options, the shape of its result, the result, and the way back."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import ClassVar, TypeAlias

import numpy as np

from nndesigner.core.errors import ShapeError
from nndesigner.core.options import Configurable
from nndesigner.nn.types import Array, Shape

Gradients: TypeAlias = tuple[Array | None, ...]
Back: TypeAlias = Callable[[Array], Gradients]
"""From the gradient by the result to that by each operand; None where there is none."""

MAX_CELLS = 200_000_000  # numbers that an operation may need in between


class Operation(Configurable):
    """Base of all operations: a function of whole arrays, as ONNX and NumPy have them.

    Whether the first axis counts samples is none of its business; :class:`nndesigner.nn.TensorOperation` says so.
    """

    title: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    fewest: ClassVar[int] = 1
    most: ClassVar[int] = 1

    def output_shape(self, *shapes: Shape) -> Shape:
        """Shape of the result for operands of these shapes. Raises ShapeError when there is none."""
        return shapes[0]

    def mixes(self, *shapes: Shape) -> bool:
        """Whether a cell of the result along the first axis depends on others than the same one, though the shape stays."""
        return False

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        """The result, and the function that takes its gradient back."""
        raise NotImplementedError(f"{type(self).__name__} has no mathematics: define apply(*operands).")

    def check(self, *shapes: Shape) -> Shape:
        """:meth:`output_shape`, with the number of operands and the size of the result checked. Raises ShapeError."""
        if not self.fewest <= len(shapes) <= self.most:
            wanted = str(self.fewest) if self.fewest == self.most else f"{self.fewest} to {self.most}"
            raise self.refuse(f"takes {wanted} operands", *shapes)
        return bounded(self, self.output_shape(*shapes))

    def refuse(self, reason: str, *shapes: Shape) -> ShapeError:
        """A ShapeError that names this operation and what it received."""
        return ShapeError(f"{self.title} {reason}; received {', '.join(map(str, shapes))}.")


def bounded(operation: Operation, shape: Shape) -> Shape:
    """``shape`` itself. Raises ShapeError when an array of it would be too large."""
    if math.prod(shape) > MAX_CELLS:
        raise operation.refuse(f"would need more than {MAX_CELLS:,} numbers", shape)
    return shape


def axis_of(operation: Operation, axis: int, rank: int) -> int:
    """``axis`` counted from 0. Raises ShapeError when an array of ``rank`` axes has none such."""
    if not -rank <= axis < rank:
        raise operation.refuse(f"has no axis {axis}", (rank,))
    return axis % rank


def folded(gradient: Array, shape: Shape) -> Array:
    """The gradient by an operand of ``shape`` that was repeated to the gradient's shape."""
    if gradient.shape == shape:
        return gradient
    extra = gradient.ndim - len(shape)
    axes = (
        *range(extra),
        *(extra + place for place, size in enumerate(shape) if size == 1 and gradient.shape[extra + place] != 1),
    )
    return np.asarray(gradient.sum(axis=axes)).reshape(shape)


def broadcast(operation: Operation, *shapes: Shape) -> Shape:
    """The common shape, as NumPy and ONNX find it. Raises ShapeError when there is none."""
    try:
        return tuple(np.broadcast_shapes(*shapes))
    except ValueError:
        raise operation.refuse("has operands of shapes that do not fit", *shapes) from None
