"""What each layer is in PyTorch. Values stand as in the engine, channels last; torch's own layers want them second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nndesigner.files.code.rows import Row, full
from nndesigner.nn.layers.windows import Windows

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece

_FIRST, _LAST = ".movedim(-1, 1)", ".movedim(1, -1)"


@dataclass(frozen=True, slots=True)
class TorchLayer:
    """A layer's modules, the expression that applies them, and where its weights are.

    Attributes:
        call: The output as an expression; ``{self}`` stands for the layer's attribute without its ending.
        modules: Constructors by the attribute's ending ("" for the only one).
        weights: For each weight of ours the parameter, after the attribute, and how to see it in the engine's order of axes.
        fixed: Parameters that torch has and the layer has not: they are never trained.
        helper: A class or function of the file that it needs.
    """

    call: str
    modules: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    helper: str = ""


def bias_option(layer: Any) -> str:
    """What a constructor is told of the bias, if there is none."""
    return "" if layer.use_bias else ", bias=False"


def dense(layer: Any, piece: Piece) -> TorchLayer:
    """A linear map of the last axis; torch keeps its kernel the other way round."""
    module = f"nn.Linear({piece.input_shapes[0][-1]}, {layer.units}{bias_option(layer)})"
    weights = {"kernel": ("weight", ".T"), "bias": ("bias", "")}
    return TorchLayer(f"{{self}}({piece.inputs[0]})", {"": module}, weights)


def _sizes(sizes: tuple[int, ...]) -> str:
    return repr(sizes[0] if len(set(sizes)) == 1 else sizes)


def _padded(x: str, pads: tuple[tuple[int, int], ...], value: str = "") -> str:
    """``x``, channels second, with cells around it; torch counts axes from the last."""
    if not any(map(any, pads)):
        return x
    return f"functional.pad({x}, {tuple(side for pair in reversed(pads) for side in pair)}{value})"


def _window(layer: Any, windows: Windows) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The options of a convolution, and the padding that is left to do by hand."""
    options, pads = f"{_sizes(layer.kernel_size)}", windows.pads
    if max(layer.strides) > 1:
        options += f", stride={_sizes(layer.strides)}"
    if all(before == behind for before, behind in pads):
        if any(map(any, pads)):
            options += f", padding={_sizes(tuple(before for before, _ in pads))}"
        pads = ()
    if max(layer.dilation_rate) > 1:
        options += f", dilation={_sizes(layer.dilation_rate)}"
    return options, pads


def convolution(layer: Any, piece: Piece) -> TorchLayer:
    """Torch's kernel is (filters, channels, *window)."""
    options, pads = _window(layer, layer.windows(piece.input_shapes[0]))
    rank, groups = len(layer.kernel_size), f", groups={layer.groups}" if layer.groups > 1 else ""
    module = f"nn.Conv{rank}d({piece.input_shapes[0][-1]}, {layer.filters}, {options}{groups}{bias_option(layer)})"
    turn = f".permute({', '.join(map(str, (*range(2, 2 + rank), 1, 0)))})"
    call = f"{{self}}({_padded(piece.inputs[0] + _FIRST, pads)}){_LAST}"
    return TorchLayer(call, {"": module}, {"kernel": ("weight", turn), "bias": ("bias", "")})


def _by_channel(channels: int, layer: Any) -> str:
    size = ", ".join(map(str, (channels, layer.depth_multiplier, *layer.kernel_size)))
    return f".view({size}).permute(2, 3, 0, 1)"


def depthwise(layer: Any, piece: Piece) -> TorchLayer:
    """As many groups as channels."""
    channels = piece.input_shapes[0][-1]
    options, pads = _window(layer, layer.windows(piece.input_shapes[0]))
    module = f"nn.Conv2d({channels}, {channels * layer.depth_multiplier}, {options}, groups={channels}{bias_option(layer)})"
    call = f"{{self}}({_padded(piece.inputs[0] + _FIRST, pads)}){_LAST}"
    return TorchLayer(call, {"": module}, {"kernel": ("weight", _by_channel(channels, layer)), "bias": ("bias", "")})


