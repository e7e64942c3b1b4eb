"""How convolutions, pooling, padding and resizing are written: ONNX has channels first, so axes are moved around each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.files.onnx.layer_rows import row
from nndesigner.nn.layers.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nndesigner.files.code.source import Piece
    from nndesigner.files.onnx.writer import Writer


def channels_first(writer: Writer, x: str, rank: int) -> str:
    """(batch, \\*cells, channels) as (batch, channels, \\*cells)."""
    return writer.transpose(x, [0, rank + 1, *range(1, rank + 1)])


def channels_last(writer: Writer, x: str, rank: int, output: str) -> str:
    """The way back, into ``output``."""
    return writer.transpose(x, [0, *range(2, rank + 2), 1], output)


def _pads(windows: Windows) -> list[int]:
    return [before for before, _ in windows.pads] + [after for _, after in windows.pads]


def _convolved(
    writer: Writer, piece: Piece, arrays: Sequence[Any], output: str, operator: str = "Conv", **attributes: Any
) -> None:
    """One convolution between two changes of axes; ``arrays`` are its kernel and, where there is one, its bias."""
    rank = arrays[0].ndim - 2
    names = [writer.constant(f"{piece.name}.{name}", array) for name, array in zip(("kernel", "bias"), arrays, strict=False)]
    x = channels_first(writer, piece.inputs[0], rank)
    channels_last(writer, writer.add(operator, [x, *names], writer.fresh(output), piece.title, **attributes), rank, output)


def _bias(layer: Any, piece: Piece, weights: Any) -> list[Any]:
    return [weights[f"{piece.name}.bias"]] if layer.use_bias else []


def _conv(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    kernel = weights[f"{piece.name}.kernel"]
    rank = kernel.ndim - 2
    turned = kernel.transpose(rank + 1, rank, *range(rank))
    windows = layer.windows(piece.input_shapes[0])
    attributes: dict[str, Any] = {"strides": list(windows.strides), "dilations": list(windows.dilation), "pads": _pads(windows)}
    groups = piece.input_shapes[0][-1] // kernel.shape[-2]
    _convolved(writer, piece, [turned, *_bias(layer, piece, weights)], output, group=groups, **attributes)


def _depthwise(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    kernel = weights[f"{piece.name}.kernel"]
    windows = layer.windows(piece.input_shapes[0])
    attributes: dict[str, Any] = {"strides": list(windows.strides), "dilations": list(windows.dilation), "pads": _pads(windows)}
    arrays = [_by_channel(kernel), *_bias(layer, piece, weights)]
    _convolved(writer, piece, arrays, output, group=kernel.shape[-2], **attributes)


def _by_channel(kernel: Any) -> Any:
    """(height, width, channels, depth) as (channels * depth, 1, height, width)."""
    return kernel.transpose(2, 3, 0, 1).reshape(-1, 1, *kernel.shape[:2])


def _separable(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    depthwise, pointwise = (weights[f"{piece.name}.{name}_kernel"] for name in ("depthwise", "pointwise"))
    windows = layer.windows(piece.input_shapes[0])
    attributes: dict[str, Any] = {"strides": list(windows.strides), "dilations": list(windows.dilation), "pads": _pads(windows)}
    first = writer.constant(f"{piece.name}.depthwise", _by_channel(depthwise))
    second = [writer.constant(f"{piece.name}.pointwise", pointwise.transpose(3, 2, 0, 1))]
    second += [writer.constant(f"{piece.name}.bias", array) for array in _bias(layer, piece, weights)]
    x = channels_first(writer, piece.inputs[0], 2)
    apart = writer.add("Conv", [x, first], writer.fresh(output), group=depthwise.shape[-2], **attributes)
    channels_last(writer, writer.add("Conv", [apart, *second], writer.fresh(output), piece.title), 2, output)


def _conv_transpose(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    kernel = weights[f"{piece.name}.kernel"]
    rank = kernel.ndim - 2
    windows = Windows(piece.shape[:-1], layer.kernel_size, layer.strides, layer.padding)
    extra = [max(s - k, 0) if layer.padding == "valid" else 0 for k, s in zip(layer.kernel_size, layer.strides, strict=True)]
    attributes: dict[str, Any] = {"strides": list(layer.strides), "pads": _pads(windows), "output_padding": extra}
    arrays = [kernel.transpose(rank + 1, rank, *range(rank)), *_bias(layer, piece, weights)]
    _convolved(writer, piece, arrays, output, "ConvTranspose", **attributes)


def _pool(operator: str) -> Any:
    def make(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
        rank = len(piece.shape) - 1
        windows = layer.windows(piece.input_shapes[0])
        attributes: dict[str, Any] = {"kernel_shape": list(windows.kernel), "strides": list(windows.strides)}
        attributes |= {"auto_pad": "SAME_UPPER"} if windows.padded else {}
        x = channels_first(writer, piece.inputs[0], rank)
        if rank == 1 and windows.padded and operator == "MaxPool":  # onnx.reference cannot pad a sequence
            ((before, after),) = windows.pads
            pads = [writer.numbers(output, "pads", [0, 0, before, 0, 0, after]), writer.numbers(output, "edge", _LOWEST, "f4")]
            x = writer.add("Pad", [x, *pads], writer.fresh(output), mode="constant")
            attributes.pop("auto_pad")
        pooled = writer.add(operator, [x], writer.fresh(output), piece.title, **attributes)
        channels_last(writer, pooled, rank, output)

    return make


def _global_pool(operator: str) -> Any:
    def make(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
        axes = range(1, len(piece.input_shapes[0]))
        writer.reduce(operator, piece.inputs[0], axes, output, keepdims=layer.keepdims, title=piece.title)

    return make


def _padding(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    frame = _frame(layer.padding, len(piece.shape) - 1)
    pads = [0, *frame[::2], 0, 0, *frame[1::2], 0]
    writer.add("Pad", [piece.inputs[0], writer.numbers(output, "pads", pads)], output, piece.title, mode="constant")


def _cropping(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    sizes, rank = piece.input_shapes[0], len(piece.shape) - 1
    frame = _frame(layer.cropping, rank)
    stops = [size - after for size, after in zip(sizes, frame[1::2], strict=False)]
    writer.cut(piece.inputs[0], output, range(1, rank + 1), frame[::2], stops, [1] * rank)


def _frame(sizes: tuple[int, ...], rank: int) -> list[int]:
    """(before, behind) of each axis in a row, from one number, one an axis, or two an axis."""
    if len(sizes) == 2 * rank:
        return list(sizes)
    wide = sizes if len(sizes) == rank else sizes * rank
    return [size for size in wide for _ in range(2)]


def _up_sampling(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    rank = len(piece.shape) - 1
    size = layer.size if isinstance(layer.size, tuple) else (layer.size,)
    straight = getattr(layer, "interpolation", "nearest") == "bilinear"
    how = {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}
    repeat = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    scales = writer.numbers(output, "scales", [1, 1, *size], np.float32)
    x = channels_first(writer, piece.inputs[0], rank)
    larger = writer.add("Resize", [x, "", scales], writer.fresh(output), piece.title, **(how if straight else repeat))
    channels_last(writer, larger, rank, output)


_LOWEST = np.finfo(np.float32).min
_CONV = ("filters", "kernel_size", "strides", "padding", "dilation_rate", "activation", "use_bias", "groups")
_POOL = ("pool_size", "strides", "padding")
WINDOW_ROWS = {
    "Conv1D": row(_conv, *_CONV),
    "Conv2D": row(_conv, *_CONV),
    "DepthwiseConv2D": row(_depthwise, *_CONV, "depth_multiplier"),
    "SeparableConv2D": row(_separable, *_CONV, "depth_multiplier"),
    "Conv1DTranspose": row(_conv_transpose, *_CONV),
    "Conv2DTranspose": row(_conv_transpose, *_CONV),
    "MaxPooling1D": row(_pool("MaxPool"), *_POOL),
    "MaxPooling2D": row(_pool("MaxPool"), *_POOL),
    "AveragePooling1D": row(_pool("AveragePool"), *_POOL),
    "AveragePooling2D": row(_pool("AveragePool"), *_POOL),
    "GlobalAveragePooling1D": row(_global_pool("ReduceMean"), "keepdims"),
    "GlobalAveragePooling2D": row(_global_pool("ReduceMean"), "keepdims"),
    "GlobalMaxPooling1D": row(_global_pool("ReduceMax"), "keepdims"),
    "GlobalMaxPooling2D": row(_global_pool("ReduceMax"), "keepdims"),
    "ZeroPadding1D": row(_padding, "padding"),
    "ZeroPadding2D": row(_padding, "padding"),
    "Cropping1D": row(_cropping, "cropping"),
    "Cropping2D": row(_cropping, "cropping"),
    "UpSampling1D": row(_up_sampling, "size"),
    "UpSampling2D": row(_up_sampling, "size", "interpolation"),
}
