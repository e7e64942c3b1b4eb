"""ONNX operators that take, join, repeat or reduce parts of arrays, as layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner.core.text import tr
from nndesigner.files.onnx.array_operators import same
from nndesigner.files.onnx.graph import GraphReader, Record
from nndesigner.files.onnx.node import attributes, integers, number, operands, refuse

_FAR = 1 << 40
_CUT = {"class_name": "elementwise", "config": {"function": "truncate"}}
_MOST_PLACES = 10_000


def cut(reader: GraphReader, node: Any) -> None:
    """Slice: settings are attributes at first, later inputs."""
    name, *more = operands(reader, node, 1, 5)
    given = attributes(node, starts=None, ends=None, axes=None)
    parts = [integers(reader, node, part) if part else None for part in more]
    starts, stops, axes, steps = (
        [*parts, *[None] * (4 - len(parts))] if more else [given["starts"], given["ends"], given["axes"], None]
    )
    if starts is None or stops is None:
        raise refuse(node, tr("it has no starts or ends"))
    axes = list(range(len(starts))) if axes is None else axes
    steps = [1] * len(starts) if steps is None else steps
    bounded = [[max(-_FAR, min(_FAR, value)) for value in part] for part in (starts, stops, steps)]
    reader.operate(node, "slice", [name], axes=axes, starts=bounded[0], stops=bounded[1], steps=bounded[2])


def split(reader: GraphReader, node: Any) -> None:
    """Each output is a slice."""
    name, *more = operands(reader, node, 1, 2, outputs=1000)
    given = attributes(node, axis=0, split=None, num_outputs=len(node.output))
    rank, axis = reader.rank(name), given["axis"]
    if not -rank <= axis < rank:
        raise refuse(node, tr("it has no axis {axis}", axis=axis))
    full = [*([0] if reader.rows and not reader.is_constant(name) else []), *reader.shape(name)]
    size, count = full[axis % rank], len(node.output)
    sizes = integers(reader, node, more[0]) if more else given["split"] or [-(-size // count)] * (count - 1)
    sizes = [*sizes, size - sum(sizes)] if len(sizes) == count - 1 else sizes
    if len(sizes) != count or sum(sizes) != size or min(sizes) < 1:
        raise refuse(node, tr("its parts do not add up to its input; received {sizes}", sizes=sizes[:9]))
    start = 0
    for place, width in enumerate(sizes):
        if node.output[place]:
            reader.operate(node, "slice", [name], output=place, axes=[axis], starts=[start], stops=[start + width], steps=[1])
        start += width


def pad(reader: GraphReader, node: Any) -> None:
    name, *more = operands(reader, node, 1, 4)
    given = attributes(node, mode="constant", pads=None, value=0.0, paddings=None)
    widths = integers(reader, node, more[0]) if more else given["pads"] or given["paddings"]
    value = number(reader, node, more[1]) if len(more) > 1 and more[1] else given["value"]
    rank = reader.rank(name)
    axes = integers(reader, node, more[2]) if len(more) > 2 and more[2] else list(range(rank))
    if widths is None or len(widths) != 2 * len(axes) or any(not -rank <= axis < rank for axis in axes):
        raise refuse(node, tr("its widths do not fit"))
    before, after = [0] * rank, [0] * rank
    for place, axis in enumerate(axes):
        before[axis], after[axis] = widths[place], widths[place + len(axes)]
    options: dict[str, Any] = {"before": before, "after": after, "mode": given["mode"], "value": value}
    first = _framed(reader, name, options)
    if first:
        record = reader.raw(name) if first == 1 else reader.channels_last(name)
        padding = [width for axis in range(first, first + rank - 2) for width in (before[axis], after[axis])]
        reader.layer(node, f"ZeroPadding{rank - 2}D", [record], last=record.last, padding=padding)
    else:
        reader.operate(node, "pad", [name], **options)


def _framed(reader: GraphReader, name: str, options: dict[str, Any]) -> int:
    """The first axis of the cells of images or sequences that get a frame of zeros: 1 or 2; 0 for other padding."""
    before, after = options["before"], options["after"]
    plain = options["mode"] == "constant" and options["value"] == 0 and min(*before, *after, 0) >= 0
    if not plain or not reader.rows or reader.is_constant(name) or len(before) not in (3, 4) or before[0] or after[0]:
        return 0
    last = reader.raw(name).last
    if not last and not before[-1] and not after[-1]:
        return 1
    return 2 if not before[1] and not after[1] else 0


def gather(reader: GraphReader, node: Any) -> None:
    """A look-up of fixed places, or of rows of a table: then it is an embedding."""
    name, places = operands(reader, node, 2, 2)
    axis = attributes(node, axis=0)["axis"]
    known, table = reader.constants.get(places), reader.known(name)
    if known is not None and reader.is_constant(name):
        return reader.operate(node, "gather", [name, places], axis=axis)
    if known is not None:
        if known.dtype.kind not in "iu" or known.ndim > 1 or known.size > _MOST_PLACES or not known.size:
            raise refuse(node, tr("its places are not one short list of whole numbers"))
        cells = [int(place) for place in known.reshape(-1)]
        return reader.operate(node, "take", [name], axis=axis, places=cells, drop=known.ndim == 0)
    if table is not None and table.ndim == 2 and axis in (0, -2) and reader.shape(places):
        rows, width = table.shape
        record = _uncut(reader.value(places))
        if len(record.shape) == 1 or not reader.rows:
            weights = [np.asarray(table, np.float32)]
            reader.layer(node, "Embedding", [record], weights, input_dim=rows, output_dim=width)
            return None
    names: list[Any] = [name if table is None else table, places]
    reader.alias(node.output[0], reader.operation(node, "gather", names, axis=axis))
    return None


def _uncut(record: Record) -> Record:
    """What is behind a cut to whole numbers, which an embedding makes itself."""
    cuts = record.kind == "TensorOperation" and record.options["operation"] == _CUT
    return record.inputs[0] if cuts else record


def tile(reader: GraphReader, node: Any) -> None:
    name, times = operands(reader, node, 2, 2)
    attributes(node)
    reader.operate(node, "repeat", [name], times=integers(reader, node, times))


def expand(reader: GraphReader, node: Any) -> None:
    name, shape = operands(reader, node, 2, 2)
    attributes(node)
    reader.operate(node, "expand", [name], shape=integers(reader, node, shape))


def concat(reader: GraphReader, node: Any) -> None:
    names = operands(reader, node, 1, 1000)
    axis = attributes(node, axis=None if reader.opset >= 4 else 1)["axis"]
    rank = max(reader.rank(name) for name in names)
    if axis is None or not -rank <= axis < rank:
        raise refuse(node, tr("it has no axis {axis}", axis=axis))
    if len(names) == 1:
        return same(reader, node, names[0])
    if any(reader.is_constant(name) for name in names):
        return reader.operate(node, "join", names, axis=axis)
    axis %= rank
    if reader.rows and axis == 0:
        raise refuse(node, tr("samples cannot be joined along axis {axis}", axis=axis))
    records = [reader.raw(name) for name in names]
    last = all(record.last for record in records)
    if last:  # channels stand last in these
        axis = rank - 1 if axis == 1 else axis - 1
    else:
        records = [reader.value(name) for name in names]
    reader.layer(node, "Concatenate", records, last=last, axis=axis if reader.rows else axis + 1)
    return None


def reduce(function: str) -> Callable[[GraphReader, Any], None]:
    """One number along some axes, which are an attribute at first, later an input."""

    def read(reader: GraphReader, node: Any) -> None:
        name, *more = operands(reader, node, 1, 2)
        given = attributes(node, axes=None, keepdims=1, noop_with_empty_axes=0)
        axes = integers(reader, node, more[0]) if more else given["axes"]
        if not axes and given["noop_with_empty_axes"]:
            return same(reader, node, name)
        if _is_global_pool(reader, name, axes, function):
            return _global_pool(reader, node, name, function, bool(given["keepdims"]))
        options: dict[str, Any] = {"axes": axes} if axes else {}
        return reader.operate(node, "reduce", [name], function=function, keepdims=bool(given["keepdims"]), **options)

    return read


def _is_global_pool(reader: GraphReader, name: str, axes: list[int] | None, function: str) -> bool:
    """Whether all axes but those of samples and channels are reduced."""
    if not reader.rows or reader.is_constant(name) or function not in ("mean", "max") or reader.rank(name) not in (3, 4):
        return False
    rank, first = reader.rank(name), 2 if reader.raw(name).last else 1
    return sorted(axis % rank for axis in axes or ()) == list(range(first, first + rank - 2))


def _global_pool(reader: GraphReader, node: Any, name: str, function: str, keepdims: bool) -> None:
    record = reader.raw(name)
    kind = f"Global{'Average' if function == 'mean' else 'Max'}Pooling{len(record.shape) - 1}D"
    options: dict[str, Any] = {"keepdims": True} if keepdims else {}
    reader.layer(node, kind, [record], last=record.last and keepdims, **options)


def argmax(reader: GraphReader, node: Any) -> None:
    names = operands(reader, node, 1, 1)
    given = attributes(node, axis=0, keepdims=1, select_last_index=0)
    options = {"keepdims": bool(given["keepdims"]), "last": bool(given["select_last_index"])}
    reader.operate(node, "argmax", names, axis=given["axis"], **options)
