"""How layers without windows are written as ONNX operators: dense, merging, shapes, look-up."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from nndesigner.files.code.rows import Row

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece
    from nndesigner.files.onnx.writer import Writer

_WEIGHTS = (
    *("kernel", "bias", "recurrent", "depthwise", "pointwise", "embeddings", "alpha"),
    *("beta", "gamma", "moving_mean", "moving_variance", "scale"),
)
_RULES = ("initializer", "regularizer", "constraint")
TRAINING = (
    *(f"{weight}_{rule}" for weight, rule in itertools.product(_WEIGHTS, _RULES)),
    *("activity_regularizer", "trainable", "learning_rate_factor", "seed"),
)
"""Options that only training heeds."""


def row(make: Any, *options: str, ignored: tuple[str, ...] = ()) -> Row:
    """A row that ignores what only training heeds."""
    return Row(make, options, TRAINING + ignored)


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
    writer.add("Dropout", [piece.inputs[0], writer.numbers(piece.name, "ratio", layer.rate, "f4")], output, piece.title)


def _operator(name: str, several: str | None = None) -> Any:
    """One operator of all inputs; ``several`` is the one that takes more than two."""

    def make(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
        writer.add(name if len(piece.inputs) == 2 or not several else several, list(piece.inputs), output, piece.title)

    return make


def _multiply(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    product = piece.inputs[0]
    for place, other in enumerate(piece.inputs[1:], start=2):
        done = place == len(piece.inputs)
        product = writer.add("Mul", [product, other], output if done else writer.fresh(output), piece.title if done else "")


def _concatenate(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    axis = layer.axis if layer.axis > 0 else layer.axis + len(piece.shape) + 1
    writer.add("Concat", list(piece.inputs), output, piece.title, axis=axis)


def _flatten(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    writer.add("Flatten", list(piece.inputs), output, piece.title, axis=1)


def _reshape(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    writer.reshape(piece.inputs[0], [0, *piece.shape], output, piece.title)


def _permute(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    writer.transpose(piece.inputs[0], [0, *layer.dims], output, piece.title)


def _embedding(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    table = writer.constant(f"{piece.name}.embeddings", weights[f"{piece.name}.embeddings"])
    places = writer.add("Cast", [piece.inputs[0]], writer.fresh(output), to=writer.types.INT64)
    writer.add("Gather", [table, places], output, piece.title, axis=0)


def _prelu(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    slope = writer.constant(f"{piece.name}.alpha", weights[f"{piece.name}.alpha"])
    writer.add("PRelu", [piece.inputs[0], slope], output, piece.title)


def _glu(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    rank = len(piece.shape)
    axis = layer.axis if layer.axis > 0 else layer.axis + rank + 1
    half = piece.shape[axis - 1]
    left, right = writer.fresh(output), writer.fresh(output)
    writer.cut(piece.inputs[0], left, [axis], [0], [half], [1])
    writer.cut(piece.inputs[0], right, [axis], [half], [2 * half], [1])
    writer.add("Mul", [left, writer.add("Sigmoid", [right], writer.fresh(output))], output, piece.title)


def _repeat_vector(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    wide = writer.reshape(piece.inputs[0], [0, 1, piece.shape[1]], writer.fresh(output))
    writer.add("Tile", [wide, writer.numbers(output, "times", [1, layer.n, 1])], output, piece.title)


LAYER_ROWS = {
    "Dense": row(_dense, "units", "activation", "use_bias"),
    "Activation": row(lambda *_: None, "activation"),
    "Dropout": row(_dropout, "rate", "noise_shape"),
    "GaussianNoise": row(_operator("Identity"), ignored=("stddev",)),
    "SpatialDropout1D": row(_operator("Identity"), ignored=("rate",)),
    "SpatialDropout2D": row(_operator("Identity"), ignored=("rate",)),
    "GaussianDropout": row(_operator("Identity"), ignored=("rate",)),
    "AlphaDropout": row(_operator("Identity"), ignored=("rate",)),
    "Flatten": row(_flatten),
    "Reshape": row(_reshape, "target_shape"),
    "Permute": row(_permute, "dims"),
    "Add": row(_operator("Add", "Sum")),
    "Subtract": row(_operator("Sub")),
    "Multiply": row(_multiply),
    "Average": row(_operator("Mean")),
    "Maximum": row(_operator("Max")),
    "Minimum": row(_operator("Min")),
    "Concatenate": row(_concatenate, "axis"),
    "Embedding": row(_embedding, "input_dim", "output_dim"),
    "PReLU": row(_prelu, "shared_axes"),
    "GLU": row(_glu, "axis"),
    "RepeatVector": row(_repeat_vector, "n"),
}
