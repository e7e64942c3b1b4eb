"""The gated recurrent unit."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation, as_activation
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.recurrent import Recurrent, apply, slope
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("GRU")
class GRU(Recurrent):
    """Blends the state before with a candidate, by an update gate; a reset gate hides part of the state (Cho et al., 2014).

    The gates stand in Keras's order: update, reset, candidate. With ``reset_after`` the reset gate acts on the weighted
    state, which has a bias of its own; otherwise on the state before it is weighted.
    """

    title = "GRU"
    summary = "Reads a sequence step by step with a gated memory; smaller than LSTM."
    gates = 3
    recurrent_activation: Activation | None = option(
        default="sigmoid", registry="activations", help="Function applied to the gates.", advanced=True
    )
    reset_after: bool = option(
        default=True, title="Reset after weighting", help="Let the reset gate act on the weighted state.", advanced=True
    )

    def setup(self) -> None:
        super().setup()
        self.recurrent_activation = as_activation(self.recurrent_activation)

    def _bias(self, width: int) -> tuple[Shape, Initializer]:
        return ((2, width) if self.reset_after else (width,)), self.bias_initializer

    def _run(self, sums: Array, states: Array) -> None:
        function, gate, u = as_activation(self.activation), as_activation(self.recurrent_activation), self.units
        kernel = self.recurrent_kernel.value.T
        own_bias = self.bias.value[1][:, None] if self.bias is not None and self.reset_after else 0
        self._sums, self._gates = sums, np.empty_like(sums)
        self._hidden = np.empty_like(states[1:])  # the weighted state (or the state) that the reset gate acts on
        for step, (total, gates) in enumerate(zip(sums, self._gates, strict=True)):
            before = self._before(step)
            if self.reset_after:
                inner = kernel @ before + own_bias
                total[: 2 * u] += inner[: 2 * u]
                self._hidden[step] = inner[2 * u :]
            else:
                total[: 2 * u] += kernel[: 2 * u] @ before
                self._hidden[step] = before
            for part in (slice(u), slice(u, 2 * u)):
                gates[part] = apply(gate, total[part])
            update, reset, candidate = gates.reshape(3, u, -1)
            hidden = reset * self._hidden[step]
            total[2 * u :] += hidden if self.reset_after else kernel[2 * u :] @ hidden
            candidate[...] = apply(function, total[2 * u :])
            states[step + 1] = update * states[step] + (1 - update) * candidate

    def _run_back(self, outer: Array, sums: Array) -> None:
        function, gate, u = as_activation(self.activation), as_activation(self.recurrent_activation), self.units
        kernel = self.recurrent_kernel.value
        inner = np.empty_like(sums)  # by what the recurrent kernel gives
        carried = np.zeros_like(outer[0])
        for step in reversed(range(len(sums))):
            (update, reset, candidate), total = self._gates[step].reshape(3, u, -1), self._sums[step]
            dh, own = outer[step] + carried, sums[step]
            own[2 * u :] = slope(function, total[2 * u :], candidate, dh * (1 - update))
            d_hidden = own[2 * u :] if self.reset_after else kernel[:, 2 * u :] @ own[2 * u :]
            own[:u] = slope(gate, total[:u], update, dh * (self._states[step] - candidate))
            own[u : 2 * u] = slope(gate, total[u : 2 * u], reset, d_hidden * self._hidden[step])
            inner[step] = own
            if self.reset_after:
                inner[step, 2 * u :] *= reset
                back = kernel @ inner[step]
            else:
                back = kernel[:, : 2 * u] @ own[: 2 * u] + d_hidden * reset
            carried = dh * update + self._without(back)
        if self.trains:
            self._weights_back(sums, inner)

    def _weights_back(self, sums: Array, inner: Array) -> None:
        gradient, u, over = self.recurrent_kernel.gradient, self.units, ((0, 2), (0, 2))
        states = self._without(self._states[:-1])
        if self.reset_after:
            gradient[...] = np.tensordot(states, inner, over)
        else:
            gradient[:, : 2 * u] = np.tensordot(states, inner[:, : 2 * u], over)
            reset = self._gates[:, u : 2 * u] * self._hidden
            gradient[:, 2 * u :] = np.tensordot(reset, inner[:, 2 * u :], over)
        if self.bias is not None:
            self.bias.gradient[...] = (
                np.stack([sums.sum(axis=(0, 2)), inner.sum(axis=(0, 2))]) if self.reset_after else sums.sum(axis=(0, 2))
            )
