"""ONNX operators that move numbers, or work on each of them, as layers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner.core.text import tr
from nndesigner.files.onnx.graph import GraphReader
from nndesigner.files.onnx.node import attributes, integers, number, operands, refuse
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
        raise refuse(node, tr("it cuts numbers off"))
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
    if reader.is_constant(name) or kept:
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
    reader.alias(node.output[0], reader.operation(node, "sloped", [x, array]))
    return None


# --- shapes ---------------------------------------------------------------------------------------------------------


def reshape(reader: GraphReader, node: Any) -> None:
    name, *more = operands(reader, node, 1, 2)
    given = attributes(node, allowzero=0, shape=None, consumed_inputs=None)
    wanted = integers(reader, node, more[0]) if more else given["shape"]
    if wanted is None:
        raise refuse(node, tr("it has no shape"))
    to_shape(reader, node, name, wanted, bool(given["allowzero"]))


def to_shape(reader: GraphReader, node: Any, name: str, wanted: list[int], allow_zero: bool = False) -> None:
    """The value in another shape; 0 stands for the size as it is, -1 for what is left over."""
    if any(size < -1 for size in wanted) or wanted.count(-1) > 1:
        raise refuse(node, tr("its shape is not possible; received {shape}", shape=wanted[:9]))
    if reader.is_constant(name):
        array = reader.constants[name]
        wanted = [
            array.shape[place] if size == 0 and not allow_zero and place < array.ndim else size
            for place, size in enumerate(wanted)
        ]
        if math.prod(array.shape) != math.prod(_filled(node, wanted, array.size)):
            raise refuse(node, tr("its shape does not fit; received {shape}", shape=wanted[:9]))
        return reader.add_constant(node.output[0], array.reshape(wanted))
    shape, rest = reader.shape(name), list(wanted)
    if reader.rows:
        first = rest.pop(0) if rest else 1
        if not (first in (-1, 0) or first == reader.batch):
            raise refuse(node, tr("its shape mixes samples; received {shape}", shape=wanted[:9]))
    if allow_zero and 0 in rest:
        raise refuse(node, tr("a size of 0 has no numbers"))
    rest = [shape[place] if size == 0 and place < len(shape) else size for place, size in enumerate(rest)]
    target = tuple(_filled(node, rest, math.prod(shape)))
    if math.prod(target) != math.prod(shape):
        raise refuse(node, tr("its shape does not fit; received {shape}", shape=wanted[:9]))
    if target == shape:
        return same(reader, node, name)
    kind = "Flatten" if len(target) == 1 else "Reshape"
    options: dict[str, Any] = {} if len(target) == 1 else {"target_shape": target}
    made = reader.record(node.name or kind.lower(), kind, [reader.value(name)], **options)
    return reader.alias(node.output[0], made)


def _filled(node: Any, sizes: list[int], count: int) -> list[int]:
    known = math.prod(size for size in sizes if size != -1)
    if -1 in sizes and (known < 1 or count % known):
        raise refuse(node, tr("its shape does not fit; received {shape}", shape=sizes[:9]))
    return [count // known if size == -1 else size for size in sizes]


def _new_shape(reader: GraphReader, node: Any, name: str, full: list[int]) -> None:
    """``full`` is the whole new shape, its first size ignored where that counts samples."""
    if reader.rows and not reader.is_constant(name):
        full = [0, *full[1:]]
    to_shape(reader, node, name, full, allow_zero=reader.is_constant(name))


def _full(reader: GraphReader, name: str) -> list[int]:
    rows = [0] if reader.rows and not reader.is_constant(name) else []
    return [*rows, *reader.shape(name)]


def flatten(reader: GraphReader, node: Any) -> None:
    (name,) = operands(reader, node, 1, 1)
    axis, full = attributes(node, axis=1)["axis"], _full(reader, name)
    if not -len(full) <= axis <= len(full):
        raise refuse(node, tr("it has no axis {axis}", axis=axis))
    axis = axis + len(full) if axis < 0 else axis
    if reader.rows and not reader.is_constant(name):
        if axis != 1:
            raise refuse(node, tr("a sample becomes one row with axis 1; received axis {axis}", axis=axis))
        return reader.alias(node.output[0], reader.record(node.name or "flatten", "Flatten", [reader.value(name)]))
    return _new_shape(reader, node, name, [math.prod(full[:axis]), math.prod(full[axis:])])


def _axes(reader: GraphReader, node: Any, names: list[str], rank: int) -> list[int] | None:
    """The axes of Squeeze and Unsqueeze: an attribute at first, later an input."""
    given = attributes(node, axes=None)["axes"]
    axes = integers(reader, node, names[1]) if len(names) > 1 else given
    if axes is None:
        return None
    if any(not -rank <= axis < rank for axis in axes):
        raise refuse(node, tr("it has no axes {axes}", axes=axes[:9]))
    return [axis % rank for axis in axes]


def squeeze(reader: GraphReader, node: Any) -> None:
    names = operands(reader, node, 1, 2)
    full = _full(reader, names[0])
    axes = _axes(reader, node, names, len(full))
    if axes is None:
        axes = [place for place, size in enumerate(full) if size == 1]
    if any(full[axis] != 1 for axis in axes):
        raise refuse(node, tr("it leaves out an axis that is longer than 1"))
    _new_shape(reader, node, names[0], [size for place, size in enumerate(full) if place not in axes])


def unsqueeze(reader: GraphReader, node: Any) -> None:
    names = operands(reader, node, 1, 2)
    full = _full(reader, names[0])
    count = len(integers(reader, node, names[1])) if len(names) > 1 else len(attributes(node, axes=[])["axes"])
    axes = _axes(reader, node, names, len(full) + count) or []
    if len(set(axes)) != count or len(full) + count > 9:
        raise refuse(node, tr("its axes are not possible"))
    if reader.rows and not reader.is_constant(names[0]) and 0 in axes:
        raise refuse(node, tr("it puts an axis before the samples"))
    sizes = iter(full)
    _new_shape(reader, node, names[0], [1 if place in axes else next(sizes) for place in range(len(full) + count)])


def transpose(reader: GraphReader, node: Any) -> None:
    (name,) = operands(reader, node, 1, 1)
    rank = reader.rank(name)
    order = attributes(node, perm=list(reversed(range(rank))))["perm"]
    if sorted(order) != list(range(rank)):
        raise refuse(node, tr("its order of axes is not possible; received {order}", order=order[:9]))
    if reader.is_constant(name):
        return reader.add_constant(node.output[0], reader.constants[name].transpose(order))
    if reader.rows:
        if order[0] != 0:
            raise refuse(node, tr("it moves the samples to another axis"))
        order = [place - 1 for place in order[1:]]
    record, count = reader.raw(name), len(order)
    if not record.last and count > 1 and order == [count - 1, *range(count - 1)]:
        return reader.alias(node.output[0], reader.turned(record, True))
    if record.last and order == [*range(1, count), 0]:
        return reader.alias(node.output[0], reader.turned(record, False))
    if order == sorted(order):
        return same(reader, node, name)
    reader.layer(node, "Permute", [reader.value(name)], dims=[place + 1 for place in order])
    return None
