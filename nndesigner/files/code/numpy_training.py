"""The update of a plain NumPy file: the optimizer, what goes before it, penalties and bounds."""

from __future__ import annotations

from typing import Any

from nndesigner.files.code.numpy_rows import ROWS
from nndesigner.files.code.optimizer_rows import Rule
from nndesigner.files.code.schedule_code import schedule_code
from nndesigner.files.code.source import Source
from nndesigner.files.code.weight_rules import (
    ORTHOGONAL,
    ORTHOGONAL_SLOPE,
    bound_lines,
    name_of,
    penalty,
    penalty_slope,
    trained_weights,
)


def update_code(source: Source) -> str:
    """The function ``update(slopes)`` with all that it keeps between the steps, and ``keep_bounds`` where it is needed."""
    part = source.optimizer
    rule: Rule = ROWS.make("optimizers", part)
    names = {name: f"{name}[name]" for name in rule.kept} | {"w": "weights[name]", "g": "slope", "fn": "np"}
    loop = [line.format(**names) for line in rule.lines]
    if part.weight_decay:
        loop.insert(0, f"weights[name] -= {part.weight_decay!r} * rate * weights[name]")
    factors = factors_of(source)
    if factors:
        loop.insert(0, "before = weights[name].copy()")
        loop.append("weights[name] += (factors.get(name, 1.0) - 1) * (weights[name] - before)")
    clipping = _clipping(part)
    counted = part.schedule is not None or any("steps" in line for line in (*rule.lines, *rule.before))
    body = [*(["global steps", "steps += 1"] if counted else [])]
    body.append("rate = learning_rate(steps - 1)" if part.schedule is not None else "rate = learning_rate")
    body += [*rule.before, *clipping, "for name, slope in slopes.items():", *(f"    {line}" for line in loop)]
    lines = "\n".join(f"    {line}" for line in body)
    head = schedule_code(part.learning_rate, part.schedule, lambda made: ROWS.make("schedules", made))
    head += "".join(f"{name} = {value!r}\n" for name, value in rule.numbers.items())
    for name, value in rule.kept.items():
        start = "np.zeros_like(weight)" if not value else f"np.full_like(weight, {value!r})"
        head += f"{name} = {{name: {start} for name, weight in weights.items()}}\n"
    head += "steps = 0\n" if counted else ""
    if factors:
        head += f"factors = {factors!r}  # of the learning rate\n"
    return f'{head}\n\ndef update(slopes):\n    """{rule.about}"""\n{lines}\n' + _bounds(source)


def factors_of(source: Source) -> dict[str, float]:
    """The weights that learn faster or slower than the others."""
    return {
        f"{piece.name}.{weight.name}": piece.layer.learning_rate_factor
        for piece, weight in trained_weights(source)
        if piece.layer is not None and piece.layer.learning_rate_factor != 1
    }


def _clipping(part: Any) -> list[str]:
    """The lines that cut slopes to a length or a size."""
    if part.clipnorm:
        length = "np.sqrt((slope * slope).sum())"
        cut = f"slope * min(1.0, float({part.clipnorm!r} / max({length}, 1e-30)))"
    elif part.global_clipnorm:
        total = "float(np.sqrt(sum((slope * slope).sum() for slope in slopes.values())))"
        return [
            f"share = min(1.0, {part.global_clipnorm!r} / max({total}, 1e-30))  # all slopes together are at most so long",
            "slopes = {name: slope * share for name, slope in slopes.items()}",
        ]
    elif part.clipvalue:
        cut = f"np.clip(slope, {-part.clipvalue!r}, {part.clipvalue!r})"
    else:
        return []
    return [f"slopes = {{name: {cut} for name, slope in slopes.items()}}"]


def penalties_of(source: Source) -> tuple[list[str], str]:
    """The lines that add what large weights cost to loss and slopes, and the functions that they call."""
    lines: list[str] = []
    helper = ""
    for piece, weight in trained_weights(source):
        if weight.regularizer is None:
            continue
        ROWS.check("regularizers", weight.regularizer, weight.name)
        key = f"{piece.name}.{weight.name}"
        array = f"weights[{key!r}]"
        lines += ["", "# What large weights cost."] if not lines else []
        lines.append(f"loss += {penalty(weight.regularizer, array, 'np')}")
        lines.append(f"slopes[{key!r}] = slopes[{key!r}] + {penalty_slope(weight.regularizer, array)}")
        if name_of(weight.regularizer) == "orthogonal":
            helper = ORTHOGONAL.format(fn="np", keep="keepdims", kind=", dtype=kernel.dtype") + ORTHOGONAL_SLOPE + "\n"
    return lines, helper and f"\n{helper}"


def bounds_of(source: Source) -> list[str]:
    """The lines that bring weights back into their bounds."""
    lines = []
    for piece, weight in trained_weights(source):
        if weight.constraint is not None:
            ROWS.check("constraints", weight.constraint, weight.name)
            lines += bound_lines(weight.constraint, f"weights[{piece.name + '.' + weight.name!r}]", "np")
    return lines


def _bounds(source: Source) -> str:
    lines = "\n".join(f"    {line}" for line in bounds_of(source))
    return f'\n\ndef keep_bounds():\n    """Bring the weights back into their bounds."""\n{lines}\n' if lines else ""
