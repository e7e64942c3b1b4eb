"""ONNX's recurrent operators as layers. They have the steps on the first axis, so what surrounds them is followed by name.

A value whose first axis does not count samples is kept in ``GraphReader.timed`` with the meaning of its axes; only what
brings it back to samples first, as all programs write it, is understood.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner.core.text import tr
from nndesigner.files.onnx.graph import GraphReader, Record
from nndesigner.files.onnx.node import attributes, integers, operands, refuse
from nndesigner.files.onnx.recurrent_rows import ORDER, gates

_Array = np.ndarray[Any, Any]
_FUNCTIONS = {"tanh": "tanh", "sigmoid": "sigmoid", "relu": "relu", "softsign": "softsign", "softplus": "softplus"}
_GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}
_DEFAULTS = {"SimpleRNN": ["Tanh"], "GRU": ["Sigmoid", "Tanh"], "LSTM": ["Sigmoid", "Tanh", "Tanh"]}


def recurrent(kind: str) -> Callable[[GraphReader, Any], None]:
    """One direction, from a state of zeros; samples first (``layout``) or behind a Transpose that brings the steps first."""

    def read(reader: GraphReader, node: Any) -> None:
        _layer(reader, node, kind, None)

    return read


def _layer(reader: GraphReader, node: Any, kind: str, steps: Record | None) -> None:
    names = operands(reader, node, 3, 8, outputs=3) if node.output[:1] != [""] else list(node.input)
    given = attributes(
        node,
        activations=_DEFAULTS[kind],
        activation_alpha=None,
        activation_beta=None,
        clip=None,
        direction="forward",
        hidden_size=None,
        input_forget=0,
        layout=0,
        linear_before_reset=0,
        output_sequence=0,
    )
    if steps is None and not given["layout"]:
        raise refuse(node, tr("its input has samples where it needs steps"))
    steps = steps or reader.value(names[0])
    weights, units = _weights(reader, node, kind, names)
    if given["direction"] == "bidirectional" or given["clip"] or given["input_forget"] or any(node.output[2:]):
        raise refuse(node, tr("it has two directions, limits or gives its cell"))
    _states(reader, node, names)
    outputs = [*node.output, "", ""][:2]
    if bool(outputs[0]) == bool(outputs[1]) and all(reader.is_used(name) for name in outputs):
        raise refuse(node, tr("both its sequence and its last state are used"))
    whole = bool(outputs[0]) and (reader.is_used(outputs[0]) or not outputs[1])
    options = {"units": units, "return_sequences": whole, "use_bias": len(weights) > 2, **_activations(node, kind, given)}
    if kind == "GRU":
        options["reset_after"] = bool(given["linear_before_reset"])
    backwards = given["direction"] == "reverse"
    if backwards:
        options["go_backwards"] = True
    record = reader.record(node.name or kind.lower(), kind, [steps], weights, **options)
    if backwards and whole:  # ours comes in the order of reading, ONNX's in the order of the input
        record = reader.operation(node, "slice", [record], axes=[1], starts=[-1], stops=[-(1 << 31)], steps=[-1])
    form = "steps way rows units" if whole else "way rows units"
    if given["layout"]:
        form = form.replace("way rows", "way").replace("steps", "rows steps") if whole else "rows way units"
    reader.timed[outputs[0] if whole else outputs[1]] = record, form


def _weights(reader: GraphReader, node: Any, kind: str, names: list[str]) -> tuple[list[_Array], int]:
    arrays = [reader.known(name) for name in names[1:4] if name]
    count = _GATES[kind]
    shapes = [None if array is None else array.shape for array in arrays]
    units = shapes[1][-1] if shapes[1] is not None and len(shapes[1]) == 3 else 0
    wanted = [(1, count * units, shapes[0][-1] if shapes[0] else 0), (1, count * units, units), (1, 2 * count * units)]
    if not units or any(shape != want for shape, want in zip(shapes, wanted, strict=False)):
        raise refuse(node, tr("its weights are not constant arrays of one direction"))
    order = tuple(np.argsort(ORDER["RNN" if kind == "SimpleRNN" else kind]).tolist())
    made = [gates(np.asarray(array, np.float32)[0].T, order, count) for array in arrays[:2] if array is not None]
    if len(arrays) > 2 and arrays[2] is not None:
        both = gates(np.asarray(arrays[2], np.float32).reshape(2, count * units), order, count)
        reset_after = kind == "GRU" and any(a.name == "linear_before_reset" and a.i for a in node.attribute)
        made.append(both if reset_after else both.sum(axis=0))
    return made, units


def _states(reader: GraphReader, node: Any, names: list[str]) -> None:
    """Lengths, first states and peepholes must not be there, or be zeros."""
    for name in names[4:]:
        array = reader.known(name) if name else np.zeros(1)
        if array is None or np.any(array):
            raise refuse(node, tr("it begins with a state or lengths of its own"))


def _activations(node: Any, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    names = [str(name.decode() if isinstance(name, bytes) else name).lower() for name in given["activations"]]
    if (
        len(names) != len(_DEFAULTS[kind])
        or any(name not in _FUNCTIONS for name in names)
        or names[1:] != names[1:2] * len(names[1:])
    ):
        raise refuse(node, tr("its activations are not known; received {names}", names=names[:3]))
    if kind == "SimpleRNN":
        return {"activation": names[0]}
    return {"recurrent_activation": names[0], "activation": names[1]}


def follow(reader: GraphReader, node: Any) -> None:
    """A node that reads a value whose first axis is not that of samples."""
    record, form = reader.timed[node.input[0]] if node.input and node.input[0] in reader.timed else (None, "")
    axes = form.split()
    if record is None:
        raise refuse(node, tr("its input has another axis before that of the samples"))
    if node.op_type in ("RNN", "GRU", "LSTM") and form == "steps rows units":
        return _layer(reader, node, {"RNN": "SimpleRNN"}.get(node.op_type, node.op_type), record)
    if node.op_type == "Transpose":
        order = attributes(node, perm=list(reversed(range(len(axes)))))["perm"]
        if sorted(order) != list(range(len(axes))):
            raise refuse(node, tr("its order of axes is not possible; received {order}", order=order[:9]))
        axes = [axes[place] for place in order]
    elif node.op_type == "Squeeze":
        given = attributes(node, axes=None)["axes"]
        dropped = integers(reader, node, node.input[1]) if len(node.input) > 1 else given
        if dropped is None or any(axes[axis] != "way" for axis in dropped if -len(axes) <= axis < len(axes)):
            raise refuse(node, tr("it leaves out an axis of a sequence"))
        axes = [name for name in axes if name != "way"]
    elif node.op_type == "Identity":
        pass
    else:
        raise refuse(node, tr("its input has another axis before that of the samples"))
    return _named(reader, node, record, axes)


def _named(reader: GraphReader, node: Any, record: Record, axes: list[str]) -> None:
    if axes in (["rows", "steps", "units"], ["rows", "units"]):
        reader.alias(node.output[0], record)
    else:
        reader.timed[node.output[0]] = record, " ".join(axes)
