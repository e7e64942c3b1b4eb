"""Dropout: some inputs are silenced at random while training."""

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

_LEVELS = 1 << 16


@LAYERS.register("Dropout")
class Dropout(Layer):
    """Sets a share of its inputs to zero while training and scales up the rest (Srivastava et al., 2014)."""

    title = "Dropout"
    family = "regularization"
    summary = "Silences a random share of its inputs while training, against overfitting; passes them on otherwise."
    rate: float = option(default=0.5, minimum=0.0, below=1.0, help="Share of the inputs that is silenced.")

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1:
            raise self.refuse("takes one input", *input_shapes)
        return input_shapes[0]

    def label(self) -> str:
        return f"{self.rate:g}"

    def draw(self, size: int) -> Array:
        """True for each of ``size`` inputs that stays; 16 random bits each, which is three times faster than floats."""
        bits = np.frombuffer(self.random.bytes(2 * size), np.uint16)
        return bits >= np.uint16(min(_LEVELS - 1, round(self.rate * _LEVELS)))

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._factor = None
        if not training or self.rate == 0:
            return x
        self._factor = self.draw(x.size).reshape(x.shape) * x.dtype.type(1 / (1 - self.rate))
        result: Array = x * self._factor
        return result

    def backward(self, dy: Array) -> Array:
        return dy if self._factor is None else dy * self._factor

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        x, y = inputs[0].block, output.block
        if not step.training or self.rate == 0:
            step.line(f"copyto({y.body}, {x.body})")
            return
        factor = step.like(y)
        kept = step.fresh("kept")
        step.line(f"{kept} = {step.bind(self.draw)}({y.size * y.batch}).reshape({(y.size, y.batch)})")
        step.line(f"multiply({kept}, {step.constant(1 / (1 - self.rate))}, {factor.body})")
        step.line(f"multiply({x.body}, {factor.body}, {y.body})")
        step.keep(y, factor)

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        if not inputs[0].needs_gradient:
            return
        with step.into(inputs[0]) as gradient:
            if self.rate == 0:
                step.line(f"copyto({gradient.body}, {output.gradient.body})")
            else:
                step.line(f"multiply({output.gradient.body}, {step.kept(output.block).body}, {gradient.body})")
