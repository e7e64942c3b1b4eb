"""What each ONNX operator is among our layers: one function an operator, and a refusal with its reason for the rest."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.code.source import comment
from nndesigner.files.onnx.graph import GraphReader, Record
from nndesigner.files.onnx.library import onnx_library
from nndesigner.files.onnx.tensors import array_of

_Array = np.ndarray[Any, Any]


HARD_SIGMOID = {"alpha": 1 / 6, "beta": 0.5}
_OTHER_DEFAULTS = {("hard_sigmoid", "alpha"): 0.2}


def refuse(node: Any, reason: str) -> FileError:
    """The error that names an operator and says why it has no layer."""
    text = tr("its node {name!r} ({operator}) cannot become a layer: {reason}.")
    return FileError(
        text.format(name=(node.name or "".join(node.output[:1]))[:80], operator=comment(node.op_type[:80]), reason=reason)
    )


def attributes(node: Any, **defaults: Any) -> dict[str, Any]:
    """The node's attributes over ``defaults``. Raises FileError for one that is not known here."""
    helper = onnx_library("onnx.helper")
    found = dict(defaults)
    for attribute in node.attribute:
        if attribute.name not in defaults or attribute.ref_attr_name:
            raise refuse(node, tr("its attribute {name!r} is not understood", name=attribute.name[:80]))
        found[attribute.name] = attribute.t if attribute.HasField("t") else helper.get_attribute_value(attribute)
    return found


def operands(reader: GraphReader, node: Any, least: int, most: int) -> list[str]:
    """The names of its inputs; optional ones at the end may be missing."""
    names = list(node.input)
    while names and not names[-1]:
        names.pop()
    if not least <= len(names) <= most or len([name for name in node.output if name]) != 1 or not node.output[0]:
        raise refuse(node, tr("it has another number of inputs or outputs"))
    return names


def _constant(reader: GraphReader, node: Any) -> None:
    operands(reader, node, 0, 0)
    found = attributes(node, value=None, value_float=None, value_int=None, value_floats=None, value_ints=None)
    given = {name: value for name, value in found.items() if value is not None}
    if len(given) != 1:
        raise refuse(node, tr("it has no single value"))
    ((name, value),) = given.items()
    reader.add_constant(node.output[0], array_of(value, node.output[0]) if name == "value" else np.array(value))


def _identity(reader: GraphReader, node: Any) -> None:
    (name,) = operands(reader, node, 1, 1)
    attributes(node)
    if name in reader.constants:
        reader.add_constant(node.output[0], reader.constants[name])
    else:
        reader.layer(node, "Activation", [reader.value(name)], activation="linear")


def _gemm(reader: GraphReader, node: Any) -> None:
    x, kernel, *bias = operands(reader, node, 2, 3)
    given = attributes(node, alpha=1.0, beta=1.0, transA=0, transB=0, broadcast=0)  # broadcast: until opset 6
    if given["transA"] or len(reader.value(x).shape) != 1:
        raise refuse(node, tr("it does not multiply rows"))
    weights = _matrix(reader, node, kernel, reader.value(x))
    weights = weights.T if given["transB"] else weights
    _dense(reader, node, reader.value(x), weights * np.float32(given["alpha"]), bias, given["beta"])


def _matmul(reader: GraphReader, node: Any) -> None:
    x, kernel = operands(reader, node, 2, 2)
    attributes(node)
    _dense(reader, node, reader.value(x), _matrix(reader, node, kernel, reader.value(x)), [], 1.0)


def _matrix(reader: GraphReader, node: Any, name: str, x: Record) -> _Array:
    array = reader.constants.get(name)
    if array is None or array.ndim != 2 or 0 in array.shape or array.dtype.kind != "f":
        raise refuse(node, tr("its second factor is not a constant matrix"))
    return np.asarray(array, np.float32)


