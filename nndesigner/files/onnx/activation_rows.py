"""How each activation is written: as one operator, or as a few where ONNX (or its opset) has none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from nndesigner.files.code.rows import Row
from nndesigner.files.onnx.weight_operators import HARD_SIGMOID

if TYPE_CHECKING:
    from nndesigner.files.onnx.writer import Writer


def _operator(name: str, option: str | None = None, /, **attributes: Any) -> Any:
    """One operator; ``option`` names our option that is its attribute alpha."""

    def make(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
        writer.add(name, [x], output, title, **(attributes if option is None else {"alpha": getattr(part, option)}))

    return make


def _since(opset: int, name: str, other: Any, **attributes: Any) -> Any:
    """One operator where the opset has it, else ``other``."""

    def make(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
        if writer.opset >= opset:
            writer.add(name, [x], output, title, **attributes)
        else:
            other(part, writer, x, output, title)

    return make


def _gate(name: str, **attributes: Any) -> Any:
    """x times a function of x."""

    def make(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
        writer.add("Mul", [x, writer.add(name, [x], writer.fresh(output), **attributes)], output, title)

    return make


def _mish(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
    plus = writer.add("Softplus", [x], writer.fresh(output))
    writer.add("Mul", [x, writer.add("Tanh", [plus], writer.fresh(output))], output, title)


def _gelu(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
    if writer.opset >= 20:
        writer.add("Gelu", [x], output, title, approximate="tanh" if part.approximate else "none")
        return
    if part.approximate:
        cube = writer.both("Mul", writer.both("Mul", x, x, writer.fresh(output)), x, writer.fresh(output))
        inner = writer.both("Add", x, writer.both("Mul", cube, 0.044715, writer.fresh(output)), writer.fresh(output))
        gate = writer.add(
            "Tanh", [writer.both("Mul", inner, math.sqrt(2 / math.pi), writer.fresh(output))], writer.fresh(output)
        )
    else:
        gate = writer.add("Erf", [writer.both("Mul", x, math.sqrt(0.5), writer.fresh(output))], writer.fresh(output))
    share = writer.both("Mul", writer.both("Add", gate, 1.0, writer.fresh(output)), 0.5, writer.fresh(output))
    writer.add("Mul", [x, share], output, title)


def _clipped(writer: Writer, x: str, low: float, high: float, output: str, title: str = "") -> str:
    limits = [writer.numbers(output, "low", low, "f4"), writer.numbers(output, "high", high, "f4")]
    return writer.add("Clip", [x, *limits], output, title)


def _clip(low: float, high: float) -> Any:
    def make(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
        _clipped(writer, x, low, high, output, title)

    return make


def _sparse_sigmoid(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
    writer.add("HardSigmoid", [x], output, title, alpha=0.5, beta=0.5)


def _sparse_plus(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
    """x where above 1, else ((x + 1)+)² / 4: the clipped share squared, plus what lies above 1."""
    share = writer.add("HardSigmoid", [x], writer.fresh(output), alpha=0.5, beta=0.5)
    above = writer.add("Relu", [writer.both("Sub", x, 1.0, writer.fresh(output))], writer.fresh(output))
    writer.add("Add", [writer.both("Mul", share, share, writer.fresh(output)), above], output, title)


def _log_sigmoid(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
    plus = writer.add("Softplus", [writer.add("Neg", [x], writer.fresh(output))], writer.fresh(output))
    writer.add("Neg", [plus], output, title)


def _tanh_shrink(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
    writer.add("Sub", [x, writer.add("Tanh", [x], writer.fresh(output))], output, title)


def _soft_shrink(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
    writer.add("Shrink", [x], output, title, lambd=part.threshold, bias=part.threshold)


def _hard_shrink(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
    writer.add("Shrink", [x], output, title, lambd=part.threshold, bias=0.0)


def _squareplus(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
    square = writer.both("Mul", x, x, writer.fresh(output))
    root = writer.add("Sqrt", [writer.both("Add", square, part.b, writer.fresh(output))], writer.fresh(output))
    writer.both("Mul", writer.both("Add", x, root, writer.fresh(output)), 0.5, output)


def _threshold(part: Any, writer: Writer, x: str, output: str, title: str) -> None:
    if not part.default_value:
        writer.add("ThresholdedRelu", [x], output, title, alpha=part.threshold)
        return
    limit = writer.numbers(output, "limit", part.threshold, "f4")
    above = writer.add("Greater", [x, limit], writer.fresh(output))
    writer.add("Where", [above, x, writer.numbers(output, "below", part.default_value, "f4")], output, title)


ACTIVATION_ROWS = {
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
    "log_softmax": Row(_operator("LogSoftmax", axis=-1)),
    "silu": Row(_gate("Sigmoid")),
    "hard_silu": Row(_since(14, "HardSwish", _gate("HardSigmoid", **HARD_SIGMOID))),
    "mish": Row(_since(18, "Mish", _mish)),
    "gelu": Row(_gelu, ("approximate",)),
    "relu6": Row(_clip(0.0, 6.0)),
    "hard_tanh": Row(_clip(-1.0, 1.0)),
    "sparse_sigmoid": Row(_sparse_sigmoid),
    "sparse_plus": Row(_sparse_plus),
    "log_sigmoid": Row(_log_sigmoid),
    "tanh_shrink": Row(_tanh_shrink),
    "soft_shrink": Row(_soft_shrink, ("threshold",)),
    "hard_shrink": Row(_hard_shrink, ("threshold",)),
    "squareplus": Row(_squareplus, ("b",)),
    "threshold": Row(_threshold, ("threshold", "default_value")),
}
