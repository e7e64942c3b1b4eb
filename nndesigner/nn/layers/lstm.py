"""Long short-term memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation, as_activation
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.lstm_lines import LSTMLines
from nndesigner.nn.layers.recurrent import Recurrent, apply, slope
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.layers.time_lines import TimeLines
    from nndesigner.nn.step import StepBuilder


class ForgetBias(Initializer):
    """A bias that begins with ones where the forget gate is, and as another initializer says elsewhere."""

    def __init__(self, rest: Initializer) -> None:
        super().__init__()
        self.rest = rest

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        bias = self.rest(shape, random)
        units = shape[0] // 4
        bias[units : 2 * units] = 1.0
        return bias


@LAYERS.register("LSTM")
class LSTM(Recurrent):
    """Carries a second state, the cell, that gates write, keep and read (Hochreiter and Schmidhuber, 1997).

    The gates stand in Keras's order: input, forget, candidate, output.
    """

    title = "LSTM"
    summary = "Reads a sequence step by step with a gated memory; learns long connections."
    gates = 4
    recurrent_activation: Activation | None = option(
        default="sigmoid", registry="activations", help="Function applied to the gates.", advanced=True
    )
    unit_forget_bias: bool = option(
        default=True, title="Begin without forgetting", help="Start the forget gate's bias at 1.", advanced=True
    )

    def setup(self) -> None:
        super().setup()
        self.recurrent_activation = as_activation(self.recurrent_activation)

    def _bias(self, width: int) -> tuple[Shape, Initializer]:
        start = self.bias_initializer
        return (width,), ForgetBias(start) if self.unit_forget_bias else start

    def lines(self, step: StepBuilder, x: Value, output: Value) -> TimeLines | None:
        usual = as_activation(self.activation).registered_name == "tanh"
        usual = usual and as_activation(self.recurrent_activation).registered_name == "sigmoid"
        silences = step.training and (self.dropout or self.recurrent_dropout)
        return LSTMLines(self, step, x, output) if usual and not silences else None

    def _run(self, sums: Array, states: Array) -> None:
        function, gate, u = as_activation(self.activation), as_activation(self.recurrent_activation), self.units
        kernel = self.recurrent_kernel.value.T
        self._sums, self._gates = sums, np.empty_like(sums)
        parts = _parts(u, gate, function)
        weighted, written = np.empty_like(sums[0]), np.empty_like(states[0])
        self._cells, self._open = np.zeros_like(states), np.empty_like(states[1:])
        for step, (total, gates) in enumerate(zip(sums, self._gates, strict=True)):
            total += np.matmul(kernel, self._before(step), out=weighted)
            for part, kind in parts:
                gates[part] = apply(kind, total[part])
            write, keep, candidate, read = gates.reshape(4, u, -1)
            cell = self._cells[step + 1]
            np.multiply(keep, self._cells[step], out=cell)
            cell += np.multiply(write, candidate, out=written)
            self._open[step] = apply(function, cell)
            np.multiply(read, self._open[step], out=states[step + 1])

    def _run_back(self, outer: Array, sums: Array) -> None:
        function, gate, u = as_activation(self.activation), as_activation(self.recurrent_activation), self.units
        parts = _parts(u, gate, function)
        carried, carried_cell = np.zeros_like(outer[0]), np.zeros_like(outer[0])
        for step in reversed(range(len(sums))):
            write, keep, candidate, read = self._gates[step].reshape(4, u, -1)
            dh, opened = outer[step] + carried, self._open[step]
            dc = slope(function, self._cells[step + 1], opened, dh * read)
            dc += carried_cell
            own = sums[step]
            factors = (candidate, self._cells[step], write)
            for part, (place, kind) in enumerate(parts):
                np.multiply(dc if part < 3 else dh, factors[part] if part < 3 else opened, out=own[place])
                own[place] = slope(kind, self._sums[step][place], self._gates[step][place], own[place])
            np.multiply(dc, keep, out=carried_cell)
            carried = self._without(np.matmul(self.recurrent_kernel.value, own, out=carried))
        self._recurrent_gradients(sums)


def _parts(units: int, gate: Activation, function: Activation) -> list[tuple[slice, Activation]]:
    """The rows of each gate with the function that is applied to them."""
    bounds = [slice(units * place, units * (place + 1)) for place in range(4)]
    return list(zip(bounds, (gate, gate, function, gate), strict=True))
