"""An ONNX model of another program as a network of layers, weights included; what has no layer is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner import nn
from nndesigner.core.atomic import read_bytes
from nndesigner.core.errors import DesignerError, FileError, OptionError, ShapeError
from nndesigner.core.opening import opening
from nndesigner.core.text import tr
from nndesigner.files.onnx.graph import GraphReader
from nndesigner.files.onnx.library import onnx_library
from nndesigner.files.onnx.node import refuse
from nndesigner.files.onnx.operators import OPERATORS
from nndesigner.files.onnx.recurrent_operators import follow
from nndesigner.files.onnx.tensors import array_of
from nndesigner.nn.network_check import MAX_DIMENSIONS, MAX_LAYERS
from nndesigner.project.trained import TrainedModel

MAX_FILE = 2 << 30
_LOSSES = {"softmax": "categorical_crossentropy", "sigmoid": "binary_crossentropy"}
_NUMBERS = ("FLOAT", "DOUBLE", "FLOAT16", "INT64", "INT32", "INT16", "INT8", "UINT8", "UINT16", "UINT32", "UINT64")
_Array = np.ndarray[Any, Any]


def read_onnx(path: Path | str) -> TrainedModel:
    """The network in the ONNX file at ``path``, ready to be trained on; nothing outside the file is read.

    Outputs of the last operator besides its first (a mask, places, statistics) are left out.

    The first axis of all values counts samples. Where an operator says otherwise and all sizes are fixed, one sample of
    the network is all that the graph takes at a time, and the network's batch axis comes before it.

    Raises:
        FileError: The file is damaged, or has an operator, an input or an output that no layer stands for; it is named.
    """
    onnx_library()
    return parse_onnx(read_bytes(path, MAX_FILE), path)


def parse_onnx(data: bytes, path: Path | str) -> TrainedModel:
    """The network in ``data``, read from ``path``. Raises FileError naming ``path``."""
    with opening(path):
        model = network_of(message_of(data))
        model.compile("adam", _LOSSES.get(_last_activation(model), "mean_squared_error"))
        return TrainedModel(model)


def message_of(data: bytes) -> Any:
    """The ModelProto in ``data``. Raises FileError when there is none."""
    library, decode_error = onnx_library(), onnx_library("google.protobuf.message").DecodeError
    try:
        message = library.ModelProto.FromString(data)
    except decode_error as error:
        raise FileError(tr("it is not an ONNX model ({reason}).", reason=str(error)[:80])) from error
    if not message.HasField("graph"):
        raise FileError(tr("it is not an ONNX model, for it has no graph."))
    return message


def network_of(message: Any) -> nn.Model:
    """The network of a ModelProto, with its weights. Raises DesignerError naming what has no layer."""
    outputs = [value.name for value in message.graph.output]
    if not outputs or len(set(outputs)) < len(outputs) or not _is_one(message.graph, outputs):
        raise FileError(tr("it has {count} outputs, but a network has one.", count=len(outputs)))
    try:
        return _network(message, outputs[0], rows=True)
    except DesignerError as error:
        if not _is_fixed(message.graph):
            raise
        try:
            return _network(message, outputs[0], rows=False)
        except DesignerError:
            raise error from None


def _is_one(graph: Any, outputs: list[str]) -> bool:
    """Whether the outputs behind the first are only its operator's own: a mask, places, statistics; they are left out."""
    return len(outputs) == 1 or any(
        list(node.output)[:1] == outputs[:1] and set(outputs) <= set(node.output) and node.op_type != "Split"
        for node in graph.node
    )


def _network(message: Any, output: str, rows: bool) -> nn.Model:
    reader = graph_of(message, rows)
    if any(value.name == output for value in message.graph.input):
        raise FileError(tr("its output {name!r} is an input, so it has no layer.", name=output[:80]))
    model, used = reader.build(output)
    for value in message.graph.input:
        if value.name not in used and value.name not in reader.constants:
            text = tr("The input {name!r} does not reach the output; connect it or leave it out; received {used}.")
            raise FileError(text.format(name=value.name[:80], used=str(used)[:200]))
    model.name = str(message.graph.name) or "network"
    return model