def _dense(reader: GraphReader, node: Any, x: Record, kernel: _Array, bias: list[str], beta: float) -> None:
    if kernel.shape[0] != x.shape[-1]:
        raise refuse(node, tr("its matrix {shape} does not fit {inputs} inputs", shape=kernel.shape, inputs=x.shape[-1]))
    weights = [np.asarray(kernel, np.float32)]
    if bias:
        constant = reader.constants.get(bias[0])
        vector = None if constant is None else _vector(constant, kernel.shape[1])
        if vector is None:
            raise refuse(node, tr("its bias is not one constant number a unit"))
        weights.append(vector * np.float32(beta))
    reader.layer(node, "Dense", [x], weights, units=kernel.shape[1], use_bias=bool(bias))


def _vector(array: _Array, units: int) -> _Array | None:
    """``array`` as one number a unit, or None where it is more than that."""
    if array.dtype.kind != "f" or array.size not in (1, units) or (array.size > 1 and array.shape[-1] != units):
        return None
    return np.broadcast_to(np.asarray(array, np.float32).reshape(-1), (units,))


def _add(reader: GraphReader, node: Any) -> None:
    names = operands(reader, node, 1, 1000)
    attributes(node)
    constants = [name for name in names if name in reader.constants]
    if not constants and len(names) == 1:
        _identity_of(reader, node, names[0])
    elif not constants:
        reader.layer(node, "Add", [reader.value(name) for name in names])
    elif len(names) == 2 and len(constants) == 1:
        (name,) = (name for name in names if name not in reader.constants)
        _bias(reader, node, name, reader.constants[constants[0]])
    else:
        raise refuse(node, tr("a sum with constants is a bias only behind one MatMul"))


def _identity_of(reader: GraphReader, node: Any, name: str) -> None:
    reader.layer(node, "Activation", [reader.value(name)], activation="linear")


def _bias(reader: GraphReader, node: Any, name: str, array: _Array) -> None:
    """The constant becomes the bias of the layer that it is added to."""
    dense = reader.value(name)
    free = dense.kind == "Dense" and len(dense.weights) == 1 and "activation" not in dense.options and reader.only_use(name)
    vector = _vector(array, dense.shape[-1]) if array.ndim <= len(dense.shape) + 1 else None
    if not free or vector is None:
        raise refuse(node, tr("a constant can only be added as the bias of a MatMul"))
    dense.weights.append(vector)
    dense.options["use_bias"] = True
    reader.alias(node.output[0], dense)


def _activation(kind: str, **options: tuple[str, float]) -> Callable[[GraphReader, Any], None]:
    """An operator that is an activation; ``options`` give our option's name and default for each attribute."""

    def read(reader: GraphReader, node: Any) -> None:
        (name,) = operands(reader, node, 1, 1)
        given = attributes(node, **{attribute: default for attribute, (_, default) in options.items()})
        config = {options[attribute][0]: float(value) for attribute, value in given.items()}
        _activate(reader, node, name, {"class_name": kind, "config": config} if config else kind)

    return read


def _fixed(kind: str, **needed: float) -> Callable[[GraphReader, Any], None]:
    """An operator that is an activation without options; ``needed`` gives attributes that must have one value.

    A default of the operator's own that is another one is in ``_OTHER_DEFAULTS``.
    """
    defaults = {name: _OTHER_DEFAULTS.get((kind, name), value) for name, value in needed.items()}

    def read(reader: GraphReader, node: Any) -> None:
        (name,) = operands(reader, node, 1, 1)
        given = attributes(node, **defaults)
        for attribute, value in needed.items():
            if abs(float(given[attribute]) - value) > 1e-5:
                text = tr("its {name} must be {value:g}; received {given}", name=attribute, value=value, given=given[attribute])
                raise refuse(node, text)
        _activate(reader, node, name, kind)

    return read


def _softmax(reader: GraphReader, node: Any) -> None:
    (name,) = operands(reader, node, 1, 1)
    axis = attributes(node, axis=-1 if reader.opset >= 13 else 1)["axis"]
    rank = len(reader.value(name).shape) + 1
    if axis not in (-1, rank - 1):
        raise refuse(node, tr("softmax goes over the last axis; received axis {axis}", axis=axis))
    _activate(reader, node, name, "softmax")


