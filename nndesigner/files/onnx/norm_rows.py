"""How normalizations are written as ONNX operators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.files.onnx.layer_rows import row

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece
    from nndesigner.files.onnx.writer import Writer


def _axis(layer: Any, piece: Piece) -> int:
    """The layer's axis, the batch being 0."""
    return int(layer.axis if layer.axis > 0 else layer.axis + len(piece.shape) + 1)


def _batch(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    axis, rank = _axis(layer, piece), len(piece.shape) + 1
    size = piece.shape[axis - 1]
    starts = {"gamma": 1.0, "beta": 0.0, "moving_mean": 0.0, "moving_variance": 1.0}
    arrays = {name: weights.get(f"{piece.name}.{name}", np.full(size, start, np.float32)) for name, start in starts.items()}
    if writer.opset < 14:  # onnx.reference takes the operator of old opsets for a training step
        wide = [size if place == axis else 1 for place in range(axis, rank)]
        factor = arrays["gamma"] / np.sqrt(arrays["moving_variance"] + np.float32(layer.epsilon))
        shift = arrays["beta"] - arrays["moving_mean"] * factor
        _affine(writer, piece, piece.inputs[0], {"gamma": factor.reshape(wide), "beta": shift.reshape(wide)}, output)
        return
    names = [writer.constant(f"{piece.name}.{name}", array) for name, array in arrays.items()]
    attributes = {"epsilon": layer.epsilon, "momentum": layer.momentum}
    order = [0, axis, *(place for place in range(1, rank) if place != axis)]
    if axis == 1:
        writer.add("BatchNormalization", [piece.inputs[0], *names], output, piece.title, **attributes)
        return
    x = writer.transpose(piece.inputs[0], order)
    made = writer.add("BatchNormalization", [x, *names], writer.fresh(output), piece.title, **attributes)
    writer.transpose(made, np.argsort(order).tolist(), output)


def _layer(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    axis, rank = _axis(layer, piece), len(piece.shape) + 1
    size = piece.shape[axis - 1]
    gamma = weights.get(f"{piece.name}.gamma", np.ones(size, np.float32))
    beta = weights.get(f"{piece.name}.beta")
    wide = [size if place == axis else 1 for place in range(axis, rank)]
    arrays = {"gamma": gamma.reshape(wide)} | ({} if beta is None else {"beta": beta.reshape(wide)})
    if writer.opset >= 17 and axis == rank - 1:
        names = [writer.constant(f"{piece.name}.{name}", array) for name, array in arrays.items()]
        writer.add("LayerNormalization", [piece.inputs[0], *names], output, piece.title, axis=-1, epsilon=layer.epsilon)
        return
    normal = normalized(writer, piece.inputs[0], [axis], layer.epsilon)
    _affine(writer, piece, normal, arrays, output)


def normalized(writer: Writer, x: str, axes: list[int], epsilon: float, centre: bool = True) -> str:
    """``x`` less its mean (``centre``), divided by the root of the mean square of that."""
    if centre:
        x = writer.both("Sub", x, writer.reduce("ReduceMean", x, axes))
    variance = writer.reduce("ReduceMean", writer.both("Mul", x, x, writer.fresh(x)), axes)
    root = writer.add("Sqrt", [writer.both("Add", variance, epsilon)], writer.fresh(x))
    return writer.both("Div", x, root, writer.fresh(x))


def _affine(writer: Writer, piece: Piece, x: str, arrays: dict[str, Any], output: str) -> None:
    for place, (name, operator) in enumerate((("gamma", "Mul"), ("beta", "Add"))):
        if name in arrays:
            last = place == 1 or "beta" not in arrays
            constant = writer.constant(f"{piece.name}.{name}", arrays[name])
            x = writer.add(operator, [x, constant], output if last else writer.fresh(output), piece.title if last else "")


def _group(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    channels = piece.shape[-1]
    groups = channels if layer.groups == -1 else layer.groups
    split = writer.reshape(piece.inputs[0], [0, -1, groups, channels // groups], writer.fresh(output))
    normal = normalized(writer, split, [1, 3], layer.epsilon)
    ones = np.ones(channels, np.float32)
    found = {name: weights[f"{piece.name}.{name}"] for name in ("gamma", "beta") if f"{piece.name}.{name}" in weights}
    back = writer.reshape(normal, [0, *piece.shape], writer.fresh(output))
    _affine(writer, piece, back, {"gamma": ones} | found, output)


def _rms(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    axis, rank = _axis(layer, piece), len(piece.shape) + 1
    scale = weights[f"{piece.name}.scale"].reshape([-1 if place == axis else 1 for place in range(axis, rank)])
    normal = normalized(writer, piece.inputs[0], [axis], layer.epsilon, centre=False)
    _affine(writer, piece, normal, {"gamma": scale}, output)


_AFFINE = ("axis", "epsilon", "center", "scale")
NORM_ROWS = {
    "BatchNormalization": row(_batch, *_AFFINE, "momentum"),
    "LayerNormalization": row(_layer, *_AFFINE),
    "GroupNormalization": row(_group, *_AFFINE, "groups"),
    "RMSNormalization": row(_rms, "axis", "epsilon"),
}
