"""ONNX operators with weights, or that normalize or activate: Dense, normalization, dropout, activations, losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner.core.text import tr
from nndesigner.files.onnx.array_operators import arithmetic
from nndesigner.files.onnx.graph import GraphReader, Record
from nndesigner.files.onnx.node import attributes, number, operands, refuse

_Array = np.ndarray[Any, Any]
HARD_SIGMOID = {"alpha": 1 / 6, "beta": 0.5}
FUSING = ("Dense", "Conv1D", "Conv2D", "DepthwiseConv2D", "Conv1DTranspose", "Conv2DTranspose")


def gemm(reader: GraphReader, node: Any) -> None:
    x, kernel, *bias = operands(reader, node, 2, 3)
    given = attributes(node, alpha=1.0, beta=1.0, transA=0, transB=0, broadcast=0)  # broadcast: until opset 6
    matrix = reader.known(kernel)
    vector = reader.known(bias[0]) if bias else None
    if matrix is None or matrix.ndim != 2 or given["transA"] or reader.rank(x) != 2 or reader.is_constant(x):
        return _gemm(reader, node, [x, kernel, *bias], given)
    matrix = _matrix(reader, node, matrix.T if given["transB"] else matrix, x)
    if bias and (vector is None or _vector(vector, matrix.shape[1]) is None):
        return _gemm(reader, node, [x, kernel, *bias], given)
    scaled = None if vector is None else _vector(vector, matrix.shape[1])
    scaled = None if scaled is None else scaled * np.float32(given["beta"])
    return _dense(reader, node, reader.value(x), matrix * np.float32(given["alpha"]), scaled)


def _gemm(reader: GraphReader, node: Any, names: list[str], given: dict[str, Any]) -> None:
    options = {"alpha": given["alpha"], "beta": given["beta"], "turn_a": bool(given["transA"]), "turn_b": bool(given["transB"])}
    reader.operate(node, "gemm", names, **options)


def matmul(reader: GraphReader, node: Any) -> None:
    x, kernel = operands(reader, node, 2, 2)
    attributes(node)
    matrix = reader.known(kernel)
    if matrix is None or matrix.ndim != 2 or reader.is_constant(x) or reader.rank(x) < 2:
        return reader.operate(node, "matmul", [x, kernel])
    return _dense(reader, node, reader.value(x), _matrix(reader, node, matrix, x), None)


def _matrix(reader: GraphReader, node: Any, array: _Array, name: str) -> _Array:
    inputs = reader.shape(name)[-1]
    if 0 in array.shape or array.dtype.kind != "f":
        raise refuse(node, tr("its second factor is not a constant matrix"))
    if array.shape[0] != inputs:
        raise refuse(node, tr("its matrix {shape} does not fit {inputs} inputs", shape=array.shape, inputs=inputs))
    return np.asarray(array, np.float32)


def _dense(reader: GraphReader, node: Any, x: Record, kernel: _Array, bias: _Array | None) -> None:
    weights = [kernel] if bias is None else [kernel, bias]
    reader.layer(node, "Dense", [x], weights, units=kernel.shape[1], use_bias=bias is not None)


def _vector(array: _Array, units: int) -> _Array | None:
    """``array`` as one number a unit, or None where it is more than that."""
    if array.dtype.kind != "f" or array.size not in (1, units) or (array.size > 1 and array.shape[-1] != units):
        return None
    return np.broadcast_to(np.asarray(array, np.float32).reshape(-1), (units,))


def add(reader: GraphReader, node: Any) -> None:
    """A sum; a constant becomes the bias of the Dense layer that it is added to."""
    names = operands(reader, node, 1, 1000)
    constants = [name for name in names if reader.is_constant(name)]
    if len(names) == 2 and len(constants) == 1:
        (name,) = (name for name in names if name not in constants)
        array, dense = reader.constants[constants[0]], reader.raw(name)
        free = dense.kind == "Dense" and len(dense.weights) == 1 and "activation" not in dense.options and reader.only_use(name)
        vector = _vector(array, dense.shape[-1]) if free and array.ndim <= reader.rank(name) else None
        if vector is not None and len(dense.inputs) == 1:
            dense.weights.append(vector)
            dense.options["use_bias"] = True
            return reader.alias(node.output[0], dense)
    return arithmetic("add")(reader, node)


# --- activations ----------------------------------------------------------------------------------------------------


def activation(kind: str, **options: tuple[str, float]) -> Callable[[GraphReader, Any], None]:
    """An operator that is an activation; ``options`` give our option's name and default for each attribute."""

    def read(reader: GraphReader, node: Any) -> None:
        (name,) = operands(reader, node, 1, 1)
        given = attributes(node, consumed_inputs=None, **{attribute: default for attribute, (_, default) in options.items()})
        config = {options[attribute][0]: float(value) for attribute, value in given.items() if attribute in options}
        activate(reader, node, name, {"class_name": kind, "config": config} if config else kind)

    return read