def _activate(reader: GraphReader, node: Any, name: str, activation: Any) -> None:
    """Into the layer before where that is Dense and nobody else reads it, else a layer of its own."""
    before = reader.value(name)
    if before.kind == "Dense" and "activation" not in before.options and reader.only_use(name):
        before.options["activation"] = activation
        reader.alias(node.output[0], before)
    else:
        reader.layer(node, "Activation", [before], activation=activation)


def _dropout(reader: GraphReader, node: Any) -> None:
    name, *more = operands(reader, node, 1, 3)
    given = attributes(node, ratio=0.5, seed=0)
    rate = given["ratio"]
    if more and more[0]:
        rate = _scalar(reader, node, more[0])
    if len(more) > 1 and _scalar(reader, node, more[1]):
        raise refuse(node, tr("it drops while predicting"))
    if not 0 <= float(rate) < 1:
        raise refuse(node, tr("its ratio is not between 0 and 1; received {rate}", rate=rate))
    reader.layer(node, "Dropout", [reader.value(name)], rate=float(rate))


def _scalar(reader: GraphReader, node: Any, name: str) -> float:
    array = reader.constants.get(name)
    if array is None or array.size != 1:
        raise refuse(node, tr("its setting {name!r} is not one constant number", name=name[:80]))
    return float(array.reshape(())[()])


def _flatten(reader: GraphReader, node: Any) -> None:
    (name,) = operands(reader, node, 1, 1)
    axis, record = attributes(node, axis=1)["axis"], reader.value(name)
    if axis not in (1, -len(record.shape)):
        raise refuse(node, tr("a sample becomes one row with axis 1; received axis {axis}", axis=axis))
    reader.layer(node, "Flatten", [record])


def _reshape(reader: GraphReader, node: Any) -> None:
    name, wanted = operands(reader, node, 2, 2)
    if attributes(node, allowzero=0)["allowzero"]:
        raise refuse(node, tr("a size of 0 has no samples"))
    record, shape = reader.value(name), reader.constants.get(wanted)
    size = math.prod(record.shape)
    allowed = ([0, -1], [0, size], [-1, size])
    if shape is None or shape.ndim != 1 or shape.tolist() not in allowed:
        raise refuse(node, tr("only the change of a sample to one row is known"))
    reader.layer(node, "Flatten", [record])


def _concat(reader: GraphReader, node: Any) -> None:
    names = operands(reader, node, 1, 1000)
    axis = attributes(node, axis=None)["axis"]
    records = [reader.value(name) for name in names]
    rank = len(records[0].shape) + 1
    if axis is None or not (1 <= axis < rank or -rank < axis < 0):
        raise refuse(node, tr("samples cannot be joined along axis {axis}", axis=axis))
    if len(records) == 1:
        _identity_of(reader, node, names[0])
    else:
        reader.layer(node, "Concatenate", records, axis=int(axis))


OPERATORS: dict[str, Callable[[GraphReader, Any], None]] = {
    "Constant": _constant,
    "Identity": _identity,
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Add": _add,
    "Sum": _add,
    "Relu": _activation("relu"),
    "LeakyRelu": _activation("leaky_relu", alpha=("negative_slope", 0.01)),
    "Elu": _activation("elu", alpha=("alpha", 1.0)),
    "Celu": _activation("celu", alpha=("alpha", 1.0)),
    "Exp": _fixed("exponential"),
    "HardSigmoid": _fixed("hard_sigmoid", **HARD_SIGMOID),
    "HardSwish": _fixed("hard_silu"),
    "Mish": _fixed("mish"),
    "Selu": _fixed("selu", alpha=1.6732632, gamma=1.050701),
    "Softplus": _fixed("softplus"),
    "Softsign": _fixed("softsign"),
    "Sigmoid": _activation("sigmoid"),
    "Tanh": _activation("tanh"),
    "Softmax": _softmax,
    "Dropout": _dropout,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Concat": _concat,
}
