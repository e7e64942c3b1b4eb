"""An ONNX graph computed by our engine on whole arrays, as ONNX itself means it: every output by a network of our layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner.core.atomic import read_bytes
from nndesigner.core.errors import DesignerError, FileError
from nndesigner.core.opening import opening
from nndesigner.core.text import tr
from nndesigner.files.onnx.graph import GraphReader
from nndesigner.files.onnx.library import onnx_library
from nndesigner.files.onnx.reading import MAX_FILE, graph_of, message_of
from nndesigner.files.onnx.updating import UPDATES, updated

_Array = np.ndarray[Any, Any]


def run(model: Any, inputs: Mapping[str, Any] | Sequence[Any]) -> list[_Array]:
    """The outputs of an ONNX model for arrays as ONNX has them, computed by our layers, losses and optimizers in
    float32, or in float64 where an input has numbers of 64 bits.

    An input may be what :func:`read_onnx` asks to be constant: weights, a shape, axes. Each output of the graph is
    computed by a network of its own; it comes in the type that the graph declares.

    Args:
        model: A file's path or content, or an ``onnx.ModelProto``.
        inputs: Arrays by the graph's names, or in its order.

    Raises:
        FileError: An operator has no layer; it is named.
    """
    name: Path | str = model if isinstance(model, (str, Path)) else "the model"
    with opening(name):
        if isinstance(model, (str, Path)):
            model = read_bytes(model, MAX_FILE)
        message = message_of(model) if isinstance(model, bytes) else model
        return _run(message, _named(message.graph, inputs))


def _named(graph: Any, inputs: Mapping[str, Any] | Sequence[Any]) -> dict[str, _Array]:
    if isinstance(inputs, Mapping):
        return {name: np.asarray(array) for name, array in inputs.items()}
    fixed = {tensor.name for tensor in graph.initializer}
    names = [value.name for value in graph.input]
    names = names if len(inputs) == len(names) else [name for name in names if name not in fixed]
    if len(inputs) > len(names):
        raise FileError(tr("it has {count} inputs; received {given}.", count=len(names), given=len(inputs)))
    return {name: np.asarray(array) for name, array in zip(names, inputs, strict=False)}


def _run(message: Any, given: dict[str, _Array]) -> list[_Array]:
    graph = message.graph
    if len(graph.node) == 1 and graph.node[0].op_type in UPDATES:
        arrays = updated(graph.node[0], given)
        return [arrays[value.name] for value in graph.output]
    try:
        made = _outputs(graph, graph_of(message, True, given), given)
    except DesignerError as error:
        try:
            made = _outputs(graph, graph_of(message, False, given), given)
        except DesignerError:
            raise error from None
    return [_typed(value, array) for value, array in zip(graph.output, made, strict=True)]


def _outputs(graph: Any, reader: GraphReader, given: dict[str, _Array]) -> list[_Array]:
    made = []
    wide = any(array.dtype.kind in "fiu" and array.dtype.itemsize == 8 for array in given.values())
    dtype = np.float64 if wide else np.float32
    for value in graph.output:
        if reader.is_constant(value.name):
            made.append(reader.constants[value.name])
            continue
        model, names = reader.build(value.name)
        arrays = [np.asarray(given[name], dtype) for name in names]
        with model.graph.in_dtype(dtype):
            if reader.rows:
                made.append(model.predict(arrays))
            else:
                made.append(model.predict([array[None] for array in arrays])[0])
    return made


def _typed(value: Any, array: _Array) -> _Array:
    """In the type that the graph declares."""
    kind = value.type.tensor_type.elem_type
    if not kind:
        return array
    dtype = np.dtype(onnx_library("onnx.helper").tensor_dtype_to_np_dtype(kind))
    return np.asarray(array).astype(dtype) if dtype.kind in "fiub" else np.asarray(array)
