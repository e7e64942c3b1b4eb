"""What each loss is in PyTorch: an expression of targets y and outputs p (scores z) that gives one number a sample."""

from __future__ import annotations

from typing import Any

from nndesigner.files.code.rows import Row, full

_CLIPPED = ".clamp(1e-7, 1 - 1e-7)"
_SHARES = "(p / p.sum(-1, keepdim=True))" + _CLIPPED


def _mean(term: str) -> str:
    return f"({term}).flatten(1).mean(1)"


def _rows(term: str) -> str:
    """Of a term that is a number for each row of the last axis."""
    return f"({term}).sum(-1, keepdim=True).flatten(1).mean(1)"


def _plain(text: str) -> Any:
    def make(part: Any, fused: bool) -> str:
        return text

    return make


def _smooth_binary(part: Any) -> str:
    smooth = part.label_smoothing
    return f"(y * {1 - smooth!r} + {smooth / 2!r})" if smooth else "y"


def _smooth_classes(part: Any) -> str:
    smooth = part.label_smoothing
    return f"(y * {1 - smooth!r} + {smooth!r} / y.shape[-1])" if smooth else "y"


def _binary(part: Any, fused: bool) -> str:
    y, scores = _smooth_binary(part), "z" if fused else "p"
    if fused or part.from_logits:
        return _mean(f'functional.binary_cross_entropy_with_logits({scores}, {y}, reduction="none")')
    return _mean(f'functional.binary_cross_entropy(p{_CLIPPED}, {y}, reduction="none")')


def _categorical(part: Any, fused: bool) -> str:
    y, scores = _smooth_classes(part), "z" if fused else "p"
    if fused or part.from_logits:
        return _rows(f"-{y} * torch.log_softmax({scores}, -1)")
    return _rows(f"-{y} * torch.log({_SHARES})")


def _huber(part: Any, fused: bool) -> str:
    return _mean(f'functional.huber_loss(p, y, reduction="none", delta={part.delta!r})')


def _binary_focal(part: Any, fused: bool) -> str:
    y, p = _smooth_binary(part), "torch.sigmoid(p)" if part.from_logits else "p"
    entropy = f'functional.binary_cross_entropy({p}{_CLIPPED}, {y}, reduction="none")'
    wrong = f"(1 - {y} * {p} - (1 - {y}) * (1 - {p})) ** {part.gamma!r}"
    weight = f"({y} * {part.alpha!r} + (1 - {y}) * {1 - part.alpha!r}) * " if part.apply_class_balancing else ""
    return _mean(f"{weight}{wrong} * {entropy}")


def _categorical_focal(part: Any, fused: bool) -> str:
    shares = f"torch.softmax(p, -1){_CLIPPED}" if part.from_logits else _SHARES
    return _rows(f"-{_smooth_classes(part)} * {part.alpha!r} * (1 - {shares}) ** {part.gamma!r} * torch.log({shares})")


def _overlap(part: Any, fused: bool) -> str:
    missed, wrong = (part.alpha, part.beta) if part.registered_name == "tversky" else (0.5, 0.5)
    sums = [f"({term}).flatten(1).sum(1)" for term in ("y * p", "y * (1 - p)", "(1 - y) * p")]
    return f"1 - {sums[0]} / ({sums[0]} + {missed!r} * {sums[1]} + {wrong!r} * {sums[2]} + 1e-7)"


_SIGNS = "torch.where(y == 0, -1.0, y)"
_LACK = "((1 - y) * p).max(-1, keepdim=True).values - (y * p).sum(-1, keepdim=True) + 1"
_MAKERS: dict[str, Any] = {
    "mean_squared_error": _plain("((p - y) ** 2).flatten(1).mean(1)"),
    "halved_squared_sum": _plain("((p - y) ** 2).flatten(1).sum(1) / 2"),
    "mean_absolute_error": _plain("(p - y).abs().flatten(1).mean(1)"),
    "mean_absolute_percentage_error": _plain(_mean("100 * (p - y).abs() / y.abs().clamp(min=1e-7)")),
    "mean_squared_logarithmic_error": _plain(_mean("(torch.log1p(p.clamp(min=1e-7)) - torch.log1p(y.clamp(min=1e-7))) ** 2")),
    "huber": _huber,
    "log_cosh": _plain(_mean("(p - y).abs() + torch.log1p(torch.exp(-2 * (p - y).abs())) - np.log(2)")),
    "poisson": _plain(_mean("p - y * torch.log(p + 1e-7)")),
    "hinge": _plain(_mean(f"torch.relu(1 - {_SIGNS} * p)")),
    "squared_hinge": _plain(_mean(f"torch.relu(1 - {_SIGNS} * p) ** 2")),
    "categorical_hinge": _plain(_mean(f"torch.relu({_LACK})")),
    "kl_divergence": _plain(_rows("y.clamp(1e-7, 1) * torch.log(y.clamp(1e-7, 1) / p.clamp(1e-7, 1))")),
    "cosine_similarity": _plain(_rows("-functional.normalize(y, dim=-1) * functional.normalize(p, dim=-1)")),
    "dice": _overlap,
    "tversky": _overlap,
    "binary_crossentropy": _binary,
    "categorical_crossentropy": _categorical,
    "sparse_categorical_crossentropy": _categorical,
    "binary_focal_crossentropy": _binary_focal,
    "categorical_focal_crossentropy": _categorical_focal,
}
LOSS_ROWS: dict[str, Row] = {name: full("losses", name, make) for name, make in _MAKERS.items()}
