"""What each activation is in plain NumPy, and the tables of all parts."""

from __future__ import annotations

from typing import Any

from nndesigner.files.code.numpy_layers import WEIGHTED_ROWS
from nndesigner.files.code.numpy_losses import LOSS_ROWS
from nndesigner.files.code.numpy_shapes import PLAIN_ROWS
from nndesigner.files.code.optimizer_rows import OPTIMIZER_ROWS
from nndesigner.files.code.rows import FOREIGN_OPERATION, NO_LINE_SEARCH, Row, Rows, full
from nndesigner.files.code.schedule_code import SCHEDULE_ROWS

SOFTMAX = '''
def softmax(z):
    """Each score's share of the sum of exponentials; the largest is taken off first, so that exp cannot overflow."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
'''
SPARSEMAX = '''
def sparsemax(z):
    """The nearest point to z whose numbers are at least 0 and sum to one."""
    scores = -np.sort(-z, axis=-1)
    above = np.cumsum(scores, axis=-1) - 1
    count = (scores * np.arange(1, z.shape[-1] + 1) > above).sum(axis=-1, keepdims=True)
    return np.maximum(z - np.take_along_axis(above, count - 1, axis=-1) / count.astype(np.float32), 0)


def sparsemax_slope(y, d):
    """The slope by z from that by y, which spreads over the numbers above zero."""
    inside = (y > 0).astype(np.float32)
    return inside * (d - (d * inside).sum(axis=-1, keepdims=True) / inside.sum(axis=-1, keepdims=True))
'''
NORMAL_SHARE = '''
def normal_share(z):
    """The share of a normal distribution below z, to 1e-7 (Abramowitz and Stegun, 7.1.26)."""
    size = np.abs(z) * np.float32(0.5**0.5)
    t = 1 / (1 + 0.3275911 * size)
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return 0.5 + 0.5 * np.sign(z) * (1 - tail * np.exp(-size * size))
'''
HELPERS = {"softmax": SOFTMAX, "sparsemax": SPARSEMAX, "normal_share": NORMAL_SHARE}
"""Functions of the file that activations call, by name."""


# An activation: y from z, and the gradient by z from that by y.
def _elementwise(forward: str, backward: str, **options: str) -> Any:
    def make(part: Any) -> tuple[str, str]:
        values = {key: repr(getattr(part, name)) for key, name in options.items()}
        return _fill(forward, values), _fill(backward, values)

    return make


def _fill(text: str, values: dict[str, str]) -> str:
    for key, value in values.items():
        text = text.replace(f"<{key}>", value)
    return text


def _relu(part: Any) -> tuple[str, str]:
    if part.is_plain:
        return "np.maximum({z}, 0)", "{d} * ({z} > 0)"
    low, slope = f"({{z}} - {part.threshold!r}) * {part.negative_slope!r}", f"{{d}} * {part.negative_slope!r}"
    y, back = f"np.where({{z}} > {part.threshold!r}, {{z}}, {low})", f"np.where({{z}} > {part.threshold!r}, {{d}}, {slope})"
    if part.max_value is None:
        return y, back
    return f"np.minimum({y}, {part.max_value!r})", f"{back} * ({{y}} < {part.max_value!r})"


def _gelu(part: Any) -> tuple[str, str]:
    if not part.approximate:
        density = "np.exp(-0.5 * {z} * {z}) * 0.3989422804014327"
        return "{z} * normal_share({z})", f"{{d}} * (normal_share({{z}}) + {{z}} * {density})"
    bend = "np.tanh(0.7978845608028654 * ({z} + 0.044715 * {z} ** 3))"
    slope = f"0.5 * (1 + {bend}) + 0.5 * {{z}} * (1 - {bend} ** 2) * 0.7978845608028654 * (1 + 0.134145 * {{z}} ** 2)"
    return f"0.5 * {{z}} * (1 + {bend})", f"{{d}} * ({slope})"


_SIGMOID = "(0.5 * np.tanh(0.5 * {z}) + 0.5)"
_MISH = "np.tanh(np.logaddexp({z}, 0))"

