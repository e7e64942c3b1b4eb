"""A sequence read from both ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.layers.gru import GRU
from nndesigner.nn.layers.lstm import LSTM
from nndesigner.nn.layers.recurrent import Recurrent
from nndesigner.nn.layers.simple_rnn import SimpleRNN
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape

_KINDS: dict[str, type[Recurrent]] = {"SimpleRNN": SimpleRNN, "GRU": GRU, "LSTM": LSTM}
_OWN_AFFAIR = ("go_backwards", "trainable", "learning_rate_factor")
"""Options of a recurrent layer that are not handed on to the two inside."""


@LAYERS.register("Bidirectional")
class Bidirectional(Layer):
    """Two recurrent layers, one from the start and one from the end, whose outputs are joined (Schuster and Paliwal, 1997).

    (steps, features) -> (units,) or, as a whole sequence, (steps, units); twice as many with ``concat``. As in Keras the
    weights of the forward layer stand before those of the backward one, and each step of a whole sequence joins what both
    layers know of that step. ``Bidirectional(LSTM(8))`` is the same as ``Bidirectional("LSTM", units=8)``.
    """

    title = "Bidirectional"
    family = "recurrent"
    summary = "Reads a sequence from both ends with two recurrent layers and joins what they found."
    layer: str = option(default="LSTM", choices=tuple(_KINDS), title="Kind", help="What reads the sequence, twice.")
    merge_mode: str = option(
        default="concat", choices=("concat", "sum", "mul", "ave"), help="How the outputs of both directions are joined."
    )

    def __init__(self, layer: Any = "LSTM", *args: Any, **kwargs: Any) -> None:
        if isinstance(layer, Recurrent):
            if layer.go_backwards:
                raise OptionError("Bidirectional reads both ways by itself; received a layer with go_backwards=True.")
            kwargs = {name: getattr(layer, name) for name in layer.OPTIONS if name != "go_backwards"} | kwargs
            layer = layer.registered_name
        super().__init__(layer, *args, **kwargs)

    def setup(self) -> None:
        kind = _KINDS[self.layer]
        for name in self.OPTIONS.keys() - kind.OPTIONS.keys() - {"layer", "merge_mode"}:
            value = self.OPTIONS[name].plain(getattr(self, name))
            if value != self.default_config()[name]:
                raise OptionError(f"Bidirectional: {self.layer} has no {name}; received {value!r}.")
        self._make_both()

    def _make_both(self) -> None:
        kind = _KINDS[self.layer]
        options = {name: getattr(self, name) for name in kind.OPTIONS if name not in _OWN_AFFAIR}
        self.ahead, self.back = kind(**options), kind(**options, go_backwards=True)

    @property
    def _both(self) -> tuple[Recurrent, Recurrent]:
        return self.ahead, self.back

    def output_shape(self, *input_shapes: Shape) -> Shape:
        self.ahead.name = self.name  # who refuses a shape
        *steps, units = self.ahead.output_shape(*input_shapes)
        return (*steps, 2 * units if self.merge_mode == "concat" else units)

    def build(self, *input_shapes: Shape) -> None:
        self._make_both()
        for direction, layer in zip(("forward", "backward"), self._both, strict=True):
            layer.build(*input_shapes)
            for weight in layer.weights:
                weight.name = f"{direction}_{weight.name}"
            self.weights += layer.weights

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return 2 * self.ahead.multiply_adds(*input_shapes)

    def label(self) -> str:
        return f"{self.layer} · {self.ahead.label()}"

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        for layer in self._both:
            layer.random, layer.trains = self.random, self.trains
        ahead, back = (layer.forward(*inputs, training=training) for layer in self._both)
        if self.ahead.return_sequences:
            back = back[:, ::-1]
        self._outputs = ahead, back
        if self.merge_mode == "concat":
            return np.concatenate([ahead, back], axis=-1)
        joined: Array = ahead * back if self.merge_mode == "mul" else ahead + back
        return joined / 2 if self.merge_mode == "ave" else joined

    def backward(self, dy: Array) -> Array:
        ahead, back = self._gradients(dy)
        if self.ahead.return_sequences:
            back = back[:, ::-1]
        by_input: Array = self.ahead.backward(ahead) + self.back.backward(back)
        return by_input

    def _gradients(self, dy: Array) -> tuple[Array, Array]:
        """The gradients by the outputs of both directions."""
        if self.merge_mode == "concat":
            return dy[..., : self.ahead.units], dy[..., self.ahead.units :]
        if self.merge_mode == "mul":
            ahead, back = self._outputs
            return dy * back, dy * ahead
        return (dy / 2, dy / 2) if self.merge_mode == "ave" else (dy, dy)


# All options of the kinds that it wraps, in their words; the direction is its own affair.
_wrapped = {name: known for kind in _KINDS.values() for name, known in kind.OPTIONS.items() if name != "go_backwards"}
_own = {name: Bidirectional.OPTIONS[name] for name in ("layer", "merge_mode")}
Bidirectional.OPTIONS = {"layer": _own["layer"], "units": _wrapped["units"], "merge_mode": _own["merge_mode"], **_wrapped}
