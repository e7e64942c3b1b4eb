"""What each part is in PyTorch: layers without weights, activations, and the tables of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nndesigner.files.code.optimizer_rows import OPTIMIZER_ROWS
from nndesigner.files.code.rows import FOREIGN_OPERATION, NO_LINE_SEARCH, Rows, full
from nndesigner.files.code.schedule_code import SCHEDULE_ROWS
from nndesigner.files.code.torch_layers import WEIGHTED_ROWS, TorchLayer
from nndesigner.files.code.torch_losses import LOSS_ROWS
from nndesigner.files.code.torch_recurrent import RECURRENT_ROWS

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece


def _expression(template: str, *options: str) -> Any:
    """A layer without weights as an expression of its first input, ``<x>``, and of its options."""

    def make(layer: Any, piece: Piece) -> TorchLayer:
        text = template.replace("<x>", piece.inputs[0])
        for option in options:
            text = text.replace(f"<{option}>", repr(getattr(layer, option)))
        return TorchLayer(text)

    return make


def _merged(symbol: str) -> Any:
    return lambda layer, piece: TorchLayer(f" {symbol} ".join(piece.inputs))


def _chained(name: str) -> Any:
    def make(layer: Any, piece: Piece) -> TorchLayer:
        text = piece.inputs[0]
        for x in piece.inputs[1:]:
            text = f"torch.{name}({text}, {x})"
        return TorchLayer(text)

    return make


def _average(layer: Any, piece: Piece) -> TorchLayer:
    return TorchLayer(f"({' + '.join(piece.inputs)}) / {len(piece.inputs)}")


def _concatenate(layer: Any, piece: Piece) -> TorchLayer:
    return TorchLayer(f"torch.cat([{', '.join(piece.inputs)}], dim={layer.axis})")


def _reshape(layer: Any, piece: Piece) -> TorchLayer:
    x = piece.inputs[0]
    return TorchLayer(f"{x}.reshape(len({x}), {', '.join(map(str, piece.shape))})")


def _permute(layer: Any, piece: Piece) -> TorchLayer:
    return TorchLayer(f"{piece.inputs[0]}.permute(0, {', '.join(map(str, layer.dims))})")


def _up_sampling(layer: Any, piece: Piece) -> TorchLayer:
    down, right = layer.size
    if layer.interpolation == "nearest":
        return TorchLayer(f"{piece.inputs[0]}.repeat_interleave({down}, 1).repeat_interleave({right}, 2)")
    options = f'scale_factor=({down}, {right}), mode="bilinear", align_corners=False'
    return TorchLayer(f"functional.interpolate({piece.inputs[0]}.movedim(-1, 1), {options}).movedim(1, -1)")


def _frame(sign: int) -> Any:
    """Zeros around (sign 1), or cells cut off (sign -1, which torch calls a negative padding)."""

    def make(layer: Any, piece: Piece) -> TorchLayer:
        given, rank = tuple(layer.padding if sign > 0 else layer.cropping), len(piece.shape) - 1
        given = given * rank if len(given) == 1 else given
        pairs = list(zip(given[::2], given[1::2], strict=True)) if len(given) == 2 * rank else [(size, size) for size in given]
        sides = [sign * side for pair in reversed(pairs) for side in pair]
        return TorchLayer(f"functional.pad({piece.inputs[0]}, {(0, 0, *sides)})")

    return make


def _noise(layer: Any, piece: Piece) -> TorchLayer:
    x = piece.inputs[0]
    return TorchLayer(f"{x} + {layer.stddev!r} * torch.randn_like({x}) if self.training else {x}" if layer.stddev else x)


def _gaussian_dropout(layer: Any, piece: Piece) -> TorchLayer:
    x, spread = piece.inputs[0], (layer.rate / (1 - layer.rate)) ** 0.5
    return TorchLayer(f"{x} * (1 + {spread!r} * torch.randn_like({x})) if self.training else {x}" if layer.rate else x)


def _formula(template: str, *options: str) -> Any:
    def make(part: Any) -> str:
        return template.format(z="{z}", **{option: repr(getattr(part, option)) for option in options})

    return make


def _relu(part: Any) -> str:
    if part.is_plain:
        return "torch.relu({z})"
    low = f"({{z}} - {part.threshold!r}) * {part.negative_slope!r}"
    text = f"torch.where({{z}} > {part.threshold!r}, {{z}}, {low})"
    return text if part.max_value is None else f"{text}.clamp(max={part.max_value!r})"


def _gelu(part: Any) -> str:
    return 'functional.gelu({z}, approximate="tanh")' if part.approximate else "functional.gelu({z})"


_LAYERS: dict[str, Any] = {
    "Activation": _expression("<x>"),
    "Dropout": _expression("functional.dropout(<x>, <rate>, self.training)", "rate"),
    "SpatialDropout1D": _expression("functional.dropout1d(<x>.movedim(-1, 1), <rate>, self.training).movedim(1, -1)", "rate"),
    "SpatialDropout2D": _expression("functional.dropout2d(<x>.movedim(-1, 1), <rate>, self.training).movedim(1, -1)", "rate"),
    "AlphaDropout": _expression("functional.alpha_dropout(<x>, <rate>, self.training)", "rate"),
    "GaussianDropout": _gaussian_dropout,
    "GaussianNoise": _noise,
    "Flatten": _reshape,
    "Reshape": _reshape,
    "Permute": _permute,
    "RepeatVector": _expression("<x>[:, None].repeat(1, <n>, 1)", "n"),
    "UpSampling1D": _expression("<x>.repeat_interleave(<size>, 1)", "size"),
    "UpSampling2D": _up_sampling,
    "ZeroPadding1D": _frame(1),
    "ZeroPadding2D": _frame(1),
    "Cropping1D": _frame(-1),
    "Cropping2D": _frame(-1),
    "Add": _merged("+"),
    "Subtract": _merged("-"),
    "Multiply": _merged("*"),
    "Average": _average,
    "Maximum": _chained("maximum"),
    "Minimum": _chained("minimum"),
    "Concatenate": _concatenate,
    "GLU": _expression("functional.glu(<x>, <axis>)", "axis"),
}
_ACTIVATIONS: dict[str, Any] = {
    "linear": _formula("{z}"),
    "relu": _relu,
    "leaky_relu": _formula("functional.leaky_relu({z}, {negative_slope})", "negative_slope"),
    "elu": _formula("functional.elu({z}, {alpha})", "alpha"),
    "sigmoid": _formula("torch.sigmoid({z})"),
    "tanh": _formula("torch.tanh({z})"),
    "softmax": _formula("torch.softmax({z}, dim=-1)"),
    "celu": _formula("functional.celu({z}, {alpha})", "alpha"),
    "exponential": _formula("torch.exp({z})"),
    "gelu": _gelu,
    "hard_shrink": _formula("functional.hardshrink({z}, {threshold})", "threshold"),
    "hard_sigmoid": _formula("functional.hardsigmoid({z})"),
    "hard_silu": _formula("functional.hardswish({z})"),
    "hard_tanh": _formula("functional.hardtanh({z})"),
    "log_sigmoid": _formula("functional.logsigmoid({z})"),
    "log_softmax": _formula("torch.log_softmax({z}, dim=-1)"),
    "mish": _formula("functional.mish({z})"),
    "relu6": _formula("functional.relu6({z})"),
    "selu": _formula("functional.selu({z})"),
    "silu": _formula("functional.silu({z})"),
    "soft_shrink": _formula("functional.softshrink({z}, {threshold})", "threshold"),
    "softplus": _formula("functional.softplus({z})"),
    "softsign": _formula("functional.softsign({z})"),
    "sparse_plus": _formula("torch.where({z} < 1, 0.25 * torch.relu({z} + 1) ** 2, {z})"),
    "sparse_sigmoid": _formula("(0.5 * {z} + 0.5).clamp(0, 1)"),
    "sparsemax": _formula("sparsemax({z})"),
    "squareplus": _formula("0.5 * ({z} + ({z} * {z} + {b}).sqrt())", "b"),
    "tanh_shrink": _formula("functional.tanhshrink({z})"),
    "threshold": _formula("functional.threshold({z}, {threshold}, {default_value})", "threshold", "default_value"),
}
ROWS = Rows(
    "PyTorch",
    {
        "layers": {**WEIGHTED_ROWS, **RECURRENT_ROWS, **{name: full("layers", name, make) for name, make in _LAYERS.items()}},
        "activations": {name: full("activations", name, make) for name, make in _ACTIVATIONS.items()},
        "losses": LOSS_ROWS,
        "optimizers": OPTIMIZER_ROWS,
        "schedules": SCHEDULE_ROWS,
        "regularizers": {name: full("regularizers", name, str) for name in ("l1", "l2", "l1_l2", "orthogonal")},
        "constraints": {name: full("constraints", name, str) for name in ("max_norm", "min_max_norm", "non_neg", "unit_norm")},
    },
    {"layers": {"TensorOperation": FOREIGN_OPERATION}, "optimizers": {"lbfgs": NO_LINE_SEARCH}},
)
