"""ONNX operators that normalize, as layers."""

from __future__ import annotations

from typing import Any

import numpy as np

from nndesigner.core.text import tr
from nndesigner.files.onnx.graph import GraphReader, Record
from nndesigner.files.onnx.node import attributes, operands, refuse

_Array = np.ndarray[Any, Any]


def batch(reader: GraphReader, node: Any) -> None:
    """With the statistics of the training; the momentum is for training on."""
    names = operands(reader, node, 5, 5, outputs=5)
    given = attributes(node, epsilon=1e-5, momentum=0.9, spatial=1, training_mode=0, is_test=1, consumed_inputs=None)
    arrays = [reader.known(name) for name in names[1:]]
    channels = _channels(reader, names[0])
    if given["training_mode"] or not given["spatial"] or any(reader.is_used(name) for name in node.output[1:]):
        raise refuse(node, tr("it uses the statistics of the batch"))
    if any(array is None or array.shape != (channels,) for array in arrays):
        raise refuse(node, tr("its statistics are not one constant number a channel"))
    record = reader.raw(names[0])
    if not reader.rows:
        return _frozen(reader, node, record, [np.asarray(array) for array in arrays], float(given["epsilon"]))
    options = {"axis": -1 if record.last else 1, "epsilon": max(float(given["epsilon"]), 1e-12), "momentum": given["momentum"]}
    weights = [np.asarray(array, np.float32) for array in arrays]
    reader.layer(node, "BatchNormalization", [record], weights, last=record.last, **options)
    return None


def _frozen(reader: GraphReader, node: Any, record: Record, arrays: list[_Array], epsilon: float) -> None:
    """A factor and a shift a channel, where samples cannot be told apart."""
    gamma, beta, mean, variance = (array.reshape(-1, *[1] * (len(record.shape) - 2)) for array in arrays)
    factor = gamma / np.sqrt(variance + epsilon)
    scaled = reader.operation(node, "arithmetic", [record, factor], function="multiply")
    reader.alias(node.output[0], reader.operation(node, "arithmetic", [scaled, beta - mean * factor], function="add"))


def _channels(reader: GraphReader, name: str) -> int:
    shape = reader.shape(name)
    place = 0 if reader.rows else 1
    return shape[place] if len(shape) > place else -1


def layer(reader: GraphReader, node: Any) -> None:
    """Over the last axis our own layer, over more axes an operation; mean and deviation are further outputs."""
    name, *more = operands(reader, node, 1, 3, outputs=3)
    given = attributes(node, axis=-1, epsilon=1e-5, stash_type=1)
    rank, epsilon = reader.rank(name), float(given["epsilon"])
    if not -rank <= given["axis"] < rank:
        raise refuse(node, tr("it has no axis {axis}", axis=given["axis"]))
    axes = list(range(given["axis"] % rank, rank))
    arrays: list[Any] = [array if (array := reader.known(part)) is not None else part for part in more]
    width = (reader.shape(name)[-1],)
    ours = axes == [rank - 1] and all(isinstance(array, np.ndarray) and array.shape == width for array in arrays)
    if ours and reader.shape(name)[0:] and epsilon > 0 and arrays:
        weights = [np.asarray(array, np.float32) for array in arrays]
        reader.layer(node, "LayerNormalization", [reader.value(name)], weights, epsilon=epsilon, center=len(arrays) > 1)
    else:
        record = reader.operation(node, "normalize", [name, *arrays], axes=axes, epsilon=epsilon)
        reader.alias(node.output[0], record)
    _statistics(reader, node, reader.value(name), axes, epsilon)


def _statistics(reader: GraphReader, node: Any, x: Record, axes: list[int], epsilon: float) -> None:
    """The outputs besides the first: the mean and one over the deviation, where something reads them."""
    outputs = [*node.output, "", ""][1:3]
    if not any(outputs):
        return
    mean = reader.operation(node, "reduce", [x], axes=axes)
    if outputs[0]:
        reader.alias(outputs[0], mean)
    if outputs[1]:
        centered = reader.operation(node, "arithmetic", [x, mean], function="subtract")
        square = reader.operation(node, "arithmetic", [centered, centered], function="multiply")
        variance = reader.operation(node, "reduce", [square], axes=axes)
        kept = reader.operation(node, "arithmetic", [variance, np.array(epsilon, np.float32)], function="add")
        kept.options["trainable"] = False
        root = reader.operation(node, "elementwise", [kept], function="square_root")
        reader.alias(outputs[1], reader.operation(node, "elementwise", [root], function="reciprocal"))


def instance(reader: GraphReader, node: Any) -> None:
    """Each channel of each sample by itself."""
    name, scale, shift = operands(reader, node, 3, 3)
    epsilon = attributes(node, epsilon=1e-5, consumed_inputs=None)["epsilon"]
    rank, channels = reader.rank(name), _channels(reader, name)
    arrays = [reader.known(part) for part in (scale, shift)]
    if rank < 3 or any(array is None or array.shape != (channels,) for array in arrays):
        raise refuse(node, tr("its factors are not one constant number a channel"))
    wide = [np.asarray(array).reshape(-1, *[1] * (rank - 2)) for array in arrays]
    record = reader.operation(node, "normalize", [name, *wide], axes=list(range(2, rank)), epsilon=float(epsilon))
    reader.alias(node.output[0], record)
