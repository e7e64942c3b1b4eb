"""A tensor operation as a layer: what networks of other programs do between the usual layers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer, Weight
from nndesigner.nn.operations.base import Operation
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape

MAX_AXES = 8


@LAYERS.register("TensorOperation")
class TensorOperation(Layer):
    """Applies an operation to its inputs and, between them, to arrays of its own, which are trained.

    The operation sees the whole batch, whose first axis it must leave alone; with ``per_sample`` it sees each sample by
    itself, without that axis.
    """

    title = "Tensor operation"
    family = "tensor"
    summary = "Applies an operation to whole arrays: arithmetic, parts, sums over axes, matrix products."
    arity = "many"
    operation: Operation = option(default="elementwise", registry="operations", help="What is done.")
    constants: Any = option(
        default=(),
        help="For each operand the shape of an array that the layer keeps, or none for an input; empty: all are inputs.",
        advanced=True,
    )
    per_sample: bool = option(default=False, help="Apply it to each sample by itself, without the batch axis.", advanced=True)

    def setup(self) -> None:
        if not isinstance(self.constants, (list, tuple)) or not all(map(_is_shape, self.constants)):
            raise OptionError(f"TensorOperation: constants is a list of shapes or None; received {str(self.constants)[:80]}.")
        self.constants = tuple(None if shape is None else tuple(shape) for shape in self.constants)
        free = sum(shape is None for shape in self.constants) if self.constants else self.operation.most
        self.arity = "one" if free == 1 else "many"  # type: ignore[misc]

    def _operands(self, inputs: Any, constants: Any) -> list[Any]:
        """Inputs and constants in the operation's order."""
        waiting, own = list(inputs), list(constants)
        slots = self.constants or (None,) * len(waiting)
        return [waiting.pop(0) if shape is None else own.pop(0) for shape in slots]

    def output_shape(self, *input_shapes: Shape) -> Shape:
        free = sum(shape is None for shape in self.constants) if self.constants else len(input_shapes)
        if free != len(input_shapes):
            raise self.refuse(f"takes {free} inputs beside its own arrays", *input_shapes)
        own = [shape for shape in self.constants if shape is not None]
        if self.per_sample:
            return self.operation.check(*self._operands(input_shapes, own))
        made = [self.operation.check(*self._operands([(rows, *shape) for shape in input_shapes], own)) for rows in (3, 4)]
        reads_own = bool(self.constants) and self.constants[0] is not None
        mixes = not reads_own and self.operation.mixes(*self._operands([(3, *shape) for shape in input_shapes], own))
        if mixes or [shape[:1] for shape in made] != [(3,), (4,)] or made[0][1:] != made[1][1:]:
            raise self.refuse("mixes samples, so it needs per_sample", *input_shapes)
        return made[0][1:]

    def build(self, *input_shapes: Shape) -> None:
        self._own: list[Weight] = [
            self.add_weight(f"operand_{place}", shape, "zeros")
            for place, shape in enumerate(self.constants)
            if shape is not None
        ]

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return math.prod(self.output_shape(*input_shapes))

    def label(self) -> str:
        return str(getattr(self.operation, "function", "") or self.operation.title).replace("_", " ")

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        own = [weight.value for weight in self._own]
        with np.errstate(all="ignore"):
            if not self.per_sample:
                y, back = self.operation.apply(*self._operands(inputs, own))
                self._backs = [back]
                return y
            self._backs = []
            shape = self.output_shape(*(x.shape[1:] for x in inputs))
            made = np.empty((len(inputs[0]), *shape), inputs[0].dtype)
            for row, parts in enumerate(zip(*inputs, strict=True)):
                made[row], back = self.operation.apply(*self._operands(map(np.asarray, parts), own))
                self._backs.append(back)
            return made

    def backward(self, dy: Array) -> Any:
        with np.errstate(all="ignore"):
            if not self.per_sample:
                gradients = list(self._backs[0](dy))
            else:
                rows = [back(np.asarray(part)) for back, part in zip(self._backs, dy, strict=True)]
                gradients = [self._joined(place, [row[place] for row in rows]) for place in range(len(rows[0]))]
        own = iter(self._own)
        made = []
        for place, gradient in enumerate(gradients):
            if self.constants and self.constants[place] is not None:
                weight = next(own)
                if weight.trainable:
                    weight.gradient[...] = 0 if gradient is None else gradient
            else:
                made.append(gradient)
        zeros = list(self.input_shapes)
        made = [
            np.zeros((len(dy), *shape), dy.dtype) if part is None else part for part, shape in zip(made, zeros, strict=True)
        ]
        return tuple(made) if len(made) > 1 else made[0]

    def _joined(self, place: int, parts: list[Array | None]) -> Array | None:
        """One operand's gradients of all samples: summed for an array of the layer's own."""
        if parts[0] is None:
            return None
        stacked = np.stack([part for part in parts if part is not None])
        return stacked.sum(axis=0) if self.constants and self.constants[place] is not None else stacked


def _is_shape(value: Any) -> bool:
    if value is None:
        return True
    return (
        isinstance(value, (list, tuple))
        and len(value) <= MAX_AXES
        and all(isinstance(size, int) and not isinstance(size, bool) and 0 < size <= 1 << 31 for size in value)
    )
