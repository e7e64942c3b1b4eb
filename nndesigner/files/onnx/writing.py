"""A network as an ONNX model: opset 13 to 21, float32, any batch size, the data recipe inside where it is asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner import __version__
from nndesigner.core.atomic import write_bytes
from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.code.rows import DENSE, Row, Rows
from nndesigner.files.code.source import Piece, Source, activation_of, check_parts, source_of
from nndesigner.files.onnx.library import onnx_library
from nndesigner.files.onnx.recipe import recipe_nodes, target_nodes
from nndesigner.files.onnx.weight_operators import HARD_SIGMOID
from nndesigner.project.trained import TrainedModel

OPSETS = range(13, 22)
OPSET = 17
MAX_NUMBERS = 400_000_000  # a protobuf message has at most 2 GiB
_BATCH = "batch"


class Writer:
    """Collects the nodes and constants of one graph."""

    def __init__(self, opset: int) -> None:
        self.helper = onnx_library("onnx.helper")
        self.numpy = onnx_library("onnx.numpy_helper")
        self.types = onnx_library("onnx").TensorProto
        self.opset = opset
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.inputs: list[Any] = []
        self.domains = {""}

    def add(self, operator: str, inputs: list[str], output: str, title: str = "", domain: str = "", **attributes: Any) -> str:
        """One node, called ``title`` where it is a layer; returns ``output``."""
        self.domains.add(domain)
        self.nodes.append(self.helper.make_node(operator, inputs, [output], name=title, domain=domain, **attributes))
        return output

    def constant(self, name: str, array: Any) -> str:
        """A constant array; returns ``name``."""
        self.constants.append(self.numpy.from_array(np.ascontiguousarray(array).reshape(np.shape(array)), name))
        return name

    def input(self, name: str, shape: tuple[int, ...], type_name: str = "FLOAT", about: str = "") -> str:
        """An input of any number of samples of ``shape``; returns ``name``."""
        kind = getattr(self.types, type_name)
        self.inputs.append(self.helper.make_tensor_value_info(name, kind, [_BATCH, *shape], doc_string=about))
        return name


def _dense(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    kernel = writer.constant(f"{piece.name}.kernel", weights[f"{piece.name}.kernel"])
    bias = [writer.constant(f"{piece.name}.bias", weights[f"{piece.name}.bias"])] if layer.use_bias else []
    if len(piece.shape) == 1:
        writer.add("Gemm", [piece.inputs[0], kernel, *bias], output, piece.title)
        return
    product = writer.add("MatMul", [piece.inputs[0], kernel], f"{output}.product" if bias else output, piece.title)
    if bias:
        writer.add("Add", [product, *bias], output)


def _dropout(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    ratio = writer.constant(f"{piece.name}.ratio", np.float32(layer.rate))
    writer.add("Dropout", [piece.inputs[0], ratio], output, piece.title)


def _add(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    writer.add("Add" if len(piece.inputs) == 2 else "Sum", list(piece.inputs), output, piece.title)


def _concatenate(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    axis = layer.axis if layer.axis > 0 else layer.axis + len(piece.shape) + 1
    writer.add("Concat", list(piece.inputs), output, piece.title, axis=axis)


def _flatten(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    writer.add("Flatten", list(piece.inputs), output, piece.title, axis=1)


def _operator(name: str, option: str | None = None, /, **attributes: Any) -> Any:
    """An activation that is one operator; ``option`` names our option that is its attribute alpha."""

    def make(part: Any) -> tuple[str, dict[str, Any]]:
        return name, attributes if option is None else {"alpha": getattr(part, option)}

    return make


ROWS = Rows(
    "ONNX",
    {
        "layers": {
            "Dense": Row(_dense, **DENSE),
            "Activation": Row(lambda *_: None, ("activation",)),
            "Dropout": Row(_dropout, ("rate",)),
            "Flatten": Row(_flatten),
            "Add": Row(_add),
            "Concatenate": Row(_concatenate, ("axis",)),
        },
        "activations": {
            "linear": Row(_operator("Identity")),
            "relu": Row(_operator("Relu")),
            "leaky_relu": Row(_operator("LeakyRelu", "negative_slope"), ("negative_slope",)),
            "elu": Row(_operator("Elu", "alpha"), ("alpha",)),
            "celu": Row(_operator("Celu", "alpha"), ("alpha",)),
            "exponential": Row(_operator("Exp")),
            "hard_sigmoid": Row(_operator("HardSigmoid", None, **HARD_SIGMOID)),
            "selu": Row(_operator("Selu")),
            "softplus": Row(_operator("Softplus")),
            "softsign": Row(_operator("Softsign")),
            "sigmoid": Row(_operator("Sigmoid")),
            "tanh": Row(_operator("Tanh")),
            "softmax": Row(_operator("Softmax", axis=-1)),
        },
    },
)


def onnx_bytes(trained: TrainedModel, *, opset: int = OPSET, recipe: bool = False) -> bytes:
    """The model as an ONNX file's content, checked in full by ``onnx.checker``.

    Args:
        trained: The network with its weights.
        opset: The version of the operators, 13 to 21.
        recipe: Whether the inputs are the table's columns (numbers as float64, categories as text, a date as days since
            1970-01-01; NaN and "" for missing) and a number's output is in the target's unit. A row that the recipe would
            leave out gives NaN.

    Raises:
        FileError: A part of the network has no ONNX form, or the opset or the recipe is not there.
    """
    if opset not in OPSETS:
        raise FileError(tr("ONNX is exported with opset 13 to 21; received {opset}.", opset=opset))
    if recipe and trained.recipe is None:
        raise FileError(tr("The model has no data recipe to put into the ONNX file; export it without one; received None."))
    source = source_of(trained, MAX_NUMBERS)
    check_parts(source, ROWS, training=False)
    writer = Writer(opset)
    (recipe_nodes(writer, source) if recipe else _plain_inputs(writer, source))
    for piece in source.layers:
        _piece(writer, piece, source)
    output = target_nodes(writer, source) if recipe else source.output
    model = _model(writer, source, output)
    onnx_library("onnx.checker").check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def write_onnx(trained: TrainedModel, path: Path | str, *, opset: int = OPSET, recipe: bool = False) -> None:
    """Write :func:`onnx_bytes` to ``path``, atomically. Raises FileError."""
    write_bytes(path, onnx_bytes(trained, opset=opset, recipe=recipe))


def _plain_inputs(writer: Writer, source: Source) -> None:
    for name in source.inputs:
        writer.input(name, source.piece(name).shape)


def _piece(writer: Writer, piece: Piece, source: Source) -> None:
    activation = activation_of(piece)
    plain = activation is None or (activation.registered_name == "linear" and piece.kind != "Activation")
    before = piece.inputs[0] if piece.kind == "Activation" else piece.name if plain else f"{piece.name}.z"
    ROWS.make("layers", piece.layer, piece, writer, source.weights, before)
    if not plain:
        operator, attributes = ROWS.make("activations", activation)
        title = piece.title if piece.kind == "Activation" else ""
        writer.add(operator, [before], piece.name, title, **attributes)


def _model(writer: Writer, source: Source, output: str) -> Any:
    helper = writer.helper
    shape = source.piece(source.output).shape
    outputs = [helper.make_tensor_value_info(output, writer.types.FLOAT, [_BATCH, *shape])]
    graph = helper.make_graph(writer.nodes, "network", writer.inputs, outputs, writer.constants)
    imports = [helper.make_opsetid(domain, 2 if domain else writer.opset) for domain in sorted(writer.domains)]
    model = helper.make_model(
        graph, producer_name="nndesigner", producer_version=__version__, opset_imports=imports, ir_version=_ir(writer.opset)
    )
    if source.recipe is not None and source.recipe.classes:
        helper.set_model_props(model, {"classes": json.dumps(list(source.recipe.classes))})
    return model


def _ir(opset: int) -> int:
    """The oldest file version that has the opset, so that old programs open the file."""
    return 7 if opset <= 14 else 8 if opset <= 18 else 9 if opset <= 20 else 10
