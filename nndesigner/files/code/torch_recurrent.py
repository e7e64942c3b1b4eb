"""Recurrent layers in PyTorch, whose own ones have the same mathematics in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.code.rows import Row, full
from nndesigner.files.code.torch_layers import TorchLayer, bias_option

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece


def _recurrent(layer: Any, piece: Piece, name: str, options: str = "") -> tuple[str, dict[str, str]]:
    x = f"{piece.inputs[0]}.flip(1)" if layer.go_backwards else piece.inputs[0]
    module = f"nn.{name}({piece.input_shapes[0][-1]}, {layer.units}, batch_first=True{options}{bias_option(layer)})"
    call = f"{{self}}({x})[0]" if layer.return_sequences else f"{{self}}({x})[0][:, -1]"
    return call, {"": module}


def simple_rnn(layer: Any, piece: Piece) -> TorchLayer:
    """Torch has two biases that are added up: one stays 0."""
    name = str(layer.activation.registered_name)
    if name not in ("tanh", "relu"):
        message = tr("PyTorch export has tanh and relu for the SimpleRNN {where!r}; received {name!r}.")
        raise FileError(message.format(where=piece.title, name=name))
    call, modules = _recurrent(layer, piece, "RNN", "" if name == "tanh" else f', nonlinearity="{name}"')
    return TorchLayer(call, modules, _STATE, ("bias_hh_l0",) if layer.use_bias else ())


def lstm(layer: Any, piece: Piece) -> TorchLayer:
    """Torch's gates stand in the same order; of its two biases, which are added up, one stays 0."""
    call, modules = _recurrent(layer, piece, "LSTM")
    return TorchLayer(call, modules, _STATE, ("bias_hh_l0",) if layer.use_bias else ())


def gru(layer: Any, piece: Piece) -> TorchLayer:
    """Torch's first two gates stand the other way round (see the helper ``gates``)."""
    call, modules = _recurrent(layer, piece, "GRU")
    weights = {"kernel": ("weight_ih_l0", "gates"), "recurrent_kernel": ("weight_hh_l0", "gates"), "bias": ("bias", "gates")}
    return TorchLayer(call, modules, weights, helper="gates")


def bidirectional(layer: Any, piece: Piece) -> TorchLayer:
    """Torch joins the directions of each step; the last state of the way back is that of the first step."""
    x, units, kind = piece.inputs[0], layer.units, layer.layer
    if kind == "SimpleRNN" and layer.activation.registered_name != "tanh":
        message = tr("PyTorch export has only tanh for the Bidirectional {where!r}; received {name!r}.")
        raise FileError(message.format(where=piece.title, name=layer.activation.registered_name))
    name = "RNN" if kind == "SimpleRNN" else kind
    module = f"nn.{name}({piece.input_shapes[0][-1]}, {units}, batch_first=True, bidirectional=True{bias_option(layer)})"
    call = f"{{self}}({x})[0]"
    if not layer.return_sequences:
        call = f"last_states({call}, {units})"
    joined = {"sum": ".sum(-2)", "ave": ".mean(-2)", "mul": ".prod(-2)"}.get(layer.merge_mode)
    call = call if joined is None else f"{call}.unflatten(-1, (2, {units})){joined}"
    weights = {}
    turn = "gates" if kind == "GRU" else ".T"
    for direction, ending in (("forward", ""), ("backward", "_reverse")):
        weights[f"{direction}_kernel"] = (f"weight_ih_l0{ending}", turn)
        weights[f"{direction}_recurrent_kernel"] = (f"weight_hh_l0{ending}", turn)
        weights[f"{direction}_bias"] = (f"bias{ending}", "gates") if kind == "GRU" else (f"bias_ih_l0{ending}", "")
    fixed = ("bias_hh_l0", "bias_hh_l0_reverse") if layer.use_bias and kind != "GRU" else ()
    helper = "both_ways" if not layer.return_sequences else "gates" if kind == "GRU" else ""
    return TorchLayer(call, {"": module}, weights, fixed, helper)


_STATE = {"kernel": ("weight_ih_l0", ".T"), "recurrent_kernel": ("weight_hh_l0", ".T"), "bias": ("bias_ih_l0", "")}


_DROPOUT = ("dropout", "recurrent_dropout")
"""Torch's recurrent layers have dropout between layers only."""
RECURRENT_ROWS: dict[str, Row] = {
    "SimpleRNN": full("layers", "SimpleRNN", simple_rnn, *_DROPOUT),
    "LSTM": full("layers", "LSTM", lstm, "activation", "recurrent_activation", *_DROPOUT),
    "GRU": full("layers", "GRU", gru, "activation", "recurrent_activation", "reset_after", *_DROPOUT),
    "Bidirectional": full(
        "layers", "Bidirectional", bidirectional, "activation", "recurrent_activation", "reset_after", *_DROPOUT
    ),
}