def multiply(reader: GraphReader, node: Any) -> None:
    """A product; that of a value and its own sigmoid is one activation."""
    names = list(node.input)
    for x, share in (names, names[::-1]) if len(names) == 2 and not any(map(reader.is_constant, names)) else ():
        gate = reader.raw(share)
        own = gate.kind == "Activation" and gate.options["activation"] == "sigmoid" and gate.inputs[0] is reader.raw(x)
        if own and reader.only_use(share):
            return activate(reader, node, x, "silu", times=2)
    return arithmetic("multiply")(reader, node)


def activate(reader: GraphReader, node: Any, name: str, kind: Any, times: int = 1) -> None:
    """Into the layer before where that has room and nobody else reads it, else a layer of its own."""
    if reader.is_constant(name):
        raise refuse(node, tr("its input is a constant"))
    before = reader.raw(name)
    layer = before.inputs[0] if before.alone else before
    if layer.kind in FUSING and "activation" not in layer.options and reader.only_use(name, times):
        layer.options["activation"] = kind
        reader.alias(node.output[0], before)
    else:
        reader.layer(node, "Activation", [before], last=before.last, activation=kind)


def linear_pieces(kind: str, **defaults: float) -> Callable[[GraphReader, Any], None]:
    """An activation with two numbers that ours has fixed; other numbers become arithmetic before and behind it."""

    def read(reader: GraphReader, node: Any) -> None:
        (name,) = operands(reader, node, 1, 1)
        given = attributes(node, consumed_inputs=None, **defaults)
        _PIECES[kind](reader, node, name, given)

    return read


def _scaled(reader: GraphReader, node: Any, record: Record, factor: float, shift: float = 0.0) -> Record:
    made = record
    if abs(factor - 1) > 1e-7:
        made = reader.operation(node, "arithmetic", [made, np.array(factor, np.float32)], function="multiply")
        made.options["trainable"] = False
    if shift:
        made = reader.operation(node, "arithmetic", [made, np.array(shift, np.float32)], function="add")
        made.options["trainable"] = False
    return made


def _hard_sigmoid(reader: GraphReader, node: Any, name: str, given: dict[str, Any]) -> None:
    alpha, beta = float(given["alpha"]), float(given["beta"])
    if abs(alpha - 1 / 6) < 1e-6 and abs(beta - 0.5) < 1e-6:
        return activate(reader, node, name, "hard_sigmoid")
    if (alpha, beta) == (0.5, 0.5):
        return activate(reader, node, name, "sparse_sigmoid")
    line = _scaled(reader, node, reader.value(name), alpha, beta)
    record = reader.operation(node, "clip", [line], lowest=0.0, largest=1.0)
    return reader.alias(node.output[0], record)


def _selu(reader: GraphReader, node: Any, name: str, given: dict[str, Any]) -> None:
    alpha, gamma = float(given["alpha"]), float(given["gamma"])
    if abs(alpha - 1.6732632) < 1e-4 and abs(gamma - 1.050701) < 1e-4:
        return activate(reader, node, name, "selu")
    elu = {"class_name": "elu", "config": {"alpha": alpha}}
    record = reader.record(node.name or "selu", "Activation", [reader.value(name)], activation=elu)
    return reader.alias(node.output[0], _scaled(reader, node, record, gamma))


