"""The plain recurrent layer."""

from __future__ import annotations

from nndesigner.nn.activations.base import as_activation
from nndesigner.nn.layers.recurrent import Recurrent, apply, slope
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array


@LAYERS.register("SimpleRNN")
class SimpleRNN(Recurrent):
    """The new state is an activation of the weighted input and the weighted state before it (Elman, 1990)."""

    title = "Simple RNN"
    summary = "Reads a sequence step by step with a plain memory; learns short connections."

    def _run(self, sums: Array, states: Array) -> None:
        function, kernel = as_activation(self.activation), self.recurrent_kernel.value.T
        self._sums = sums
        for step, total in enumerate(sums):
            total += kernel @ self._before(step)
            states[step + 1] = apply(function, total)

    def _run_back(self, outer: Array, sums: Array) -> None:
        function = as_activation(self.activation)
        carried = outer[-1] * 0
        for step in reversed(range(len(sums))):
            sums[step] = slope(function, self._sums[step], self._states[step + 1], outer[step] + carried)
            carried = self._without(self.recurrent_kernel.value @ sums[step])
        self._recurrent_gradients(sums)
