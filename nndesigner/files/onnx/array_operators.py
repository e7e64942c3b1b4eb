"""ONNX operators that move numbers, or work on each of them, as layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner.core.text import tr
from nndesigner.files.onnx.graph import GraphReader
from nndesigner.files.onnx.node import attributes, number, operands, refuse
from nndesigner.files.onnx.tensors import array_of

_Array = np.ndarray[Any, Any]
_MERGES = {
    "add": "Add",
    "multiply": "Multiply",
    "subtract": "Subtract",
    "mean": "Average",
    "maximum": "Maximum",
    "minimum": "Minimum",
}


def constant(reader: GraphReader, node: Any) -> None:
    operands(reader, node, 0, 0)
    found = attributes(node, value=None, value_float=None, value_int=None, value_floats=None, value_ints=None)
    given = {name: value for name, value in found.items() if value is not None}
    if len(given) != 1:
        raise refuse(node, tr("it has no single value"))
    ((name, value),) = given.items()
    reader.add_constant(node.output[0], array_of(value, node.output[0]) if name == "value" else np.array(value))
    reader.fixed.add(node.output[0])


def identity(reader: GraphReader, node: Any) -> None:
    (name,) = operands(reader, node, 1, 1)
    attributes(node)
    same(reader, node, name)


def same(reader: GraphReader, node: Any, name: str) -> None:
    """The node's output is this value."""
    if reader.is_constant(name):
        reader.add_constant(node.output[0], reader.constants[name])
    else:
        record = reader.raw(name)
        reader.layer(node, "Activation", [record], last=record.last, activation="linear")


def cast(reader: GraphReader, node: Any) -> None:
    """Numbers stay what they are: the network computes in float32 whatever the graph calls them."""
    (name,) = operands(reader, node, 1, 1)
    kind = attributes(node, to=None, saturate=1, round_mode="")["to"]
    if kind not in (1, 6, 7, 10, 11, 16):  # float32, int32, int64, float16, float64, bfloat16
        raise refuse(node, tr("it makes no numbers"))
    whole = kind in (6, 7)
    if reader.is_constant(name):
        reader.add_constant(node.output[0], reader.constants[name].astype(np.int64 if whole else np.float32))
    elif whole and not reader.raw(name).whole:
        record = reader.operation(node, "elementwise", [name], function="truncate")
        record.whole = True
        reader.alias(node.output[0], record)
    else:
        reader.alias(node.output[0], reader.raw(name))


def shape_of(reader: GraphReader, node: Any) -> None:
    """The sizes; 0 stands for the number of samples, as Reshape understands it."""
    (name,) = operands(reader, node, 1, 1)
    given = attributes(node, start=0, end=1 << 40)
    rows = [0] if reader.rows and not reader.is_constant(name) else []
    sizes = [*rows, *reader.shape(name)][given["start"] : given["end"]]
    reader.add_constant(node.output[0], np.array(sizes, np.int64))


def arithmetic(function: str) -> Callable[[GraphReader, Any], None]:
    """Operands element by element, repeated to fit."""

    def read(reader: GraphReader, node: Any) -> None:
        names = operands(reader, node, 1, 1000)
        names = _aligned(reader, node, names, attributes(node, broadcast=0, axis=None, consumed_inputs=None))
        if len(names) == 1:
            return same(reader, node, names[0])
        shapes = {reader.shape(name) for name in names}
        if len(shapes) == 1 and function in _MERGES and not any(reader.is_constant(name) for name in names):
            records = [reader.raw(name) for name in names]
            if len({record.last for record in records}) > 1:
                records = [reader.value(name) for name in names]
            reader.layer(node, _MERGES[function], records, last=records[0].last)
            return None
        options: dict[str, Any] = {"function": function}
        if function == "divide" and all(_is_whole(reader, name) for name in names):
            options["whole"] = True
        return reader.operate(node, "arithmetic", names, **options)

    return read


def _is_whole(reader: GraphReader, name: str) -> bool:
    return reader.constants[name].dtype.kind in "iu" if reader.is_constant(name) else reader.raw(name).whole


def _aligned(reader: GraphReader, node: Any, names: list[str], given: dict[str, Any]) -> list[str]:
    """Until opset 6 the second operand could be aligned at an axis of the first."""
    if given["axis"] is None or reader.opset >= 7 or len(names) != 2:
        return names
    array = reader.known(names[1])
    shape = reader.shape(names[1]) if array is None else array.shape
    behind = reader.rank(names[0]) - given["axis"] % max(reader.rank(names[0]), 1) - len(shape)
    if behind <= 0:
        return names
    if array is None and reader.rows:
        raise refuse(node, tr("its second operand, aligned at an axis, is not a constant"))
    made, wide = f"{node.output[0]} aligned", (*shape, *[1] * behind)
    if array is None:
        reader.alias(made, reader.record("aligned", "Reshape", [reader.value(names[1])], target_shape=wide))
    else:
        reader.add_constant(made, array.reshape(wide))
    return [names[0], made]


def elementwise(function: str) -> Callable[[GraphReader, Any], None]:
    """A function of each number."""

    def read(reader: GraphReader, node: Any) -> None:
        names = operands(reader, node, 1, 1)
        attributes(node, consumed_inputs=None)
        reader.operate(node, "elementwise", names, function=function)

    return read


def clip(reader: GraphReader, node: Any) -> None:
    name, *limits = operands(reader, node, 1, 3)
    given = attributes(node, min=None, max=None, consumed_inputs=None)
    options = {"lowest": given["min"], "largest": given["max"]}
    for option, limit in zip(options, limits, strict=False):
        if limit:
            options[option] = number(reader, node, limit)
    kept: dict[str, Any] = {
        option: float(value) for option, value in options.items() if value is not None and abs(value) < 3.4e38
    }
    named = {(0.0, 6.0): "relu6", (-1.0, 1.0): "hard_tanh"}.get((kept.get("lowest", 0.5), kept.get("largest", 0.5)))
    if named and not reader.is_constant(name):
        record = reader.raw(name)
        reader.layer(node, "Activation", [record], last=record.last, activation=named)
    elif reader.is_constant(name) or kept:
        reader.operate(node, "clip", [name], **kept)
    else:
        same(reader, node, name)


def prelu(reader: GraphReader, node: Any) -> None:
    x, slope = operands(reader, node, 2, 2)
    attributes(node, consumed_inputs=None)
    array, rank = reader.known(slope), reader.rank(x)
    if array is None:
        return reader.operate(node, "sloped", [x, slope])
    if array.ndim == 1 and rank > 2 and reader.opset < 9:  # one slope a channel
        array = array.reshape(-1, *[1] * (rank - 2))
    record = reader.raw(x)
    if reader.rows and array.ndim < rank:
        alpha = array.reshape(*[1] * (len(record.shape) - array.ndim), *array.shape)
        alpha = np.moveaxis(alpha, 0, -1) if record.last else alpha
        shared = [axis for axis, size in enumerate(alpha.shape, start=1) if size == 1]
        options: dict[str, Any] = {"shared_axes": shared} if shared else {}
        reader.layer(node, "PReLU", [record], [np.asarray(alpha, np.float32)], last=record.last, **options)
        return None
    return reader.alias(node.output[0], reader.operation(node, "sloped", [x, array]))