def _swish(reader: GraphReader, node: Any, name: str, given: dict[str, Any]) -> None:
    if float(given["alpha"]) == 1:
        return activate(reader, node, name, "silu")
    x = reader.value(name)
    share = reader.record("share", "Activation", [_scaled(reader, node, x, float(given["alpha"]))], activation="sigmoid")
    reader.layer(node, "Multiply", [x, share])
    return None


_PIECES: dict[str, Callable[[GraphReader, Any, str, dict[str, Any]], None]] = {
    "hard_sigmoid": _hard_sigmoid,
    "selu": _selu,
    "silu": _swish,
}


def shrink(reader: GraphReader, node: Any) -> None:
    (name,) = operands(reader, node, 1, 1)
    given = attributes(node, bias=0.0, lambd=0.5)
    kinds = {0.0: "hard_shrink", float(given["lambd"]): "soft_shrink"}
    kind = kinds.get(float(given["bias"]))
    if kind is None:
        raise refuse(node, tr("its bias is neither 0 nor its limit; received {bias}", bias=given["bias"]))
    activate(reader, node, name, {"class_name": kind, "config": {"threshold": float(given["lambd"])}})


def gelu(reader: GraphReader, node: Any) -> None:
    (name,) = operands(reader, node, 1, 1)
    exact = attributes(node, approximate="none")["approximate"] != "tanh"
    activate(reader, node, name, {"class_name": "gelu", "config": {"approximate": not exact}})


def softmax(logarithm: bool) -> Callable[[GraphReader, Any], None]:
    """Along one axis; until opset 12 along all from an axis on together."""

    def read(reader: GraphReader, node: Any) -> None:
        (name,) = operands(reader, node, 1, 1)
        axis = attributes(node, axis=-1 if reader.opset >= 13 else 1)["axis"]
        rank = reader.rank(name)
        if not -rank <= axis < rank:
            raise refuse(node, tr("it has no axis {axis}", axis=axis))
        axes = [axis % rank] if reader.opset >= 13 else list(range(axis % rank, rank))
        if axes == [rank - 1] and not reader.is_constant(name) and not reader.raw(name).last:
            activate(reader, node, name, "log_softmax" if logarithm else "softmax")
        else:
            options = {"logarithm": True} if logarithm else {}
            reader.operate(node, "softmax_over", [name], axes=axes, **options)

    return read


# --- dropout and losses ---------------------------------------------------------------------------------------------


def dropout(reader: GraphReader, node: Any) -> None:
    name, *more = operands(reader, node, 1, 3, outputs=2)
    given = attributes(node, ratio=0.5, seed=0, is_test=1, consumed_inputs=None)
    rate = number(reader, node, more[0]) if more and more[0] else float(given["ratio"])
    if not 0 <= rate < 1:
        raise refuse(node, tr("its ratio is not between 0 and 1; received {rate}", rate=rate))
    if len(more) > 1 and number(reader, node, more[1]) and rate:
        raise refuse(node, tr("it drops while predicting"))
    if reader.is_constant(name):
        raise refuse(node, tr("its input is a constant"))
    record = reader.raw(name)
    reader.layer(node, "Dropout", [record], last=record.last, rate=rate)
    if len(node.output) > 1 and node.output[1]:
        reader.operate(node, "elementwise", [name], output=1, function="one")


def likelihood(shares: bool) -> Callable[[GraphReader, Any], None]:
    """The losses of class numbers: of logarithms of shares, or (``shares`` False) of logits."""

    def read(reader: GraphReader, node: Any) -> None:
        names = operands(reader, node, 2, 3, outputs=1 if shares else 2)
        given = attributes(node, reduction="mean", ignore_index=None)
        options = {"reduction": given["reduction"]}
        if given["ignore_index"] is not None:
            options["ignored"] = given["ignore_index"]
        logs: Any = names[0]
        if not shares:
            logs = reader.operation(node, "softmax_over", [names[0]], axes=[1], logarithm=True)
            if len(node.output) > 1 and node.output[1]:
                reader.alias(node.output[1], logs)
        weights = [array if (array := reader.known(name)) is not None else name for name in names[2:]]
        record = reader.operation(node, "negative_log_likelihood", [logs, names[1], *weights], **options)
        if weights:
            record.options["trainable"] = False
        reader.alias(node.output[0], record)

    return read
