"""Layers without weights in plain NumPy: merges, other shapes, and noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nndesigner.files.code.numpy_layers import NumpyLayer, an_object
from nndesigner.files.code.rows import Row, full

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece


def one(forward: str, backward: str) -> Any:
    """A line forward and one back, of x, y, d and of the options in angle brackets."""

    def make(layer: Any, piece: Piece) -> NumpyLayer:
        x, y = piece.inputs[0], piece.name
        values = {"x": x, "y": y, "d": f"d_{y}", "shape": ", ".join(map(str, piece.shape))}
        values |= {name: repr(getattr(layer, name)) for name in type(layer).OPTIONS}
        lines = [forward, backward]
        for key, value in values.items():
            lines = [line.replace(f"<{key}>", value) for line in lines]
        return NumpyLayer([f"{y} = {lines[0]}"], [f"{{d_{x}}}{lines[1]}"])

    return make


def _merge(symbol: str) -> Any:
    """A sum or a product of all inputs."""

    def make(layer: Any, piece: Piece) -> NumpyLayer:
        forward = f"{piece.name} = {f' {symbol} '.join(piece.inputs)}"
        backward = []
        for place, x in enumerate(piece.inputs):
            others = "".join(f" * {other}" for number, other in enumerate(piece.inputs) if number != place)
            sign = "-" if symbol == "-" and place else ""
            backward.append(f"{{d_{x}}}{sign}d_{piece.name}{others if symbol == '*' else ''}")
        return NumpyLayer([forward], backward)

    return make


def _average(layer: Any, piece: Piece) -> NumpyLayer:
    count = len(piece.inputs)
    forward = f"{piece.name} = ({' + '.join(piece.inputs)}) / {count}"
    return NumpyLayer([forward], [f"{{d_{x}}}d_{piece.name} / {count}" for x in piece.inputs])


def _extreme(name: str) -> Any:
    """The largest or smallest; equal ones share the slope."""

    def make(layer: Any, piece: Piece) -> NumpyLayer:
        y = piece.name
        chosen = piece.inputs[0]
        for x in piece.inputs[1:]:
            chosen = f"np.{name}({chosen}, {x})"
        count = " + ".join(f"({x} == {y}).astype(np.float32)" for x in piece.inputs)
        backward = [f"{y}_kept = {count}  # how many are the {name}"]
        return NumpyLayer(
            [f"{y} = {chosen}"], [*backward, *(f"{{d_{x}}}d_{y} * ({x} == {y}) / {y}_kept" for x in piece.inputs)]
        )

    return make


def _concatenate(layer: Any, piece: Piece) -> NumpyLayer:
    axis = layer.axis if layer.axis > 0 else layer.axis + len(piece.shape) + 1
    before = ":, " * axis
    forward = f"{piece.name} = np.concatenate([{', '.join(piece.inputs)}], axis={axis})"
    backward, start = [], 0
    for x, shape in zip(piece.inputs, piece.input_shapes, strict=True):
        stop = start + shape[axis - 1]
        backward.append(f"{{d_{x}}}d_{piece.name}[{before}{start}:{stop}]")
        start = stop
    return NumpyLayer([forward], backward)


def _permute(layer: Any, piece: Piece) -> NumpyLayer:
    back = ", ".join(str(layer.dims.index(axis) + 1) for axis in range(1, len(layer.dims) + 1))
    return one(f"<x>.transpose(0, {', '.join(map(str, layer.dims))})", f"<d>.transpose(0, {back})")(layer, piece)  # type: ignore[no-any-return]


def _up_sampling(layer: Any, piece: Piece) -> NumpyLayer:
    if layer.interpolation == "bilinear":
        return an_object(piece, "Resize", repr(layer.size))
    (height, width, channels), (down, right) = piece.input_shapes[0], layer.size
    back = f"<d>.reshape(-1, {height}, {down}, {width}, {right}, {channels}).sum(axis=(2, 4))"
    return one(f"<x>.repeat({down}, axis=1).repeat({right}, axis=2)", back)(layer, piece)  # type: ignore[no-any-return]


def _lengthen(layer: Any, piece: Piece) -> NumpyLayer:
    steps, channels = piece.input_shapes[0]
    back = f"<d>.reshape(-1, {steps}, {layer.size}, {channels}).sum(axis=2)"
    return one(f"<x>.repeat({layer.size}, axis=1)", back)(layer, piece)  # type: ignore[no-any-return]


def _frame(layer: Any, piece: Piece) -> NumpyLayer:
    """Zeros around, or cells cut off: one is the other's way back."""
    pads = hasattr(layer, "padding")
    given, rank = tuple(layer.padding if pads else layer.cropping), len(piece.shape) - 1
    given = given * rank if len(given) == 1 else given
    pairs = list(zip(given[::2], given[1::2], strict=True)) if len(given) == 2 * rank else [(size, size) for size in given]
    wide = piece.shape if pads else piece.input_shapes[0]
    cut = ", ".join(f"{before}:{size - behind}" for size, (before, behind) in zip(wide, pairs, strict=False))
    frame = f"({', '.join(map(str, [(0, 0), *pairs, (0, 0)]))})"
    if pads:
        return one(f"np.pad(<x>, {frame})", f"<d>[:, {cut}]")(layer, piece)  # type: ignore[no-any-return]
    return one(f"<x>[:, {cut}]", f"np.pad(<d>, {frame})")(layer, piece)  # type: ignore[no-any-return]


