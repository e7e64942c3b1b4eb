"""How recurrent layers are written: ONNX has the steps first, another order of gates, and two biases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.onnx.layer_rows import row
from nndesigner.nn.activations.base import as_activation

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece
    from nndesigner.files.onnx.writer import Writer

_NAMES = {"tanh": "Tanh", "sigmoid": "Sigmoid", "relu": "Relu", "softsign": "Softsign", "softplus": "Softplus"}
ORDER = {"RNN": (0,), "GRU": (0, 1, 2), "LSTM": (0, 3, 1, 2)}
"""The place of each of ONNX's gates among ours."""
_WEIGHTS = ("kernel", "recurrent_kernel", "bias")
_LONG = -(1 << 31)


def gates(array: Any, order: tuple[int, ...], count: int) -> Any:
    """The last axis of ``array`` holds ``count`` gates; they come in another order."""
    parts = np.split(array, count, axis=-1)
    return np.concatenate([parts[place] for place in order], axis=-1)


def _activation(part: Any, piece: Piece) -> str:
    name = as_activation(part).registered_name or ""
    if name not in _NAMES:
        text = tr("ONNX export has no form for the activation {name} of the layer {layer!r}; choose tanh, sigmoid or relu.")
        raise FileError(text.format(name=name or type(part).__name__, layer=piece.title))
    return _NAMES[name]


def _recurrent(operator: str) -> Any:
    order = ORDER[operator]

    def make(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
        own = {name: weights.get(f"{piece.name}.{name}") for name in _WEIGHTS}
        names = [
            writer.constant(f"{piece.name}.{name}", gates(own[name], order, len(order)).T[None])
            for name in ("kernel", "recurrent_kernel")
        ]
        if layer.use_bias:
            names.append(writer.constant(f"{piece.name}.bias", _biases(own["bias"], order, layer.units)[None]))
        function, attributes = _activation(layer.activation, piece), {"hidden_size": layer.units}
        if operator == "RNN":
            attributes["activations"] = [function]
        else:
            gate = _activation(layer.recurrent_activation, piece)
            attributes["activations"] = [gate, function] if operator == "GRU" else [gate, function, function]
        if operator == "GRU":
            attributes["linear_before_reset"] = int(layer.reset_after)
        _run(layer, piece, writer, operator, names, attributes, output)

    return make


def _biases(bias: Any, order: tuple[int, ...], units: int) -> Any:
    """ONNX has a bias of the inputs and one of the state."""
    width = units * len(order)
    both = np.zeros((2, width), np.float32)
    both[: len(np.atleast_2d(bias))] = np.atleast_2d(bias)
    return gates(both, order, len(order)).reshape(-1)


def _run(
    layer: Any, piece: Piece, writer: Writer, operator: str, names: list[str], attributes: dict[str, Any], output: str
) -> None:
    x = piece.inputs[0]
    if layer.go_backwards:
        x = writer.cut(x, writer.fresh(output), [1], [-1], [_LONG], [-1])
    steps = writer.transpose(x, [1, 0, 2])
    whole, last = writer.fresh(output), writer.fresh(output)
    outputs = [whole] if layer.return_sequences else ["", last]
    node = writer.helper.make_node(operator, [steps, *names], outputs, name=piece.title, **attributes)
    writer.nodes.append(node)
    axis = writer.numbers(output, "direction", [1 if layer.return_sequences else 0])
    if layer.return_sequences:
        writer.transpose(writer.add("Squeeze", [whole, axis], writer.fresh(output)), [1, 0, 2], output)
    else:
        writer.add("Squeeze", [last, axis], output)


def _two_ways(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    """One recurrent node for each direction, and what joins them."""
    outputs = []
    for direction, inner in (("forward", layer.ahead), ("backward", layer.back)):
        name = f"{piece.name}.{direction}"
        own = {f"{name}.{weight}": weights.get(f"{piece.name}.{direction}_{weight}") for weight in _WEIGHTS}
        part = replace(piece, name=name, title=f"{piece.title}.{direction}")
        outputs.append(writer.fresh(output))
        _recurrent(_OPERATORS[layer.layer])(inner, part, writer, own, outputs[-1])
    if layer.ahead.return_sequences:
        outputs[1] = writer.cut(outputs[1], writer.fresh(output), [1], [-1], [_LONG], [-1])
    if layer.merge_mode == "concat":
        writer.add("Concat", outputs, output, piece.title, axis=len(piece.shape))
    elif layer.merge_mode == "ave":
        whole = writer.add("Add", outputs, writer.fresh(output))
        writer.add("Mul", [whole, writer.numbers(output, "half", 0.5, "f4")], output, piece.title)
    else:
        writer.add("Add" if layer.merge_mode == "sum" else "Mul", outputs, output, piece.title)


_OPERATORS = {"SimpleRNN": "RNN", "GRU": "GRU", "LSTM": "LSTM"}
_OPTIONS = ("units", "activation", "use_bias", "return_sequences", "go_backwards")
_DROPOUT = ("dropout", "recurrent_dropout")
RECURRENT_ROWS = {
    "Bidirectional": row(
        _two_ways,
        "layer",
        "merge_mode",
        *_OPTIONS,
        "recurrent_activation",
        "reset_after",
        ignored=("unit_forget_bias", *_DROPOUT),
    ),
    "SimpleRNN": row(_recurrent("RNN"), *_OPTIONS, ignored=_DROPOUT),
    "GRU": row(_recurrent("GRU"), *_OPTIONS, "recurrent_activation", "reset_after", ignored=_DROPOUT),
    "LSTM": row(_recurrent("LSTM"), *_OPTIONS, "recurrent_activation", ignored=("unit_forget_bias", *_DROPOUT)),
}
