"""Records of layers, once all of a graph are known, as the nodes of a network with the file's weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner import nn
from nndesigner.core.errors import FileError
from nndesigner.core.text import tr

if TYPE_CHECKING:
    from nndesigner.files.onnx.graph import Record

_Array = np.ndarray[Any, Any]


def node_of(record: Record, inputs: list[nn.Node]) -> nn.Node:
    """The node of a record behind the nodes that it reads."""
    if record.kind == "Same":
        return inputs[0]
    if record.kind == "Input":
        return nn.Input(record.shape, name=record.name)
    layer = nn.LAYERS.create({"class_name": record.kind, "config": record.options})
    layer.name = record.name
    return layer(inputs if layer.arity == "many" else inputs[0])


def fill(model: nn.Model, arrays: dict[str, list[_Array]]) -> None:
    """Copy the file's weights into the network's. Raises FileError naming one that does not fit."""
    for layer in model.layers:
        given = arrays.get(str(layer.name), [])
        for weight, array in zip(layer.weights, given, strict=True):
            if weight.shape != array.shape:
                text = tr("the weight {weight} of {layer!r} has shape {shape}; received {given}.")
                raise FileError(text.format(weight=weight.name, layer=layer.name, shape=weight.shape, given=array.shape))
            weight.value[...] = np.asarray(array, np.float32)