def graph_of(message: Any, rows: bool, given: Mapping[str, _Array] | None = None) -> GraphReader:
    """All nodes read, for samples along the first axis (``rows``) or for whole arrays.

    ``given`` are arrays of inputs: their sizes replace those of the file, and an operator that needs a constant takes
    theirs. Raises DesignerError naming what has no layer.
    """
    graph = message.graph
    if message.functions:
        raise FileError(
            tr("it defines operators of its own ({name!r}), which are not understood.", name=message.functions[0].name[:80])
        )
    if len(graph.node) > MAX_LAYERS * 4:
        raise FileError(tr("it has more than {most:,} nodes.", most=MAX_LAYERS * 4))
    if graph.sparse_initializer:
        raise FileError(tr("it holds sparse weights, which are not understood."))
    reader = GraphReader(_opset(message), _uses(graph), rows, given)
    for tensor in graph.initializer:
        reader.add_constant(tensor.name, array_of(tensor, tensor.name))
    for value in graph.input:
        if value.name not in reader.constants:
            _input(reader, value, None if given is None else given.get(value.name))
    for node in graph.node:
        operator = OPERATORS.get(node.op_type)
        if operator is None or node.domain not in ("", "ai.onnx"):
            raise refuse(node, tr("no layer does the same"))
        try:
            with np.errstate(all="ignore"):  # a file's numbers may be anything
                (follow if any(name in reader.timed for name in node.input) else operator)(reader, node)
        except (ShapeError, OptionError) as error:
            raise refuse(node, str(error).rstrip(".")) from error
    return reader


def _opset(message: Any) -> int:
    versions = [entry.version for entry in message.opset_import if entry.domain in ("", "ai.onnx")]
    if not versions and all(node.domain not in ("", "ai.onnx") for node in message.graph.node):
        return 0  # no operator of ours: the first node will be refused by name
    if len(versions) != 1 or not 1 <= versions[0] <= 100:
        raise FileError(tr("it does not say which operators it uses; received {versions}.", versions=versions[:5]))
    return int(versions[0])


def _uses(graph: Any) -> dict[str, int]:
    """How often each value is read; an output of the graph counts too."""
    counts: dict[str, int] = {}
    for name in (*(name for node in graph.node for name in node.input), *(value.name for value in graph.output)):
        counts[name] = counts.get(name, 0) + 1
    return counts


def _input(reader: GraphReader, value: Any, given: _Array | None) -> None:
    """Declare an input, or take a single number that is given as a constant."""
    tensor, types = value.type.tensor_type, onnx_library("onnx").TensorProto
    kinds = {getattr(types, name): name for name in _NUMBERS}
    if given is not None and (given.ndim == 0 or given.dtype.kind == "b"):
        return reader.add_constant(value.name, given)
    if not value.type.HasField("tensor_type") or tensor.elem_type not in kinds or not tensor.HasField("shape"):
        raise FileError(tr("its input {name!r} is not an array of numbers of a known shape.", name=value.name[:80]))
    sizes = tuple(axis.dim_value if axis.HasField("dim_value") else 0 for axis in tensor.shape.dim)
    sizes = sizes if given is None else given.shape
    if len(sizes) > MAX_DIMENSIONS + 1 or any(size < 0 for size in sizes):
        text = tr("its input {name!r} needs a batch axis first and then sizes that are known; received {shape}.")
        raise FileError(text.format(name=value.name[:80], shape=sizes[:10]))
    return reader.add_input(value.name, sizes, whole="INT" in kinds[tensor.elem_type])


def _is_fixed(graph: Any) -> bool:
    """Whether all sizes of all inputs are known."""
    known = {tensor.name for tensor in graph.initializer}
    shapes = [value.type.tensor_type.shape.dim for value in graph.input if value.name not in known]
    return bool(shapes) and all(len(shape) and all(axis.dim_value > 0 for axis in shape) for shape in shapes)


def _last_activation(model: nn.Model) -> str:
    activation = getattr(model.graph.output.layer, "activation", None)
    return str(getattr(type(activation), "registered_name", ""))