def separable(layer: Any, piece: Piece) -> TorchLayer:
    """A convolution of each channel by itself, then one that mixes them."""
    channels = piece.input_shapes[0][-1]
    middle = channels * layer.depth_multiplier
    options, pads = _window(layer, layer.windows(piece.input_shapes[0]))
    return TorchLayer(
        f"{{self}}_pointwise({{self}}_depthwise({_padded(piece.inputs[0] + _FIRST, pads)})){_LAST}",
        {
            "_depthwise": f"nn.Conv2d({channels}, {middle}, {options}, groups={channels}, bias=False)",
            "_pointwise": f"nn.Conv2d({middle}, {layer.filters}, 1{bias_option(layer)})",
        },
        {
            "depthwise_kernel": ("_depthwise.weight", _by_channel(channels, layer)),
            "pointwise_kernel": ("_pointwise.weight", ".permute(2, 3, 1, 0)"),
            "bias": ("_pointwise.bias", ""),
        },
    )


def transposed(layer: Any, piece: Piece) -> TorchLayer:
    """Torch keeps all that the patterns reach; same padding cuts it to size times strides."""
    rank, steps = len(layer.kernel_size), layer.strides
    windows = Windows(piece.shape[:-1], layer.kernel_size, steps, layer.padding)
    pads = []
    sizes = zip(piece.input_shapes[0][:-1], piece.shape[:-1], layer.kernel_size, steps, windows.pads, strict=True)
    for inputs, outputs, kernel, step, (before, _) in sizes:
        whole = (inputs - 1) * step + kernel
        pads.append((-before, outputs - whole + before))
    stride = f", stride={_sizes(steps)}" if max(steps) > 1 else ""
    channels = piece.input_shapes[0][-1]
    module = f"nn.ConvTranspose{rank}d({channels}, {layer.filters}, {_sizes(layer.kernel_size)}{stride}{bias_option(layer)})"
    turn = f".permute({', '.join(map(str, (*range(2, 2 + rank), 1, 0)))})"
    if any(behind > 0 for _, behind in pads) and layer.use_bias:  # what lies behind the patterns has the bias too
        shape = (-1, *[1] * rank)
        call = (
            f"({_padded(f'functional.conv_transpose{rank}d({piece.inputs[0]}{_FIRST}, {{self}}.weight{stride})', tuple(pads))}"
        )
        call += f" + {{self}}.bias.view{shape}){_LAST}"
    else:
        call = f"{_padded(f'{{self}}({piece.inputs[0]}{_FIRST})', tuple(pads))}{_LAST}"
    return TorchLayer(call, {"": module}, {"kernel": ("weight", turn), "bias": ("bias", "")})


def pooling(layer: Any, piece: Piece) -> TorchLayer:
    """Cells of padding never win, and do not count in a mean."""
    windows = layer.windows(piece.input_shapes[0])
    rank, x, pads = len(layer.pool_size), piece.inputs[0] + _FIRST, windows.pads
    options = _sizes(layer.pool_size) + (f", {_sizes(windows.strides)}" if windows.strides != windows.kernel else "")
    if piece.kind.startswith("Max"):
        least = ', value=-float("inf")'
        return TorchLayer(f"functional.max_pool{rank}d({_padded(x, pads, least)}, {options}){_LAST}")
    mean = f"functional.avg_pool{rank}d({_padded(x, pads)}, {options})"
    if any(map(any, pads)):
        mean = f"({mean} / functional.avg_pool{rank}d({_padded(f'torch.ones_like({x})', pads)}, {options}))"
    return TorchLayer(f"{mean}{_LAST}")


def global_pooling(layer: Any, piece: Piece) -> TorchLayer:
    """Over all places of each channel."""
    axes = tuple(range(1, len(piece.input_shapes[0])))
    name = "mean" if "Average" in piece.kind else "amax"
    return TorchLayer(f"{piece.inputs[0]}.{name}({axes}{', keepdim=True' if layer.keepdims else ''})")


