"""What recurrent layers share: options, weights, and the way through time.

Time stands first and the batch innermost, (steps, features, batch): all steps' inputs meet the kernel in one sweep, and
a step is then one product with the state before it. A gate is a run of rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation, as_activation
from nndesigner.nn.constraints import Constraint
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.base import Layer, Weight
from nndesigner.nn.layers.weight_options import bounds, penalty, start
from nndesigner.nn.regularizers import Regularizer
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.layers.time_lines import TimeLines
    from nndesigner.nn.step import StepBuilder


class Recurrent(Layer):
    """Base: reads a sequence (steps, features) step by step and carries a state of ``units`` numbers along.

    A subclass says how many ``gates`` it has, and runs through time and back: ``_run`` and ``_run_back``.
    """

    family = "recurrent"
    gates: ClassVar[int] = 1
    units: int = option(minimum=1, maximum=100_000, help="Numbers in the state, and outputs.")
    activation: Activation | None = option(default="tanh", registry="activations", help="Function applied to the new state.")
    use_bias: bool = option(default=True, title="Bias", help="Add a trainable constant to each unit.")
    kernel_initializer: Initializer = start("glorot_uniform", "Kernel")
    recurrent_initializer: Initializer = start("orthogonal", "Recurrent kernel")
    bias_initializer: Initializer = start("zeros", "Bias")
    return_sequences: bool = option(
        default=False, title="Whole sequence", help="Give the state after every step, not only after the last."
    )
    go_backwards: bool = option(default=False, title="Backwards", help="Read the sequence from its end.", advanced=True)
    kernel_regularizer: Regularizer | None = penalty("Kernel")
    recurrent_regularizer: Regularizer | None = penalty("Recurrent kernel")
    bias_regularizer: Regularizer | None = penalty("Bias")
    kernel_constraint: Constraint | None = bounds("Kernel")
    recurrent_constraint: Constraint | None = bounds("Recurrent kernel")
    bias_constraint: Constraint | None = bounds("Bias")
    dropout: float = option(
        default=0.0, minimum=0.0, below=1.0, help="Share of the inputs silenced while training, the same at every step.",
        advanced=True,
    )  # fmt: skip
    recurrent_dropout: float = option(
        default=0.0, minimum=0.0, below=1.0, help="Share of the state silenced while training, the same at every step.",
        advanced=True,
    )  # fmt: skip

    def setup(self) -> None:
        self.activation = as_activation(self.activation)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or len(input_shapes[0]) != 2:
            raise self.refuse("takes one input of steps and features; Reshape makes one", *input_shapes)
        return (input_shapes[0][0], self.units) if self.return_sequences else (self.units,)

    def build(self, *input_shapes: Shape) -> None:
        width = self.gates * self.units
        self.kernel = self.add_weight(
            "kernel",
            (input_shapes[0][-1], width),
            self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.recurrent_kernel = self.add_weight(
            "recurrent_kernel",
            (self.units, width),
            self.recurrent_initializer,
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )
        self.bias: Weight | None = None
        if self.use_bias:
            shape, begin = self._bias(width)
            self.bias = self.add_weight(
                "bias", shape, begin, regularizer=self.bias_regularizer, constraint=self.bias_constraint
            )

    def _bias(self, width: int) -> tuple[Shape, Initializer]:
        """Shape and start of the bias."""
        return (width,), self.bias_initializer

    def multiply_adds(self, *input_shapes: Shape) -> int:
        steps, features = input_shapes[0]
        return steps * (features + self.units) * self.gates * self.units

    def label(self) -> str:
        return f"{self.units} · {'sequence' if self.return_sequences else 'last'}"

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        steps = x.transpose(1, 2, 0)[::-1] if self.go_backwards else x.transpose(1, 2, 0)
        self._kept_inputs = self._draw_kept(self.dropout, x.shape[::2], x, training)
        self._kept_states = self._draw_kept(self.recurrent_dropout, (len(x), self.units), x, training)
        self._x = np.ascontiguousarray(steps if self._kept_inputs is None else steps * self._kept_inputs)
        self._states = np.zeros((len(steps) + 1, self.units, len(x)), x.dtype)
        sums = self.kernel.value.T @ self._x  # (steps, gates * units, batch)
        if self.bias is not None:
            sums += np.atleast_2d(self.bias.value)[0][:, None]
        self._run(sums, self._states)
        return self._states[1:].transpose(2, 0, 1) if self.return_sequences else self._states[-1].T

    def backward(self, dy: Array) -> Array:
        outer = np.zeros((len(self._x), self.units, len(dy)), dy.dtype)
        if self.return_sequences:
            outer[...] = dy.transpose(1, 2, 0)
        else:
            outer[-1] = dy.T
        sums = np.empty((self.gates * self.units, len(self._x), len(dy)), dy.dtype).transpose(1, 0, 2)  # side by side
        self._run_back(outer, sums)
        if self.trains:
            np.matmul(side_by_side(self._x), side_by_side(sums).T, out=self.kernel.gradient)
        by_input = self.kernel.value @ sums
        dx = (by_input if self._kept_inputs is None else by_input * self._kept_inputs).transpose(2, 0, 1)
        return dx[:, ::-1] if self.go_backwards else dx

    # --- the compiled step ------------------------------------------------------------------------------------------

    def lines(self, step: StepBuilder, x: Value, output: Value) -> TimeLines | None:
        """Who writes this layer's lines; None where its activations are not the usual ones, and it is called instead."""
        return None

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        lines = self.lines(step, inputs[0], output)
        if lines is None:
            super().emit_forward(step, inputs, output)
            return
        step.keep(output, lines)
        lines.emit_forward()

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        if not step.has_kept(output):
            super().emit_backward(step, inputs, output)
            return
        lines: TimeLines = step.kept(output)
        lines.emit_backward()

    # --- dropout: one draw for all steps (Gal and Ghahramani, 2016) --------------------------------------------------

    def _draw_kept(self, rate: float, shape: Shape, like: Array, training: bool) -> Array | None:
        """Factors (features, batch) of mean 1 that silence a share of ``shape`` (batch, features); None where none are."""
        if not (training and rate):
            return None
        kept: Array = ((self.random.random(shape) >= rate) * like.dtype.type(1 / (1 - rate))).T
        return kept

    def _before(self, step: int) -> Array:
        """The state that a step reads: the one before it, less what is silenced."""
        return self._without(self._states[step])

    def _without(self, states: Array) -> Array:
        """States, or their gradients, without what is silenced."""
        return states if self._kept_states is None else states * self._kept_states

    # --- the mathematics --------------------------------------------------------------------------------------------

    def _run(self, sums: Array, states: Array) -> None:
        """Fill ``states`` from 1 on; ``sums`` are the weighted inputs with bias of every step."""
        raise NotImplementedError

    def _run_back(self, outer: Array, sums: Array) -> None:
        """Fill ``sums`` with each step's gradient by its weighted inputs, and the other gradients but the kernel's.

        ``outer`` is the gradient that reaches each step's state from outside.
        """
        raise NotImplementedError

    def _recurrent_gradients(self, sums: Array) -> None:
        """The recurrent kernel's and the bias's gradient, where the state is weighted as the input is."""
        if not self.trains:
            return
        np.matmul(side_by_side(self._without(self._states[:-1])), side_by_side(sums).T, out=self.recurrent_kernel.gradient)
        if self.bias is not None:
            self.bias.gradient[...] = sums.sum(axis=(0, 2))


def side_by_side(steps: Array) -> Array:
    """(steps, features, batch) as (features, steps * batch)."""
    return steps.transpose(1, 0, 2).reshape(steps.shape[1], steps.shape[0] * steps.shape[2])


def apply(function: Activation, rows: Array) -> Array:
    """An activation on (units, batch): it looks along the units, as on samples."""
    return function(rows.T).T


def slope(function: Activation, rows: Array, result: Array, gradient: Array) -> Array:
    """The gradient by ``rows`` of ``apply(function, rows)``."""
    return function.backward(rows.T, result.T, gradient.T).T