def _random(factor: str, option: str = "rate") -> Any:
    """While training the input is multiplied by random factors."""

    def make(layer: Any, piece: Piece) -> NumpyLayer:
        x, y, rate = piece.inputs[0], piece.name, getattr(layer, option)
        if not rate:
            return NumpyLayer([f"{y} = {x}"], [f"{{d_{x}}}d_{y}"])
        places = ", ".join(["1"] * (len(piece.shape) - 1))
        drawn = factor.format(x=x, rate=repr(rate), rest=repr(1 - rate), places=places, spread=repr((rate / (1 - rate)) ** 0.5))
        forward = [f"{y}_kept = {drawn}  # training only", f"{y} = {x} * {y}_kept.astype(np.float32)"]
        return NumpyLayer(forward, [f"{{d_{x}}}d_{y} * {y}_kept.astype(np.float32)"], random=True)

    return make


def _alpha_dropout(layer: Any, piece: Piece) -> NumpyLayer:
    x, y, rate, bound = piece.inputs[0], piece.name, layer.rate, -1.7580993408473766
    if not rate:
        return NumpyLayer([f"{y} = {x}"], [f"{{d_{x}}}d_{y}"])
    scale = 1 / ((1 - rate) * (1 + rate * bound**2)) ** 0.5
    shift = -scale * bound * rate
    forward = [
        f"{y}_kept = random.random({x}.shape) >= {rate!r}  # training only: the others get selu's lower bound",
        f"{y} = np.where({y}_kept, {x} * {scale!r} + {shift!r}, {scale * bound + shift!r}).astype(np.float32)",
    ]
    return NumpyLayer(forward, [f"{{d_{x}}}d_{y} * {y}_kept * np.float32({scale!r})"], random=True)


def _noise(layer: Any, piece: Piece) -> NumpyLayer:
    x, y = piece.inputs[0], piece.name
    drawn = f" + random.standard_normal({x}.shape, np.float32) * np.float32({layer.stddev!r})" if layer.stddev else ""
    return NumpyLayer([f"{y} = {x}{drawn}"], [f"{{d_{x}}}d_{y}"], random=bool(drawn))


_SPATIAL = "(random.random((len({x}), {places}, {x}.shape[-1])) >= {rate}) / np.float32({rest})"
_RESHAPED = one("<x>.reshape(len(<x>), <shape>)", "<d>.reshape(<x>.shape)")
PLAIN_ROWS: dict[str, Row] = {
    name: full("layers", name, make)
    for name, make in {
        "Activation": one("<x>", "<d>"),
        "Dropout": _random("(random.random({x}.shape) >= {rate}) / np.float32({rest})"),
        "SpatialDropout1D": _random(_SPATIAL),
        "SpatialDropout2D": _random(_SPATIAL),
        "GaussianDropout": _random("1 + random.standard_normal({x}.shape) * {spread}"),
        "AlphaDropout": _alpha_dropout,
        "GaussianNoise": _noise,
        "Flatten": _RESHAPED,
        "Reshape": _RESHAPED,
        "Permute": _permute,
        "RepeatVector": one("<x>[:, None].repeat(<n>, axis=1)", "<d>.sum(axis=1)"),
        "UpSampling1D": _lengthen,
        "UpSampling2D": _up_sampling,
        **dict.fromkeys(("ZeroPadding1D", "ZeroPadding2D", "Cropping1D", "Cropping2D"), _frame),
        "Add": _merge("+"),
        "Subtract": _merge("-"),
        "Multiply": _merge("*"),
        "Average": _average,
        "Maximum": _extreme("maximum"),
        "Minimum": _extreme("minimum"),
        "Concatenate": _concatenate,
    }.items()
}
