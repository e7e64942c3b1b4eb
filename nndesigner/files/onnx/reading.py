"""An ONNX model of another program as a network of layers, weights included; what has no layer is refused by name."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner import nn
from nndesigner.core.atomic import read_bytes
from nndesigner.core.errors import FileError
from nndesigner.core.opening import opening
from nndesigner.core.text import tr
from nndesigner.files.onnx.graph import GraphReader
from nndesigner.files.onnx.library import onnx_library
from nndesigner.files.onnx.operators import OPERATORS, refuse
from nndesigner.files.onnx.tensors import array_of
from nndesigner.nn.network_check import MAX_DIMENSIONS, MAX_LAYERS, MAX_SAMPLE
from nndesigner.project.trained import TrainedModel

MAX_FILE = 2 << 30
_LOSSES = {"softmax": "categorical_crossentropy", "sigmoid": "binary_crossentropy"}


def read_onnx(path: Path | str) -> TrainedModel:
    """The network in the ONNX file at ``path``, ready to be trained on; nothing outside the file is read.

    Raises:
        FileError: The file is damaged, or has an operator, an input or an output that no layer stands for; it is named.
    """
    onnx_library()
    return parse_onnx(read_bytes(path, MAX_FILE), path)


def parse_onnx(data: bytes, path: Path | str) -> TrainedModel:
    """The network in ``data``, read from ``path``. Raises FileError naming ``path``."""
    with opening(path):
        model = network_of(_message(data))
        model.compile("adam", _LOSSES.get(_last_activation(model), "mean_squared_error"))
        return TrainedModel(model)


def _message(data: bytes) -> Any:
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
    graph = message.graph
    if message.functions:
        raise FileError(
            tr("it defines operators of its own ({name!r}), which are not understood.", name=message.functions[0].name[:80])
        )
    if len(graph.node) > MAX_LAYERS * 4:
        raise FileError(tr("it has more than {most:,} nodes.", most=MAX_LAYERS * 4))
    if graph.sparse_initializer:
        raise FileError(tr("it holds sparse weights, which are not understood."))
    reader = GraphReader(_opset(message), _uses(graph))
    for tensor in graph.initializer:
        reader.add_constant(tensor.name, array_of(tensor, tensor.name))
    for value in graph.input:
        if value.name not in reader.constants:
            reader.add_input(value.name, _sample_shape(value))
    for node in graph.node:
        operator = OPERATORS.get(node.op_type)
        if operator is None or node.domain not in ("", "ai.onnx"):
            raise refuse(node, tr("no layer does the same"))
        operator(reader, node)
    return _model(reader, [value.name for value in graph.output], str(graph.name))


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


def _sample_shape(value: Any) -> tuple[int, ...]:
    """Shape of one sample of an input: all axes but the first."""
    tensor = value.type.tensor_type
    float_kind = onnx_library("onnx").TensorProto.FLOAT
    if not value.type.HasField("tensor_type") or tensor.elem_type != float_kind or not tensor.HasField("shape"):
        raise FileError(tr("its input {name!r} is not float32 of a known shape.", name=value.name[:80]))
    shape = tuple(axis.dim_value if axis.HasField("dim_value") else 0 for axis in tensor.shape.dim)[1:]
    if not 0 < len(shape) <= MAX_DIMENSIONS or any(size < 1 for size in shape) or math.prod(shape) > MAX_SAMPLE:
        text = tr("its input {name!r} needs a batch axis first and then sizes that are known; received {shape}.")
        raise FileError(text.format(name=value.name[:80], shape=(None, *shape[:9])))
    return shape


def _model(reader: GraphReader, outputs: list[str], name: str) -> nn.Model:
    if len(outputs) != 1:
        raise FileError(tr("it has {count} outputs, but a network has one.", count=len(outputs)))
    inputs, output = reader.build(outputs[0])
    model = nn.Model(inputs, output, name=name or "network", seed=0)
    for layer in model.layers:
        for weight, array in zip(layer.weights, reader.weights_of(str(layer.name)), strict=True):
            if weight.shape != array.shape:
                text = tr("the weight {weight} of {layer!r} has shape {shape}; received {given}.")
                raise FileError(text.format(weight=weight.name, layer=layer.name, shape=weight.shape, given=array.shape))
            weight.value[...] = np.asarray(array, np.float32)
    return model


def _last_activation(model: nn.Model) -> str:
    activation = getattr(model.graph.output.layer, "activation", None)
    return str(getattr(type(activation), "registered_name", ""))
