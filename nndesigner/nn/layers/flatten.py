"""Flatten: all axes of a sample become one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


@LAYERS.register("Flatten")
class Flatten(Layer):
    """Turns each sample into one row of numbers, last axis fastest."""

    title = "Flatten"
    family = "reshape"
    takes_planes = True
    summary = "Turns an image or any other shape into one row of numbers."

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1:
            raise self.refuse("takes one input", *input_shapes)
        return (math.prod(input_shapes[0]),)

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._shape = x.shape
        return x.reshape(len(x), math.prod(x.shape[1:]))

    def backward(self, dy: Array) -> Array:
        return dy.reshape(self._shape)

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        x, y = inputs[0].block, output.block
        if not x.planes:
            step.line(f"copyto({y.body}, {x.body})")
        elif y.is_slot:
            step.line(f"copyto({y.rows}, {x.rows}.reshape({y.batch}, {y.size}))")
        else:
            step.line(f"copyto({y.rows_as(x.shape)}, {x.rows})")

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        if inputs[0].needs_gradient:
            with step.into(inputs[0]) as gradient:
                if gradient.planes:
                    step.line(f"copyto({gradient.rows}, {output.gradient.rows_as(gradient.shape)})")
                else:
                    step.line(f"copyto({gradient.body}, {output.gradient.body})")
