"""Add: branches of equal shape, summed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nndesigner.nn.layers.merging import Merging
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


@LAYERS.register("Add")
class Add(Merging):
    """Sums inputs of one shape, element by element; joins a skip connection (He et al., 2016)."""

    title = "Add"
    summary = "Sums two or more inputs of the same shape, as in a skip connection."

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        self._count = len(inputs)
        total: Array = sum(inputs[2:], start=inputs[0] + inputs[1])
        return total

    def backward(self, dy: Array) -> tuple[Array, ...]:
        return (dy,) * self._count

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        y = output.block.body
        step.line(f"add({inputs[0].block.body}, {inputs[1].block.body}, {y})")
        for value in inputs[2:]:
            step.line(f"add({y}, {value.block.body}, {y})")

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        for value in inputs:
            if value.needs_gradient:
                with step.into(value) as gradient:
                    step.line(f"copyto({gradient.body}, {output.gradient.body})")
