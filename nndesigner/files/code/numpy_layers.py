"""What each layer is in plain NumPy: lines of source with the mathematics written out, or an object of a class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nndesigner.files.code.rows import Row, full
from nndesigner.nn.layers.windows import Windows

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece


@dataclass(frozen=True, slots=True)
class NumpyLayer:
    """The lines of a layer.

    Attributes:
        forward: The last line gives the output.
        backward: A line that begins with ``{d_x}`` gives the slope by the input x, which may not be asked for.
        kind: The class that the layer is an object of (see ``numpy_classes``), or nothing.
        arguments: What its constructor is given.
        random: Whether the lines hold only while training; otherwise the input is passed on.
        activations: Names of options that are functions of the constructor (see ``functions`` in its arguments).
        needs: Further classes that the arguments name.
    """

    forward: list[str]
    backward: list[str] = field(default_factory=list)
    kind: str = ""
    arguments: str = ""
    random: bool = False
    activations: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def an_object(piece: Piece, kind: str, arguments: str, *more: str, **options: Any) -> NumpyLayer:
    """A layer that is an object; ``more`` are lines that go on with what it gives."""
    x, y = piece.inputs[0], piece.name
    training = ", training=<training>" if kind == "BatchNormalization" else ""
    backward = [f'{{d_{x}}}layers["{y}"].backward(d_{y}, slopes)']
    return NumpyLayer([f'{y} = layers["{y}"].forward({x}{training})', *more], backward, kind, arguments, **options)


def dense(layer: Any, piece: Piece) -> NumpyLayer:
    """A product with the kernel."""
    x, y, (rows, columns) = piece.inputs[0], piece.name, (piece.input_shapes[0][-1], layer.units)
    kernel = f'weights["{y}.kernel"]'
    flat = len(piece.shape) == 1
    left = f"{x}.T" if flat else f"{x}.reshape(-1, {rows}).T"
    right = f"d_{y}" if flat else f"d_{y}.reshape(-1, {columns})"
    forward = f"{y} = {x} @ {kernel}" + (f' + weights["{y}.bias"]' if layer.use_bias else "")
    backward = [f'slopes["{y}.kernel"] = {left} @ {right}']
    if layer.use_bias:
        backward.append(f'slopes["{y}.bias"] = {right}.sum(axis=0)')
    return NumpyLayer([forward], [*backward, f"{{d_{x}}}d_{y} @ {kernel}.T"])


def _windows(windows: Windows) -> str:
    return f"{windows.strides}, {windows.dilation}, {windows.pads}"


def convolution(layer: Any, piece: Piece) -> NumpyLayer:
    """One axis or two."""
    windows = _windows(layer.windows(piece.input_shapes[0]))
    if layer.groups > 1:
        return an_object(piece, "GroupedConvolution", f"{piece.name!r}, {layer.groups}, {windows}")
    return an_object(piece, "Convolution", f"{piece.name!r}, {windows}")


def depthwise(layer: Any, piece: Piece) -> NumpyLayer:
    """Each channel by itself."""
    names = f"{piece.name + '.kernel'!r}, {piece.name + '.bias'!r}"
    return an_object(piece, "DepthwiseConvolution", f"{names}, {_windows(layer.windows(piece.input_shapes[0]))}")


def separable(layer: Any, piece: Piece) -> NumpyLayer:
    """A convolution of each channel by itself, then a product that mixes the channels."""
    x, y = piece.inputs[0], piece.name
    arguments = f"{y + '.depthwise_kernel'!r}, None, {_windows(layer.windows(piece.input_shapes[0]))}"
    mixing, middle = f'weights["{y}.pointwise_kernel"][0, 0]', piece.input_shapes[0][-1] * layer.depth_multiplier
    backward = [
        f'slopes["{y}.pointwise_kernel"] = ({y}_kept.reshape(-1, {middle}).T @ d_{y}.reshape(-1, {layer.filters}))[None, None]',
        *([f'slopes["{y}.bias"] = d_{y}.reshape(-1, {layer.filters}).sum(axis=0)'] if layer.use_bias else []),
        f'{{d_{x}}}layers["{y}"].backward(d_{y} @ {mixing}.T, slopes)',
    ]
    forward = [
        f'{y}_kept = layers["{y}"].forward({x})',
        f"{y} = {y}_kept @ {mixing}" + (f' + weights["{y}.bias"]' if layer.use_bias else ""),
    ]
    return NumpyLayer(forward, backward, "DepthwiseConvolution", arguments)


def transposed(layer: Any, piece: Piece) -> NumpyLayer:
    """One axis or two."""
    windows = Windows(piece.shape[:-1], layer.kernel_size, layer.strides, layer.padding)
    sizes = tuple(size + sum(pads) for size, pads in zip(windows.sizes, windows.pads, strict=True))
    return an_object(piece, "TransposedConvolution", f"{piece.name!r}, {windows.strides}, {windows.pads}, {sizes}")


def pooling(layer: Any, piece: Piece) -> NumpyLayer:
    """The largest or the mean of each window."""
    windows = layer.windows(piece.input_shapes[0])
    kind = "MaxPooling" if piece.kind.startswith("Max") else "AveragePooling"
    return an_object(piece, kind, f"{windows.kernel}, {windows.strides}, {windows.pads}")


def global_pooling(layer: Any, piece: Piece) -> NumpyLayer:
    """The largest or the mean of each channel."""
    x, y, rank = piece.inputs[0], piece.name, len(piece.input_shapes[0]) - 1
    axes = repr(tuple(range(1, rank + 1)))
    wide = "" if layer.keepdims else f"[:{', None' * rank}]"
    keep = ", keepdims=True" if layer.keepdims else ""
    if "Average" in piece.kind:
        return NumpyLayer(
            [f"{y} = {x}.mean(axis={axes}{keep})"], [f"{{d_{x}}}d_{y}{wide} * np.ones_like({x}) / {x}[0, ..., 0].size"]
        )
    backward = [
        f"{y}_kept = {x} == {y}{wide}  # the largest; equal ones share the slope",
        f"{{d_{x}}}d_{y}{wide} * {y}_kept / {y}_kept.sum(axis={axes}, keepdims=True, dtype=np.float32)",
    ]
    return NumpyLayer([f"{y} = {x}.max(axis={axes}{keep})"], backward)


def _axis(layer: Any, piece: Piece) -> int:
    """The features' axis counted with the batch."""
    return int(layer.axis + len(piece.input_shapes[0]) + 1 if layer.axis < 0 else layer.axis)