def _axis(layer: Any, piece: Piece) -> int:
    """The features' axis counted with the batch; -1 for the last."""
    rank = len(piece.input_shapes[0])
    axis = layer.axis + rank + 1 if layer.axis < 0 else layer.axis
    return -1 if axis == rank else int(axis)


def _affine(layer: Any) -> dict[str, Any]:
    fixed = tuple(name for name, kept in (("weight", layer.scale), ("bias", layer.center)) if not kept)
    return {"weights": {"gamma": ("weight", ""), "beta": ("bias", "")}, "fixed": fixed}


def batch_normalization(layer: Any, piece: Piece) -> TorchLayer:
    """A class of the file: torch's own keeps another variance, and each process its own mean."""
    axis = _axis(layer, piece)
    size = piece.input_shapes[0][axis - 1 if axis > 0 else axis]
    options = f"{size}, {layer.epsilon!r}, {layer.momentum!r}" + ("" if axis == -1 else f", axis={axis}")
    options += "" if layer.trains else ", frozen=True"
    found = _affine(layer)
    found["weights"] |= {"moving_mean": ("moving_mean", ""), "moving_variance": ("moving_variance", "")}
    module = {"": f"BatchNormalization({options})"}
    return TorchLayer(f"{{self}}({piece.inputs[0]})", module, helper="batch_normalization", **found)


def _along(axis: int, x: str) -> str:
    return f"{{self}}({x})" if axis == -1 else f"{{self}}({x}.movedim({axis}, -1)).movedim(-1, {axis})"


def layer_normalization(layer: Any, piece: Piece) -> TorchLayer:
    """Torch normalizes the last axis."""
    axis = _axis(layer, piece)
    size = piece.input_shapes[0][axis - 1 if axis > 0 else axis]
    module = f"nn.LayerNorm({size}, eps={layer.epsilon!r})"
    return TorchLayer(_along(axis, piece.inputs[0]), {"": module}, **_affine(layer))


def group_normalization(layer: Any, piece: Piece) -> TorchLayer:
    """Torch wants channels second."""
    channels = piece.input_shapes[0][-1]
    groups = channels if layer.groups == -1 else layer.groups
    module = f"nn.GroupNorm({groups}, {channels}, eps={layer.epsilon!r})"
    call = f"{{self}}({piece.inputs[0]}{_FIRST}){_LAST}" if len(piece.shape) > 1 else f"{{self}}({piece.inputs[0]})"
    return TorchLayer(call, {"": module}, **_affine(layer))


def rms_normalization(layer: Any, piece: Piece) -> TorchLayer:
    """Torch normalizes the last axis."""
    axis = _axis(layer, piece)
    size = piece.input_shapes[0][axis - 1 if axis > 0 else axis]
    module = f"nn.RMSNorm({size}, eps={layer.epsilon!r})"
    return TorchLayer(_along(axis, piece.inputs[0]), {"": module}, {"scale": ("weight", "")})


def embedding(layer: Any, piece: Piece) -> TorchLayer:
    """Rows of a table."""
    module = f"nn.Embedding({layer.input_dim}, {layer.output_dim})"
    return TorchLayer(f"{{self}}({piece.inputs[0]}.long())", {"": module}, {"embeddings": ("weight", "")})


def prelu(layer: Any, piece: Piece) -> TorchLayer:
    """A class of the file, for torch's own has one slope a channel."""
    shape = layer.weights[0].shape
    return TorchLayer(f"{{self}}({piece.inputs[0]})", {"": f"PReLU({shape})"}, {"alpha": ("weight", "")}, helper="prelu")


WEIGHTED_ROWS: dict[str, Row] = {
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
        "LayerNormalization": layer_normalization,
        "GroupNormalization": group_normalization,
        "RMSNormalization": rms_normalization,
        "Embedding": embedding,
        "PReLU": prelu,
    }.items()
}