_LOG_TOTAL = "np.log(np.exp({z} - {z}.max(axis=-1, keepdims=True)).sum(axis=-1, keepdims=True))"
_ACTIVATIONS: dict[str, Row] = {
    "linear": Row(_elementwise("{z}", "{d}")),
    "relu": full("activations", "relu", _relu),
    "leaky_relu": Row(
        _elementwise("np.where({z} > 0, {z}, <s> * {z})", "np.where({z} > 0, {d}, <s> * {d})", s="negative_slope"),
        ("negative_slope",),
    ),
    "elu": Row(
        _elementwise(
            "np.where({z} > 0, {z}, <a> * np.expm1(np.minimum({z}, 0)))",
            "np.where({z} > 0, {d}, {d} * ({y} + <a>))",
            a="alpha",
        ),
        ("alpha",),
    ),
    "sigmoid": Row(_elementwise("0.5 * np.tanh(0.5 * {z}) + 0.5", "{d} * {y} * (1 - {y})")),
    "exponential": Row(_elementwise("np.exp({z})", "{d} * {y}")),
    "selu": Row(
        _elementwise(
            "1.0507009873554805 * np.where({z} > 0, {z}, 1.6732632423543772 * np.expm1(np.minimum({z}, 0)))",
            "{d} * np.where({z} > 0, 1.0507009873554805, {y} + 1.7580993408473766).astype(np.float32)",
        )
    ),
    "silu": Row(_elementwise(f"{{z}} * {_SIGMOID}", f"{{d}} * {_SIGMOID} * (1 + {{z}} * (1 - {_SIGMOID}))")),
    "softplus": Row(_elementwise("np.logaddexp({z}, 0)", f"{{d}} * {_SIGMOID}")),
    "softsign": Row(_elementwise("{z} / (1 + np.abs({z}))", "{d} / (1 + np.abs({z})) ** 2")),
    "relu6": Row(_elementwise("np.clip({z}, 0, 6)", "{d} * (({z} > 0) & ({z} < 6))")),
    "hard_sigmoid": Row(_elementwise("np.clip({z} / 6 + 0.5, 0, 1)", "{d} * (np.abs({z}) < 3) / 6")),
    "hard_tanh": Row(_elementwise("np.clip({z}, -1, 1)", "{d} * (np.abs({z}) < 1)")),
    "hard_silu": Row(
        _elementwise("{z} * np.clip({z} / 6 + 0.5, 0, 1)", "{d} * np.where(np.abs({z}) < 3, {z} / 3 + 0.5, {z} > 0)")
    ),
    "celu": Row(
        _elementwise(
            "np.maximum({z}, 0) + <a> * np.expm1(np.minimum({z}, 0) / <a>)",
            "{d} * np.exp(np.minimum({z}, 0) / <a>)",
            a="alpha",
        ),
        ("alpha",),
    ),
    "log_sigmoid": Row(_elementwise("-np.logaddexp(-{z}, 0)", f"{{d}} * (1 - {_SIGMOID})")),
    "tanh_shrink": Row(_elementwise("{z} - np.tanh({z})", "{d} * np.tanh({z}) ** 2")),
    "mish": Row(_elementwise(f"{{z}} * {_MISH}", f"{{d}} * ({_MISH} + {{z}} * (1 - {_MISH} ** 2) * {_SIGMOID})")),
    "tanh": Row(_elementwise("np.tanh({z})", "{d} * (1 - {y} * {y})")),
    "softmax": Row(_elementwise("softmax({z})", "{y} * ({d} - ({d} * {y}).sum(axis=-1, keepdims=True))")),
    "gelu": full("activations", "gelu", _gelu),
    "log_softmax": Row(
        _elementwise(
            f"{{z}} - {{z}}.max(axis=-1, keepdims=True) - {_LOG_TOTAL}", "{d} - np.exp({y}) * {d}.sum(axis=-1, keepdims=True)"
        )
    ),
    "hard_shrink": Row(_elementwise("{z} * (np.abs({z}) > <t>)", "{d} * (np.abs({z}) > <t>)", t="threshold"), ("threshold",)),
    "soft_shrink": Row(
        _elementwise("{z} - np.clip({z}, -<t>, <t>)", "{d} * (np.abs({z}) > <t>)", t="threshold"), ("threshold",)
    ),
    "threshold": Row(
        _elementwise("np.where({z} > <t>, {z}, <v>)", "{d} * ({z} > <t>)", t="threshold", v="default_value"),
        ("threshold", "default_value"),
    ),
    "sparse_plus": Row(
        _elementwise("np.where({z} < 1, 0.25 * np.maximum({z} + 1, 0) ** 2, {z})", "{d} * np.clip(0.5 * {z} + 0.5, 0, 1)")
    ),
    "sparse_sigmoid": Row(_elementwise("np.clip(0.5 * {z} + 0.5, 0, 1)", "{d} * 0.5 * (np.abs({z}) < 1)")),
    "sparsemax": Row(_elementwise("sparsemax({z})", "sparsemax_slope({y}, {d})")),
    "squareplus": Row(
        _elementwise("0.5 * ({z} + np.sqrt({z} * {z} + <b>))", "{d} * 0.5 * (1 + {z} / np.sqrt({z} * {z} + <b>))", b="b"),
        ("b",),
    ),
}
ROWS = Rows(
    "NumPy",
    {
        "layers": {**WEIGHTED_ROWS, **PLAIN_ROWS},
        "activations": _ACTIVATIONS,
        "losses": LOSS_ROWS,
        "optimizers": OPTIMIZER_ROWS,
        "schedules": SCHEDULE_ROWS,
        "regularizers": {name: full("regularizers", name, str) for name in ("l1", "l2", "l1_l2", "orthogonal")},
        "constraints": {name: full("constraints", name, str) for name in ("max_norm", "min_max_norm", "non_neg", "unit_norm")},
    },
    {"layers": {"TensorOperation": FOREIGN_OPERATION}, "optimizers": {"lbfgs": NO_LINE_SEARCH}},
)
