"""What each part is in plain NumPy: lines of source with the mathematics written out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nndesigner.files.code.rows import ADAM, DENSE, SGD, Row, Rows

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece

SOFTMAX = '''
def softmax(z):
    """Each score's share of the sum of exponentials; the largest is taken off first, so that exp cannot overflow."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
'''


def _dense(layer: Any, piece: Piece) -> tuple[list[str], list[str]]:
    x, y, (rows, columns) = piece.inputs[0], piece.name, (piece.input_shapes[0][-1], layer.units)
    kernel = f'weights["{y}.kernel"]'
    flat = len(piece.shape) == 1
    left = f"{x}.T" if flat else f"{x}.reshape(-1, {rows}).T"
    right = f"d_{y}" if flat else f"d_{y}.reshape(-1, {columns})"
    forward = f"{y} = {x} @ {kernel}" + (f' + weights["{y}.bias"]' if layer.use_bias else "")
    backward = [f'slopes["{y}.kernel"] = {left} @ {right}']
    if layer.use_bias:
        backward.append(f'slopes["{y}.bias"] = {right}.sum(axis=0)')
    return [forward], [*backward, f"{{d_{x}}}d_{y} @ {kernel}.T"]


def _activation(layer: Any, piece: Piece) -> tuple[list[str], list[str]]:
    return [f"{piece.name} = {piece.inputs[0]}"], [f"{{d_{piece.inputs[0]}}}d_{piece.name}"]


def _dropout(layer: Any, piece: Piece) -> tuple[list[str], list[str]]:
    x, y = piece.inputs[0], piece.name
    forward = [
        f"{y}_kept = (random.random({x}.shape) >= {layer.rate!r}) / np.float32({1 - layer.rate!r})  # training only",
        f"{y} = {x} * {y}_kept.astype(np.float32)",
    ]
    return forward, [f"{{d_{x}}}d_{y} * {y}_kept.astype(np.float32)"]


def _flatten(layer: Any, piece: Piece) -> tuple[list[str], list[str]]:
    x, y = piece.inputs[0], piece.name
    return [f"{y} = {x}.reshape(len({x}), {piece.shape[0]})"], [f"{{d_{x}}}d_{y}.reshape({x}.shape)"]


def _add(layer: Any, piece: Piece) -> tuple[list[str], list[str]]:
    return [f"{piece.name} = {' + '.join(piece.inputs)}"], [f"{{d_{x}}}d_{piece.name}" for x in piece.inputs]


def _concatenate(layer: Any, piece: Piece) -> tuple[list[str], list[str]]:
    axis = layer.axis if layer.axis > 0 else layer.axis + len(piece.shape) + 1
    before = ":, " * axis
    forward = f"{piece.name} = np.concatenate([{', '.join(piece.inputs)}], axis={axis})"
    backward, start = [], 0
    for x, shape in zip(piece.inputs, piece.input_shapes, strict=True):
        stop = start + shape[axis - 1]
        backward.append(f"{{d_{x}}}d_{piece.name}[{before}{start}:{stop}]")
        start = stop
    return [forward], backward


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


_MSE = ("np.mean((p - y) ** 2)", "2 * (p - y) / p.size")
_HALVED = ("0.5 * np.sum((p - y) ** 2)", "p - y")
_BCE = (
    "np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))",
    "(p - y) / p.size",
)
_BCE_PLAIN = (
    "-np.mean(y * np.log(np.clip(p, 1e-7, 1 - 1e-7)) + (1 - y) * np.log1p(-np.clip(p, 1e-7, 1 - 1e-7)))",
    "((p >= 1e-7) & (p <= 1 - 1e-7)) * (np.clip(p, 1e-7, 1 - 1e-7) - y) "
    "/ (np.clip(p, 1e-7, 1 - 1e-7) * (1 - np.clip(p, 1e-7, 1 - 1e-7))) / p.size",
)
_CCE = (
    "-np.sum(y * (z - z.max(-1, keepdims=True) - np.log(np.exp(z - z.max(-1, keepdims=True)).sum(-1, keepdims=True))))"
    " / (p.size / p.shape[-1])",
    "(p - y) / (p.size / p.shape[-1])",
)
_CCE_PLAIN = (
    "-np.sum(y * np.log(np.clip(p / p.sum(-1, keepdims=True), 1e-7, 1 - 1e-7))) / (p.size / p.shape[-1])",
    "share_slopes(y, p)",
)
SHARES = '''
def share_slopes(y, p):
    """Slope of the cross-entropy of shares p / sum(p) by p, averaged over the samples."""
    total = p.sum(axis=-1, keepdims=True)
    share = p / total
    inside = (share >= 1e-7) & (share <= 1 - 1e-7)
    by_share = np.where(inside, -y / np.clip(share, 1e-7, 1 - 1e-7), 0)
    return (by_share - (by_share * share).sum(axis=-1, keepdims=True)) / total / (p.size / p.shape[-1])
