"""A network as an ONNX model: opset 13 to 21, float32, any batch size, the data recipe inside where it is asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nndesigner import __version__
from nndesigner.core.atomic import write_bytes
from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.code.rows import Rows
from nndesigner.files.code.source import Piece, Source, activation_of, check_parts, source_of
from nndesigner.files.onnx.activation_rows import ACTIVATION_ROWS
from nndesigner.files.onnx.layer_rows import LAYER_ROWS
from nndesigner.files.onnx.library import onnx_library
from nndesigner.files.onnx.norm_rows import NORM_ROWS
from nndesigner.files.onnx.operation_rows import OPERATION_ROWS
from nndesigner.files.onnx.recipe import recipe_nodes, target_nodes
from nndesigner.files.onnx.recurrent_rows import RECURRENT_ROWS
from nndesigner.files.onnx.window_rows import WINDOW_ROWS
from nndesigner.files.onnx.writer import BATCH, Writer
from nndesigner.nn.activations.base import as_activation
from nndesigner.project.trained import TrainedModel

OPSETS = range(13, 22)
OPSET = 17
MAX_NUMBERS = 400_000_000  # a protobuf message has at most 2 GiB


ROWS = Rows(
    "ONNX",
    {
        "layers": {**LAYER_ROWS, **WINDOW_ROWS, **NORM_ROWS, **RECURRENT_ROWS, **OPERATION_ROWS},
        "activations": ACTIVATION_ROWS,
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
    for piece in source.layers:
        if _applied(piece) is not None:
            ROWS.check("activations", _applied(piece), piece.title)
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


def _applied(piece: Piece) -> Any:
    """The activation that is written behind a layer, or None; recurrent layers have theirs inside."""
    if piece.kind in RECURRENT_ROWS or not hasattr(piece.layer, "activation"):
        return None
    return activation_of(piece) or as_activation(getattr(piece.layer, "activation"))  # noqa: B009


def _piece(writer: Writer, piece: Piece, source: Source) -> None:
    activation = _applied(piece)
    plain = activation is None or (activation.registered_name == "linear" and piece.kind != "Activation")
    before = piece.inputs[0] if piece.kind == "Activation" else piece.name if plain else f"{piece.name}.z"
    ROWS.make("layers", piece.layer, piece, writer, source.weights, before)
    if not plain:
        ROWS.make("activations", activation, writer, before, piece.name, piece.title if piece.kind == "Activation" else "")


def _model(writer: Writer, source: Source, output: str) -> Any:
    helper = writer.helper
    shape = source.piece(source.output).shape
    outputs = [helper.make_tensor_value_info(output, writer.types.FLOAT, [BATCH, *shape])]
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
