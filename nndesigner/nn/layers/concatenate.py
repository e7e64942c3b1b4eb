"""Concatenate: branches side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


@LAYERS.register("Concatenate")
class Concatenate(Layer):
    """Puts its inputs side by side along one axis; all other axes must agree."""

    title = "Concatenate"
    family = "merge"
    summary = "Puts two or more inputs side by side along one axis."
    arity = "many"
    axis: int = option(default=-1, help="Axis to join along; -1 is the last, the batch is axis 0 and cannot be joined.")

    def _axis(self, shape: Shape) -> int:
        """The joined axis counted within a sample, from 0."""
        axis = self.axis + len(shape) if self.axis < 0 else self.axis - 1
        if not 0 <= axis < len(shape):
            raise self.refuse(f"cannot join along axis {self.axis}", shape)
        return axis

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) < 2:
            raise self.refuse("takes two or more inputs", *input_shapes)
        first, axis = input_shapes[0], self._axis(input_shapes[0])
        if any(len(s) != len(first) or s[:axis] + s[axis + 1 :] != first[:axis] + first[axis + 1 :] for s in input_shapes):
            raise self.refuse("takes inputs that differ along its axis only", *input_shapes)
        return (*first[:axis], sum(shape[axis] for shape in input_shapes), *first[axis + 1 :])

    def label(self) -> str:
        return "" if self.axis == -1 else f"axis {self.axis}"

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        self._where = self._axis(inputs[0].shape[1:]) + 1
        self._ends = np.cumsum([x.shape[self._where] for x in inputs])
        return np.concatenate(inputs, axis=self._where)

    def backward(self, dy: Array) -> tuple[Array, ...]:
        return tuple(np.split(dy, self._ends[:-1], axis=self._where))

    def _parts(self, inputs: list[Value]) -> list[tuple[slice, ...]]:
        """Each input's place in the output as an index into (batch, \\*shape)."""
        axis = self._axis(inputs[0].shape)
        ends = np.cumsum([value.shape[axis] for value in inputs]).tolist()
        before = (slice(None),) * (axis + 1)
        return [(*before, slice(end - value.shape[axis], end)) for end, value in zip(ends, inputs, strict=True)]

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        for value, part in zip(inputs, self._parts(inputs), strict=True):
            step.line(f"copyto({step.slice(output.block.rows, *part)}, {value.block.rows})")

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        for value, part in zip(inputs, self._parts(inputs), strict=True):
            if value.needs_gradient:
                with step.into(value) as gradient:
                    step.line(f"copyto({gradient.rows}, {step.slice(output.gradient.rows, *part)})")
