"""How tensor operations are written: each has an ONNX operator of its own, or a few."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.onnx.layer_rows import row
from nndesigner.files.onnx.norm_rows import normalized

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece
    from nndesigner.files.onnx.writer import Writer

FUNCTIONS = {
    "Abs": "absolute",
    "Neg": "negative",
    "Reciprocal": "reciprocal",
    "Sqrt": "square_root",
    "Log": "logarithm",
    "Sin": "sine",
    "Cos": "cosine",
    "Tan": "tangent",
    "Atan": "arc_tangent",
    "Sinh": "hyperbolic_sine",
    "Cosh": "hyperbolic_cosine",
    "Erf": "error_function",
    "Sign": "sign",
    "Floor": "floor",
    "Ceil": "ceiling",
    "Round": "round",
}
ARITHMETIC = {
    "Sub": "subtract",
    "Mul": "multiply",
    "Div": "divide",
    "Pow": "power",
    "Max": "maximum",
    "Min": "minimum",
    "Mean": "mean",
}
REDUCTIONS = {
    "ReduceMean": "mean",
    "ReduceSum": "sum",
    "ReduceMax": "max",
    "ReduceMin": "min",
    "ReduceProd": "product",
    "ReduceL2": "length",
}
_NAMES = {ours: theirs for table in (FUNCTIONS, ARITHMETIC) for theirs, ours in table.items()}
_NAMES |= {"exponential": "Exp", "add": "Sum"}
_REDUCED = {ours: theirs for theirs, ours in REDUCTIONS.items()}


def _named(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    if part.function == "truncate":
        return _truncate(part, x, writer, output, piece)
    name = _NAMES.get(part.function)
    if name is None or getattr(part, "whole", False):
        text = tr("ONNX export has no form for the function {name} of the layer {layer!r}.")
        raise FileError(text.format(name=part.function, layer=piece.title))
    if name == "Mul" and len(x) > 2:
        product = x[0]
        for other in x[1:-1]:
            product = writer.both("Mul", product, other, writer.fresh(output))
        x = [product, x[-1]]
    writer.add(name, x, output, piece.title)
    return None


def _truncate(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    whole = writer.add("Cast", x, writer.fresh(output), piece.title, to=writer.types.INT64)
    writer.add("Cast", [whole], output, to=writer.types.FLOAT)


def _clip(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    limits = [
        "" if limit is None else writer.numbers(output, name, limit, "f4")
        for name, limit in (("low", part.lowest), ("high", part.largest))
    ]
    writer.add("Clip", [*x, *limits], output, piece.title)


def _reduce(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    axes = range(len(piece.input_shapes[0]) + 1) if part.axes is None else part.axes
    writer.reduce(_REDUCED[part.function], x[0], list(axes), output, keepdims=part.keepdims)


def _argmax(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    options = {"axis": part.axis, "keepdims": int(part.keepdims), "select_last_index": int(part.last)}
    place = writer.add("ArgMax", x, writer.fresh(output), piece.title, **options)
    writer.add("Cast", [place], output, to=writer.types.FLOAT)


def _slice(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    writer.cut(x[0], output, part.axes, part.starts, part.stops, part.steps)


def _pad(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    pads = writer.numbers(output, "pads", [*part.before, *part.after])
    value = writer.numbers(output, "value", part.value, "f4")
    writer.add("Pad", [*x, pads, value], output, piece.title, mode=part.mode)


def _take(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    places = part.places[0] if part.drop else list(part.places)
    writer.add("Gather", [*x, writer.numbers(output, "places", places)], output, piece.title, axis=part.axis)


def _gather(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    places = writer.add("Cast", [x[1]], writer.fresh(output), to=writer.types.INT64)
    writer.add("Gather", [x[0], places], output, piece.title, axis=part.axis)


def _repeat(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    writer.add("Tile", [*x, writer.numbers(output, "times", list(part.times))], output, piece.title)


def _expand(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    writer.add("Expand", [*x, writer.numbers(output, "shape", list(part.shape))], output, piece.title)


def _gemm(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    options = {"alpha": part.alpha, "beta": part.beta, "transA": int(part.turn_a), "transB": int(part.turn_b)}
    writer.add("Gemm", x, output, piece.title, **options)


def _softmax(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    if len(part.axes) == 1:
        writer.add("LogSoftmax" if part.logarithm else "Softmax", x, output, piece.title, axis=part.axes[0])
        return
    shifted = writer.both("Sub", x[0], writer.reduce("ReduceMax", x[0], part.axes))
    powers = writer.add("Exp", [shifted], writer.fresh(output))
    total = writer.reduce("ReduceSum", powers, part.axes)
    if part.logarithm:
        writer.add("Sub", [shifted, writer.add("Log", [total], writer.fresh(output))], output, piece.title)
    else:
        writer.add("Div", [powers, total], output, piece.title)


def _normalize(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    made = normalized(writer, x[0], list(part.axes), part.epsilon)
    for operator, factor in zip(("Mul", "Add"), x[1:], strict=False):
        made = writer.both(operator, made, factor, writer.fresh(output))
    writer.add("Identity", [made], output, piece.title)


def _windows(part: Any) -> dict[str, Any]:
    found = {"strides": list(part.strides), "dilations": list(part.dilations)}
    pads = [*part.before, *part.after]
    if bool(part.before) != bool(part.after):
        zeros = [0] * len(part.before or part.after)
        pads = [*part.before, *zeros] if part.before else [*zeros, *part.after]
    return {name: values for name, values in {**found, "pads": pads}.items() if values}


def _convolve(operator: str) -> Callable[..., None]:
    def make(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
        extra: dict[str, Any] = {"output_padding": list(part.extra)} if getattr(part, "extra", ()) else {}
        writer.add(operator, x, output, piece.title, group=part.groups, **_windows(part), **extra)

    return make


def _pool(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
    options = {"kernel_shape": list(part.window), "ceil_mode": int(part.ceil), **_windows(part)}
    if part.function == "place" or (part.function == "mean" and part.dilations and writer.opset < 19):
        text = tr("ONNX export has no form for the pooling {name} of the layer {layer!r}.")
        raise FileError(text.format(name=part.function, layer=piece.title))
    if part.function == "mean":
        options["count_include_pad"] = int(part.count_pad)
    writer.add("MaxPool" if part.function == "max" else "AveragePool", x, output, piece.title, **options)


def _plain(operator: str, *options: str) -> Callable[..., None]:
    def make(part: Any, x: list[str], writer: Writer, output: str, piece: Piece) -> None:
        writer.add(operator, x, output, piece.title, **{name: getattr(part, name) for name in options})

    return make


_MADE: dict[str, Callable[..., None]] = {
    "elementwise": _named,
    "arithmetic": _named,
    "clip": _clip,
    "sloped": _plain("PRelu"),
    "reduce": _reduce,
    "argmax": _argmax,
    "slice": _slice,
    "pad": _pad,
    "take": _take,
    "gather": _gather,
    "repeat": _repeat,
    "expand": _expand,
    "join": _plain("Concat", "axis"),
    "matmul": _plain("MatMul"),
    "gemm": _gemm,
    "softmax_over": _softmax,
    "normalize": _normalize,
    "convolve": _convolve("Conv"),
    "convolve_up": _convolve("ConvTranspose"),
    "pool": _pool,
}


def _operation(layer: Any, piece: Piece, writer: Writer, weights: Any, output: str) -> None:
    part, inputs = layer.operation, list(piece.inputs)
    make = _MADE.get(str(part.registered_name))
    if make is None:
        text = tr("ONNX export has no form for the operation {name} of the layer {layer!r}; replace it.")
        raise FileError(text.format(name=part.title, layer=piece.title))
    names = [
        inputs.pop(0) if shape is None else writer.constant(f"{piece.name}.{place}", weights[f"{piece.name}.operand_{place}"])
        for place, shape in enumerate(layer.constants or [None] * len(inputs))
    ]
    make(part, names, writer, output, piece)


OPERATION_ROWS = {"TensorOperation": row(_operation, "operation", "constants")}
