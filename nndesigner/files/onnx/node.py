"""What every operator's reader asks of its node: attributes, operands, and the refusal that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.code.source import comment
from nndesigner.files.onnx.library import onnx_library

if TYPE_CHECKING:
    from nndesigner.files.onnx.graph import GraphReader

_Array = np.ndarray[Any, Any]
MAX_SETTINGS = 100_000


def refuse(node: Any, reason: str) -> FileError:
    """The error that names an operator and says why it has no layer."""
    text = tr("its node {name!r} ({operator}) cannot become a layer: {reason}.")
    return FileError(
        text.format(name=(node.name or "".join(node.output[:1]))[:80], operator=comment(node.op_type[:80]), reason=reason)
    )


def attributes(node: Any, **defaults: Any) -> dict[str, Any]:
    """The node's attributes over ``defaults``, in their types. Raises FileError for one that is not known here."""
    helper = onnx_library("onnx.helper")
    found = dict(defaults)
    for attribute in node.attribute:
        if attribute.name not in defaults or attribute.ref_attr_name:
            raise refuse(node, tr("its attribute {name!r} is not understood", name=attribute.name[:80]))
        if attribute.HasField("t"):
            found[attribute.name] = attribute.t
            continue
        try:
            value = helper.get_attribute_value(attribute)
        except ValueError as error:
            raise refuse(node, tr("its attribute {name!r} has no value", name=attribute.name[:80])) from error
        found[attribute.name] = value.decode("utf-8", "replace") if isinstance(value, bytes) else _plain(node, attribute, value)
        _check_type(node, attribute.name, defaults[attribute.name], found[attribute.name])
    return found


def _plain(node: Any, attribute: Any, value: Any) -> Any:
    if isinstance(value, (int, float)):
        return value
    if attribute.strings and attribute.name == "activations":
        return [part.decode("utf-8", "replace") for part in value[:10]]
    if attribute.ints or attribute.floats:
        if len(value) > MAX_SETTINGS:
            raise refuse(node, tr("its attribute {name!r} is too long", name=attribute.name[:80]))
        return list(value)
    if not attribute.HasField("g") and not attribute.strings and not attribute.tensors and not attribute.graphs:
        return list(value) if hasattr(value, "__len__") else value
    raise refuse(node, tr("its attribute {name!r} is not understood", name=attribute.name[:80]))


def _check_type(node: Any, name: str, default: Any, value: Any) -> None:
    number = isinstance(default, (int, float))
    if default is None:
        return
    if number != isinstance(value, (int, float)) or isinstance(default, str) != isinstance(value, str):
        raise refuse(
            node, tr("its attribute {name!r} is of another type; received {value!r}", name=name[:80], value=str(value)[:80])
        )


def operands(reader: GraphReader, node: Any, least: int, most: int, outputs: int = 1) -> list[str]:
    """The names of its inputs; optional ones at the end may be missing."""
    names = list(node.input)
    while names and not names[-1]:
        names.pop()
    made = [name for name in node.output if name]
    if not least <= len(names) <= most or not 1 <= len(made) <= outputs or not node.output[0]:
        raise refuse(node, tr("it has another number of inputs or outputs"))
    return names


def numbers(reader: GraphReader, node: Any, name: str) -> _Array:
    """The value of an input that is a setting. Raises FileError unless it is known."""
    array = reader.known(name)
    if array is None or array.size > MAX_SETTINGS:
        raise refuse(node, tr("its setting {name!r} is not a constant", name=name[:80]))
    return array


def integers(reader: GraphReader, node: Any, name: str) -> list[int]:
    """A setting of whole numbers."""
    array = numbers(reader, node, name)
    if array.dtype.kind not in "iub" or array.ndim > 1:
        raise refuse(node, tr("its setting {name!r} is not a list of whole numbers", name=name[:80]))
    return [int(value) for value in array.reshape(-1)]


def number(reader: GraphReader, node: Any, name: str) -> float:
    """A setting of one number."""
    array = numbers(reader, node, name)
    if array.size != 1:
        raise refuse(node, tr("its setting {name!r} is not one constant number", name=name[:80]))
    return float(array.reshape(())[()])