'''


def _loss(plain: tuple[str, str], fused: tuple[str, str] | None = None) -> Any:
    """A loss: its value, and its slope by the prediction p (fused: by what goes into the last activation)."""

    def make(part: Any, is_fused: bool) -> tuple[str, str]:
        return fused if is_fused and fused is not None else plain

    return make


def _sgd(part: Any) -> str:
    if not part.momentum:
        return f"""
learning_rate = {part.learning_rate!r}


def update(slopes):
    \"\"\"Stochastic gradient descent: every weight takes a step against its slope.\"\"\"
    for name, slope in slopes.items():
        weights[name] -= np.float32(learning_rate) * slope
"""
    step = "momentum * velocity[name] - step" if part.nesterov else "velocity[name]"
    return f"""
learning_rate = {part.learning_rate!r}
momentum = np.float32({part.momentum!r})
velocity = {{name: np.zeros_like(weight) for name, weight in weights.items()}}


def update(slopes):
    \"\"\"Gradient descent that keeps rolling: a share of the last step is taken again.\"\"\"
    for name, slope in slopes.items():
        step = np.float32(learning_rate) * slope
        velocity[name] = momentum * velocity[name] - step
        weights[name] += {step}
"""


def _adam(part: Any) -> str:
    return f"""
learning_rate, beta_1, beta_2, epsilon = {part.learning_rate!r}, {part.beta_1!r}, {part.beta_2!r}, {part.epsilon!r}
means = {{name: np.zeros_like(weight) for name, weight in weights.items()}}
squares = {{name: np.zeros_like(weight) for name, weight in weights.items()}}
steps = 0


def update(slopes):
    \"\"\"Adam: a step size of its own for every weight, from running means of its slope and of the slope's square.\"\"\"
    global steps
    steps += 1
    rate = np.float32(learning_rate * np.sqrt(1 - beta_2**steps) / (1 - beta_1**steps))
    for name, slope in slopes.items():
        means[name] += (slope - means[name]) * np.float32(1 - beta_1)
        squares[name] += (slope * slope - squares[name]) * np.float32(1 - beta_2)
        weights[name] -= rate * means[name] / (np.sqrt(squares[name]) + np.float32(epsilon))
"""


_SIGMOID = "(0.5 * np.tanh(0.5 * {z}) + 0.5)"
_MISH = "np.tanh(np.logaddexp({z}, 0))"

ROWS = Rows(
    "NumPy",
    {
        "layers": {
            "Dense": Row(_dense, **DENSE),
            "Activation": Row(_activation, ("activation",)),
            "Dropout": Row(_dropout, ("rate",)),
            "Flatten": Row(_flatten),
            "Add": Row(_add),
            "Concatenate": Row(_concatenate, ("axis",)),
        },
        "activations": {
            "linear": Row(_elementwise("{z}", "{d}")),
            "relu": Row(_elementwise("np.maximum({z}, 0)", "{d} * ({z} > 0)")),
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
        },
        "losses": {
            "mean_squared_error": Row(_loss(_MSE)),
            "halved_squared_sum": Row(_loss(_HALVED)),
            "binary_crossentropy": Row(_loss(_BCE_PLAIN, _BCE)),
            "categorical_crossentropy": Row(_loss(_CCE_PLAIN, _CCE)),
        },
        "optimizers": {"sgd": Row(_sgd, SGD), "adam": Row(_adam, ADAM)},
    },
)
