"""The fully connected layer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation, as_activation
from nndesigner.nn.constraints import Constraint
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.layers.weight_options import bounds, penalty, start
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.regularizers import Regularizer
from nndesigner.nn.tiling import bands_of_gradient, bands_of_product
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


@LAYERS.register("Dense")
class Dense(Layer):
    """Every output is a weighted sum of all inputs plus a bias, then an activation."""

    title = "Dense"
    family = "core"
    fuses_activation = True
    summary = "Every output is a weighted sum of all inputs plus a bias, passed through an activation."
    units: int = option(minimum=1, maximum=1_000_000, help="Number of outputs.")
    activation: Activation | None = option(default="linear", registry="activations", help="Function applied to each output.")
    use_bias: bool = option(default=True, title="Bias", help="Add a trainable constant to each output.")
    kernel_initializer: Initializer = start("glorot_uniform", "Kernel")
    bias_initializer: Initializer = start("zeros", "Bias")
    kernel_regularizer: Regularizer | None = penalty("Kernel")
    bias_regularizer: Regularizer | None = penalty("Bias")
    kernel_constraint: Constraint | None = bounds("Kernel")
    bias_constraint: Constraint | None = bounds("Bias")

    def setup(self) -> None:
        self.activation = as_activation(self.activation)

    @property
    def function(self) -> Activation:
        """The activation, linear where none was given."""
        return as_activation(self.activation)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or len(input_shapes[0]) < 1:
            raise self.refuse("takes one input with at least one axis", *input_shapes)
        return (*input_shapes[0][:-1], self.units)

    def build(self, *input_shapes: Shape) -> None:
        # Kernel and bias stand side by side in the flat vector: together they are one matrix (inputs + 1, units).
        self.kernel = self.add_weight(
            "kernel",
            (input_shapes[0][-1], self.units),
            self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", (self.units,), self.bias_initializer, regularizer=self.bias_regularizer, constraint=self.bias_constraint
            )

    def parameter_count(self, *input_shapes: Shape) -> int:
        return (input_shapes[0][-1] + self.use_bias) * self.units

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return math.prod(input_shapes[0]) * self.units

    def label(self) -> str:
        text = self.function.registered_name or self.function.title
        return str(self.units) if text == "linear" else f"{self.units} · {text}"

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        self.logits = self._affine(*inputs)
        self._y = self.function(self.logits)
        return self._y

    def backward(self, dy: Array) -> Array:
        return self._affine_backward(self.function.backward(self.logits, self._y, dy))

    def _affine(self, x: Array) -> Array:
        self._x = x  # (batch, ..., inputs)
        z: Array = x @ self.kernel.value
        if self.use_bias:
            z += self.bias.value
        return z

    def _affine_backward(self, dz: Array) -> Array:
        if self.trains:
            rows = dz.reshape(-1, self.units)
            self.kernel.gradient[...] = self._x.reshape(-1, self._x.shape[-1]).T @ rows
            if self.use_bias:
                self.bias.gradient[...] = rows.sum(axis=0)
        dx: Array = dz @ self.kernel.value.T
        return dx

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        (x,) = inputs
        matrix = step.join([weight.value for weight in self.weights], (-1, self.units))  # (inputs + 1, units)
        if len(x.shape) > 1:
            step.line(f"copyto({output.block.rows}, {step.bind(self._affine)}({x.block.rows}))")
        elif output.block.is_row_major:
            step.dot(x.block.columns_t if self.use_bias else x.block.body_t, matrix, output.block.body_t)
        else:
            columns = x.block.columns if self.use_bias else x.block.body
            bands = bands_of_product(self.units, x.block.size, step.batch)
            step.dot(step.transposed(matrix), columns, output.block.body, bands)
        step.activate(output, self.function)

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        (x,) = inputs
        step.deactivate(output, self.function)
        if len(x.shape) > 1:
            step.call_backward(self._affine_backward, inputs, output)
            return
        if self.trains:
            matrix = step.join([weight.gradient for weight in self.weights], (-1, self.units))
            columns = x.block.columns if self.use_bias else x.block.body
            bands = bands_of_gradient(x.block.size + self.use_bias, self.units, step.batch)
            step.dot(columns, output.gradient.body_t, matrix, bands)
        if x.needs_gradient:
            bands = bands_of_product(x.block.size, self.units, step.batch)
            with step.into(x) as gradient:
                step.dot(step.bind(self.kernel.value), output.gradient.body, gradient.body, bands)
