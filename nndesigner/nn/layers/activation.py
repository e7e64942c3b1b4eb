"""An activation as a layer of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation as ActivationFunction
from nndesigner.nn.activations.base import as_activation
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


@LAYERS.register("Activation")
class Activation(Layer):
    """Applies an activation to its input, without weights."""

    title = "Activation"
    family = "activation"
    fuses_activation = True
    gives_planes = True
    takes_planes = True
    summary = "Applies an activation function to each input; it has no weights."
    activation: ActivationFunction = option(default="relu", registry="activations", help="Function applied to each input.")

    def setup(self) -> None:
        self.activation = as_activation(self.activation)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1:
            raise self.refuse("takes one input", *input_shapes)
        return input_shapes[0]

    def label(self) -> str:
        return self.activation.registered_name or self.activation.title

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (self.logits,) = inputs
        self._y = self.activation(self.logits)
        return self._y

    def backward(self, dy: Array) -> Array:
        return self.activation.backward(self.logits, self._y, dy)

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        step.copy(inputs[0].block, output.block)
        step.activate(output, self.activation)

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        step.deactivate(output, self.activation)
        if inputs[0].needs_gradient:
            with step.into(inputs[0]) as gradient:
                step.copy(output.gradient, gradient)
