"""What each loss is in plain NumPy: its value and its slope, in a line each, or as a function of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nndesigner.files.code.rows import Row, full


@dataclass(frozen=True, slots=True)
class NumpyLoss:
    """A loss of targets y and outputs p (scores z, where it is computed from them).

    ``value`` and ``slope`` are expressions; where a ``helper`` stands they are left out, for it defines ``loss_and_slope``.
    """

    value: str = ""
    slope: str = ""
    helper: str = ""


def _terms(term: str, slope: str, **options: str) -> Any:
    """The mean over all outputs of a term."""

    def make(part: Any, fused: bool) -> NumpyLoss:
        texts = [term, slope]
        for key, name in options.items():
            texts = [text.replace(f"<{key}>", repr(getattr(part, name))) for text in texts]
        return NumpyLoss(f"np.mean({texts[0]})", f"{texts[1]} / p.size")

    return make


def _function(about: str, *lines: str) -> Any:
    """A function ``loss_and_slope`` of the file; its lines may hold options in angle brackets."""

    def make(part: Any, fused: bool = False) -> NumpyLoss:
        body = "\n".join(f"    {line}" for line in lines)
        for name in type(part).OPTIONS:
            body = body.replace(f"<{name}>", repr(getattr(part, name)))
        return NumpyLoss(helper=f'\ndef loss_and_slope(y, p):\n    """{about}"""\n{body}\n')

    return make


def _halved(part: Any, fused: bool) -> NumpyLoss:
    return NumpyLoss("0.5 * np.sum((p - y) ** 2)", "p - y")


_CLIP = "np.clip(p, 1e-7, 1 - 1e-7)"
_PLACES = "(p.size / p.shape[-1])"
SHARES = (
    "total = p.sum(axis=-1, keepdims=True)",
    "share, places = p / total, p.size / p.shape[-1]",
)
_SCORES = (
    "e = np.exp(p - p.max(axis=-1, keepdims=True))",
    "share, places = e / e.sum(axis=-1, keepdims=True), p.size / p.shape[-1]",
)
_BACK_SHARES = "(by_share - (by_share * share).sum(axis=-1, keepdims=True)) / total / places"
_BACK_SCORES = "share * (by_share - (by_share * share).sum(axis=-1, keepdims=True)) / places"


def _smooth(part: Any, center: str) -> str:
    """A line that moves the targets away from 0 and 1."""
    smooth = part.label_smoothing
    return f"y = y * {1 - smooth!r} + {smooth!r} {center}" if smooth else ""


def _binary(part: Any, fused: bool) -> NumpyLoss:
    line = _smooth(part, "* 0.5")
    if fused or part.from_logits:
        z = "z" if fused else "p"
        p = "p" if fused else "(0.5 * np.tanh(0.5 * p) + 0.5)"
        value = f"np.mean(np.maximum({z}, 0) - {z} * <y> + np.log1p(np.exp(-np.abs({z}))))"
        return _filled(NumpyLoss(value, f"({p} - <y>) / p.size"), line)
    value = f"-np.mean(<y> * np.log({_CLIP}) + (1 - <y>) * np.log1p(-{_CLIP}))"
    slope = f"(p == {_CLIP}) * ({_CLIP} - <y>) / ({_CLIP} * (1 - {_CLIP})) / p.size"
    return _filled(NumpyLoss(value, slope), line)


def _filled(loss: NumpyLoss, line: str) -> NumpyLoss:
    """The targets themselves, or moved, for ``<y>``."""
    y = f"({line.removeprefix('y = ')})" if line else "y"
    return NumpyLoss(loss.value.replace("<y>", y), loss.slope.replace("<y>", y))


def _categorical(part: Any, fused: bool) -> NumpyLoss:
    line = _smooth(part, "/ y.shape[-1]")
    if fused:
        shifted = "(z - z.max(-1, keepdims=True))"
        value = f"-np.sum(<y> * ({shifted} - np.log(np.exp({shifted}).sum(-1, keepdims=True)))) / {_PLACES}"
        return _filled(NumpyLoss(value, f"(p - <y>) / {_PLACES}"), line)
    lines = [*([line] if line else []), *(_SCORES if part.from_logits else SHARES)]
    if part.from_logits:
        lines.append("return -np.sum(y * np.log(np.clip(share, 1e-37, 1))) / places, (share - y) / places")
    else:
        lines += [
            "inside = np.clip(share, 1e-7, 1 - 1e-7)",
            "by_share = np.where(share == inside, -y / inside, 0)",
            f"return -np.sum(y * np.log(inside)) / places, {_BACK_SHARES}",
        ]
    return _function("The surprise at the true class, and its slope by each output.", *lines)(part)  # type: ignore[no-any-return]


def _binary_focal(part: Any, fused: bool) -> NumpyLoss:
    line = _smooth(part, "* 0.5")
    weight = "y * <alpha> + (1 - y) * (1 - <alpha>)" if part.apply_class_balancing else "1.0"
    lines = [
        *([line] if line else []),
        *(["p = 0.5 * np.tanh(0.5 * p) + 0.5"] if part.from_logits else []),
        f"inside, weight = {_CLIP}, {weight}",
        "entropy = -(y * np.log(inside) + (1 - y) * np.log1p(-inside))",
        "wrong = 1 - y * p - (1 - y) * (1 - p)  # what the true answer lacks of certainty",
        "by_wrong = -<gamma> * np.maximum(wrong, 1e-7) ** (<gamma> - 1) * (2 * y - 1) * entropy",
        "by_entropy = wrong**<gamma> * (p == inside) * (inside - y) / (inside * (1 - inside))",
        "slope = weight * (by_wrong + by_entropy) / p.size",
        f"return np.mean(weight * wrong**<gamma> * entropy), slope{' * p * (1 - p)' if part.from_logits else ''}",
    ]
    return _function("Binary cross-entropy that weighs down what is answered well already.", *lines)(part)  # type: ignore[no-any-return]


def _categorical_focal(part: Any, fused: bool) -> NumpyLoss:
    line = _smooth(part, "/ y.shape[-1]")
    back = _BACK_SCORES if part.from_logits else _BACK_SHARES
    lines = [
        *([line] if line else []),
        *(_SCORES if part.from_logits else SHARES),
        "inside = np.clip(share, 1e-7, 1 - 1e-7)",
        "by_log = <gamma> * (1 - inside) ** (<gamma> - 1) * np.log(inside) - (1 - inside) ** <gamma> / inside",
        "by_share = y * <alpha> * by_log * (share == inside)",
        f"return -np.sum(y * <alpha> * (1 - inside) ** <gamma> * np.log(inside)) / places, {back}",
    ]
    return _function("Cross-entropy that weighs down samples that are answered well already.", *lines)(part)  # type: ignore[no-any-return]


def _overlap(part: Any, fused: bool) -> NumpyLoss:
    missed, wrong = (part.alpha, part.beta) if part.registered_name == "tversky" else (0.5, 0.5)
    return _function(  # type: ignore[no-any-return]
        "One less the overlap of outputs and targets, for each sample by itself.",
        "axes = tuple(range(1, p.ndim))",
        "both = (y * p).sum(axis=axes, keepdims=True)",
        f"missed, wrong = {missed!r} * (y * (1 - p)), {wrong!r} * ((1 - y) * p)",
        "total = both + (missed + wrong).sum(axis=axes, keepdims=True) + 1e-7",
        f"slope = y - {missed!r} * y + {wrong!r} * (1 - y)  # of the total",
        "return np.mean(1 - both / total), (both * slope - y * total) / (total * total) / len(p)",
    )(part)


_LOG = "np.log1p(np.maximum({0}, 1e-7))"
_LOGS = f"({_LOG.format('p')} - {_LOG.format('y')})"
_SIGN = "np.where(y == 0, np.float32(-1), y)"
_MAKERS: dict[str, Any] = {
    "mean_squared_error": _terms("(p - y) ** 2", "2 * (p - y)"),
    "halved_squared_sum": _halved,
    "mean_absolute_error": _terms("np.abs(p - y)", "np.sign(p - y)"),
    "mean_absolute_percentage_error": _terms(
        "100 * np.abs(p - y) / np.maximum(np.abs(y), 1e-7)", "100 * np.sign(p - y) / np.maximum(np.abs(y), 1e-7)"
    ),
    "mean_squared_logarithmic_error": _terms(f"{_LOGS} ** 2", f"2 * {_LOGS} * (p > 1e-7) / (1 + np.maximum(p, 1e-7))"),
    "huber": _function(
        "Squared for small errors and straight for large ones, and its slope by each output.",
        "size = np.abs(p - y)",
        "terms = np.where(size <= <delta>, 0.5 * size * size, <delta> * size - 0.5 * <delta> ** 2)",
        "return np.mean(terms), np.clip(p - y, -<delta>, <delta>) / p.size",
    ),
    "log_cosh": _terms("np.logaddexp(p - y, y - p) - np.log(2)", "np.tanh(p - y)"),
    "poisson": _terms("p - y * np.log(p + 1e-7)", "(1 - y / (p + 1e-7))"),
    "hinge": _terms(f"np.maximum(1 - {_SIGN} * p, 0)", f"-{_SIGN} * ({_SIGN} * p < 1)"),
    "squared_hinge": _terms(f"np.maximum(1 - {_SIGN} * p, 0) ** 2", f"-2 * {_SIGN} * np.maximum(1 - {_SIGN} * p, 0)"),
    "categorical_hinge": _function(
        "What the true class lacks of being ahead of the best other one by one, and its slope.",
        "rival, places = (1 - y) * p, p.size / p.shape[-1]",
        "lack = rival.max(axis=-1) - (y * p).sum(axis=-1) + 1",
        "best = np.arange(p.shape[-1]) == rival.argmax(axis=-1)[..., None]",
        "return np.maximum(lack, 0).sum() / places, (lack > 0)[..., None] * (best * (1 - y) - y) / places",
    ),
    "kl_divergence": _function(
        "How far the outputs are from the true probabilities, and the slope.",
        "y, inside, places = np.clip(y, 1e-7, 1), np.clip(p, 1e-7, 1), p.size / p.shape[-1]",
        "return (y * np.log(y / inside)).sum() / places, -y / inside * (inside == p) / places",
    ),
    "cosine_similarity": _function(
        "Minus the cosine of the angle between outputs and targets, and its slope.",
        "lengths = [np.sqrt(np.maximum((v * v).sum(axis=-1, keepdims=True), 1e-14)) for v in (y, p)]",
        "y, direction, places = y / lengths[0], p / lengths[1], p.size / p.shape[-1]",
        "cosine = (y * direction).sum(axis=-1, keepdims=True)",
        "return -cosine.sum() / places, (cosine * direction - y) / lengths[1] / places",
    ),
    "dice": _overlap,
    "tversky": _overlap,
    "binary_crossentropy": _binary,
    "categorical_crossentropy": _categorical,
    "sparse_categorical_crossentropy": _categorical,
    "binary_focal_crossentropy": _binary_focal,
    "categorical_focal_crossentropy": _categorical_focal,
}
LOSS_ROWS: dict[str, Row] = {name: full("losses", name, make) for name, make in _MAKERS.items()}
