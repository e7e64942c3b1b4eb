"""ONNX operators that change the shape of arrays or the order of their axes, as layers."""

from __future__ import annotations

import math
from typing import Any

from nndesigner.core.text import tr
from nndesigner.files.onnx.array_operators import same
from nndesigner.files.onnx.graph import GraphReader
from nndesigner.files.onnx.node import attributes, integers, operands, refuse


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
        record = reader.raw(name)
        if record.last and math.prod(record.shape) != record.shape[-1]:
            record = reader.value(name)
        return reader.alias(node.output[0], reader.record(node.name or "flatten", "Flatten", [record]))
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
        if order == [1, 0, 2] and not reader.raw(name).last:  # as recurrent operators want it
            reader.timed[node.output[0]] = reader.raw(name), "steps rows units"
            return None
        if order[0] != 0:
            raise refuse(node, tr("it moves the samples to another axis"))
        order = [place - 1 for place in order[1:]]
    record, count = reader.raw(name), len(order)
    if not record.last and count > 1 and order == [count - 1, *range(count - 1)]:
        return reader.alias(node.output[0], reader.turned(record, True, reader.only_use(name)))
    if record.last and order == [*range(1, count), 0]:
        return reader.alias(node.output[0], reader.turned(record, False, reader.only_use(name)))
    if order == sorted(order):
        return same(reader, node, name)
    reader.layer(node, "Permute", [reader.value(name)], dims=[place + 1 for place in order])
    return None
