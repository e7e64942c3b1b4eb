"""The optimizers' rules in Keras's formulas, written once for NumPy and PyTorch.

In the lines stand ``{w}``, a weight array, ``{g}``, its slope, ``{kept}`` for whatever is kept between the steps, ``{fn}``
for the library; and the variables rate (the learning rate) and steps (this one's number, from 1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nndesigner.files.code.rows import Row, full


@dataclass(frozen=True, slots=True)
class Rule:
    """How a step changes the weights.

    Attributes:
        about: What the optimizer does, in one line.
        lines: The change of one array.
        kept: Names of what is kept for every weight, each with its value at the start.
        numbers: Constants by name.
        before: Numbers that change with the steps, computed once a step.
    """

    about: str
    lines: tuple[str, ...]
    kept: Mapping[str, float] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    before: tuple[str, ...] = ()


def _numbers(part: Any, *names: str) -> dict[str, float]:
    return {name: getattr(part, name) for name in names}


_MEAN = "{mean} += (1 - beta_1) * ({g} - {mean})"
_SQUARE = "{square} += (1 - beta_2) * ({g} * {g} - {square})"


def _sgd(part: Any) -> Rule:
    if not part.momentum:
        return Rule("Gradient descent: every weight takes a step against its slope.", ("{w} -= rate * {g}",))
    last = "{w} += momentum * {velocity} - rate * {g}" if part.nesterov else "{w} += {velocity}"
    about = "Gradient descent that keeps rolling: a share of the last step is taken again."
    lines = ("{velocity} *= momentum", "{velocity} -= rate * {g}", last)
    return Rule(about, lines, {"velocity": 0.0}, _numbers(part, "momentum"))


def _adam(part: Any) -> Rule:
    largest = ("{largest}[...] = {fn}.maximum({largest}, {square})",) if part.amsgrad else ()
    size = "largest" if part.amsgrad else "square"
    return Rule(
        "Adam: steps along the slope's running mean, each divided by the slope's usual size.",
        (_MEAN, _SQUARE, *largest, f"{{w}} -= rate * correction * {{mean}} / ({{{size}}} ** 0.5 + epsilon)"),
        {"mean": 0.0, "square": 0.0} | ({"largest": 0.0} if part.amsgrad else {}),
        _numbers(part, "beta_1", "beta_2", "epsilon"),
        ("correction = (1 - beta_2**steps) ** 0.5 / (1 - beta_1**steps)  # for the start from zero",),
    )


def _adamax(part: Any) -> Rule:
    return Rule(
        "Adamax: Adam that divides by the largest slope of late.",
        (
            _MEAN,
            "{largest}[...] = {fn}.maximum(beta_2 * {largest}, {fn}.abs({g}))",
            "{w} -= rate / (1 - beta_1**steps) * {mean} / ({largest} + epsilon)",
        ),
        {"mean": 0.0, "largest": 0.0},
        _numbers(part, "beta_1", "beta_2", "epsilon"),
    )


def _nadam(part: Any) -> Rule:
    return Rule(
        "Nadam: Adam that looks ahead along its momentum.",
        (
            _MEAN,
            _SQUARE,
            "ahead = then / (1 - product * then) * {mean} + (1 - now) / (1 - product) * {g}",
            "{w} -= rate * ahead / (({square} / (1 - beta_2**steps)) ** 0.5 + epsilon)",
        ),
        {"mean": 0.0, "square": 0.0},
        _numbers(part, "beta_1", "beta_2", "epsilon"),
        (
            "now, then = (beta_1 * (1 - 0.5 * 0.96**number) for number in (steps, steps + 1))  # the momentum warms up",
            "product = float(np.prod(beta_1 * (1 - 0.5 * 0.96 ** np.arange(1.0, steps + 1))))",
        ),
    )


def _lion(part: Any) -> Rule:
    return Rule(
        "Lion: only the sign of the slope's mean decides.",
        (
            "{w} -= rate * {fn}.sign(beta_1 * {mean} + (1 - beta_1) * {g})",
            "{mean} += (1 - beta_2) * ({g} - {mean})",
        ),
        {"mean": 0.0},
        _numbers(part, "beta_1", "beta_2"),
    )


def _rmsprop(part: Any) -> Rule:
    kept, numbers = {"square": 0.0}, _numbers(part, "rho", "epsilon")
    lines, spread = ["{square} += (1 - rho) * ({g} * {g} - {square})"], "{square}"
    if part.centered:
        kept["mean"] = 0.0
        lines.append("{mean} += (1 - rho) * ({g} - {mean})")
        spread = "{square} - {mean} * {mean}"
    step = f"rate * {{g}} / ({spread} + epsilon) ** 0.5"
    if part.momentum:
        kept["velocity"], numbers["momentum"] = 0.0, part.momentum
        lines += ["{velocity} *= momentum", f"{{velocity}} += {step}", "{w} -= {velocity}"]
    else:
        lines.append(f"{{w}} -= {step}")
    return Rule("RMSprop: each slope is divided by its usual size.", tuple(lines), kept, numbers)


def _adagrad(part: Any) -> Rule:
    return Rule(
        "Adagrad: each slope is divided by the size of all slopes before.",
        ("{total} += {g} * {g}", "{w} -= rate * {g} / ({total} + epsilon) ** 0.5"),
        {"total": part.initial_accumulator_value},
        _numbers(part, "epsilon"),
    )


def _adadelta(part: Any) -> Rule:
    return Rule(
        "Adadelta: steps as long as the usual step, divided by the slope's usual size.",
        (
            "{square} += (1 - rho) * ({g} * {g} - {square})",
            "change = {g} * (({changes} + epsilon) / ({square} + epsilon)) ** 0.5",
            "{changes} += (1 - rho) * (change * change - {changes})",
            "{w} -= rate * change",
        ),
        {"square": 0.0, "changes": 0.0},
        _numbers(part, "rho", "epsilon"),
    )


RULES: Mapping[str, Callable[[Any], Rule]] = {
    "sgd": _sgd,
    "adam": _adam,
    "rmsprop": _rmsprop,
    "adagrad": _adagrad,
    "adadelta": _adadelta,
    "adamax": _adamax,
    "adamw": _adam,
    "nadam": _nadam,
    "lion": _lion,
}
AVERAGES = ("use_ema", "ema_momentum")
"""Options that only Keras's own loop knows: weights that end as their running mean."""
OPTIMIZER_ROWS: dict[str, Row] = {name: full("optimizers", name, rule, *AVERAGES) for name, rule in RULES.items()}