def batch_normalization(layer: Any, piece: Piece) -> NumpyLayer:
    """By the batch while training."""
    frozen = "" if layer.trains else ", frozen=True"
    arguments = f"{piece.name!r}, {_axis(layer, piece)}, {layer.epsilon!r}, {layer.momentum!r}{frozen}"
    return an_object(piece, "BatchNormalization", arguments)


def normalization(layer: Any, piece: Piece) -> NumpyLayer:
    """Along one axis."""
    return an_object(piece, piece.kind, f"{piece.name!r}, {_axis(layer, piece)}, {layer.epsilon!r}")


def group_normalization(layer: Any, piece: Piece) -> NumpyLayer:
    """Groups of the last axis."""
    channels = piece.shape[-1]
    groups = channels if layer.groups == -1 else layer.groups
    return an_object(piece, piece.kind, f"{piece.name!r}, {len(piece.shape)}, {layer.epsilon!r}, {groups}")


def embedding(layer: Any, piece: Piece) -> NumpyLayer:
    """Rows of a table."""
    x, y = piece.inputs[0], piece.name
    rows = f"{x}.astype(int)"
    backward = [
        f'slopes["{y}.embeddings"] = np.zeros_like(weights["{y}.embeddings"])',
        f'np.add.at(slopes["{y}.embeddings"], {rows}, d_{y})',
        f"{{d_{x}}}np.zeros({x}.shape, np.float32)",
    ]
    return NumpyLayer([f'{y} = weights["{y}.embeddings"][{rows}]'], backward)


def recurrent(layer: Any, piece: Piece) -> NumpyLayer:
    """One step after the other."""
    kind = piece.kind if piece.kind != "GRU" or layer.reset_after else "GRU before"
    options = ("activation",) if kind == "SimpleRNN" else ("activation", "recurrent_activation")
    more = ", sequences=True" if layer.return_sequences else ""
    more += ", backwards=True" if layer.go_backwards else ""
    return an_object(piece, kind, f"{piece.name + '.'!r}, {layer.units}, <functions>{more}", activations=options)


def bidirectional(layer: Any, piece: Piece) -> NumpyLayer:
    """Two recurrent layers."""
    kind = layer.layer if layer.layer != "GRU" or layer.reset_after else "GRU before"
    options = ("activation",) if kind == "SimpleRNN" else ("activation", "recurrent_activation")
    more = ", sequences=True" if layer.return_sequences else ""
    both = (
        f"{layer.layer}({piece.name + direction!r}, {layer.units}, <functions>{more}{way})"
        for direction, way in ((".forward_", ""), (".backward_", ", backwards=True"))
    )
    arguments = f"{', '.join(both)}, {layer.merge_mode!r}"
    return an_object(piece, "Bidirectional", arguments, activations=options, needs=(kind,))


def prelu(layer: Any, piece: Piece) -> NumpyLayer:
    """A slope below zero that is learned."""
    x, y, shared = piece.inputs[0], piece.name, (0, *(layer.shared_axes or ()))
    alpha = f'weights["{y}.alpha"]'
    backward = [
        f'slopes["{y}.alpha"] = (d_{y} * np.minimum({x}, 0)).sum(axis={shared}, keepdims=True)[0]',
        f"{{d_{x}}}d_{y} * np.where({x} < 0, {alpha}, 1)",
    ]
    return NumpyLayer([f"{y} = np.maximum({x}, 0) + {alpha} * np.minimum({x}, 0)"], backward)


def glu(layer: Any, piece: Piece) -> NumpyLayer:
    """Halves an axis."""
    return an_object(piece, "GatedLinearUnit", str(_axis(layer, piece)))


WEIGHTED_ROWS: dict[str, Row] = (
    {
        name: full("layers", name, make)
        for name, make in {
            "Dense": dense,
            "Conv1D": convolution,
            "Conv2D": convolution,
            "DepthwiseConv2D": depthwise,
            "SeparableConv2D": separable,
            "Conv1DTranspose": transposed,
            "Conv2DTranspose": transposed,
            **{f"{kind}Pooling{rank}D": pooling for kind in ("Max", "Average") for rank in (1, 2)},
            **{f"Global{kind}Pooling{rank}D": global_pooling for kind in ("Max", "Average") for rank in (1, 2)},
            "BatchNormalization": batch_normalization,
            "LayerNormalization": normalization,
            "RMSNormalization": normalization,
            "GroupNormalization": group_normalization,
            "Embedding": embedding,
            "PReLU": prelu,
            "GLU": glu,
        }.items()
    }
    | {name: full("layers", name, recurrent, "dropout", "recurrent_dropout") for name in ("SimpleRNN", "GRU", "LSTM")}
    | {"Bidirectional": full("layers", "Bidirectional", bidirectional, "dropout", "recurrent_dropout")}
)
