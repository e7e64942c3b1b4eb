"""Learning rate schedules as a function of the step, for files that have no schedules of their own."""

from __future__ import annotations

from typing import Any

from nndesigner.files.code.rows import Row, full


def schedule_code(rate: float, schedule: Any, make: Any) -> str:
    """The function ``learning_rate(step)``, or the constant where there is no schedule; ``make`` is the schedule's row."""
    if schedule is None:
        return f"learning_rate = {rate!r}\n"
    return f'''
def learning_rate(step):
    """{schedule.title}: the learning rate at a step, counted from 0."""
{make(schedule)}
'''


def _indented(*lines: str) -> str:
    return "\n".join(f"    {line}" for line in lines)


def _part(part: Any, steps: int) -> str:
    return f"step // {steps}" if part.staircase else f"step / {steps}"


def _exponential(part: Any) -> str:
    return _indented(f"return {part.initial_learning_rate!r} * {part.decay_rate!r} ** ({_part(part, part.decay_steps)})")


def _inverse(part: Any) -> str:
    return _indented(f"return {part.initial_learning_rate!r} / (1 + {part.decay_rate!r} * ({_part(part, part.decay_steps)}))")


def _polynomial(part: Any) -> str:
    steps, first, last = part.decay_steps, part.initial_learning_rate, part.end_learning_rate
    length = f"{steps} * max(1, float(np.ceil(step / {steps})))" if part.cycle else str(steps)
    done = "step / length" if part.cycle else "min(step, length) / length"
    return _indented(f"length = {length}", f"return ({first!r} - {last!r}) * (1 - {done}) ** {part.power!r} + {last!r}")


def _cosine(part: Any) -> str:
    first, lines = part.initial_learning_rate, []
    if part.warmup_target is not None:
        top, steps = part.warmup_target, max(1, part.warmup_steps)
        lines += [f"if step < {part.warmup_steps}:", f"    return {first!r} + ({top!r} - {first!r}) * step / {steps}"]
        lines.append(f"step -= {part.warmup_steps}")
        first = top
    lines.append(f"wave = 0.5 * (1 + float(np.cos(np.pi * min(step, {part.decay_steps}) / {part.decay_steps})))")
    return _indented(*lines, f"return {first!r} * ((1 - {part.alpha!r}) * wave + {part.alpha!r})")


def _restarts(part: Any) -> str:
    first, alpha, longer = part.initial_learning_rate, part.alpha, part.t_mul
    return _indented(
        f"height, length = 1.0, {float(part.first_decay_steps)!r}",
        "while step >= length * (1 - 1e-12):  # the rounds that are over",
        f"    height, step, length = height * {part.m_mul!r}, step - length, length * {longer!r}",
        "wave = 0.5 * height * (1 + float(np.cos(np.pi * step / length)))",
        f"return {first!r} * ((1 - {alpha!r}) * wave + {alpha!r})",
    )


def _pieces(part: Any) -> str:
    return _indented(
        f"boundaries, rates = {list(part.boundaries)!r}, {list(part.values)!r}",
        "return rates[np.searchsorted(boundaries, step)]",
    )


def _one_cycle(part: Any) -> str:
    start = part.max_learning_rate / part.div_factor
    peak = max(part.rise * part.total_steps - 1, 1e-9)
    return _indented(
        f"start, top, end, peak, last = {start!r}, {part.max_learning_rate!r}, {start / part.final_div_factor!r}, "
        f"{peak!r}, {part.total_steps - 1}",
        "if step <= peak:",
        "    return start + (top - start) * 0.5 * (1 - float(np.cos(np.pi * step / peak)))",
        "done = min((step - peak) / (last - peak), 1)",
        "return top + (end - top) * 0.5 * (1 - float(np.cos(np.pi * done)))",
    )


SCHEDULE_ROWS: dict[str, Row] = {
    name: full("schedules", name, make)
    for name, make in {
        "exponential_decay": _exponential,
        "inverse_time_decay": _inverse,
        "polynomial_decay": _polynomial,
        "cosine_decay": _cosine,
        "cosine_decay_restarts": _restarts,
        "piecewise_constant_decay": _pieces,
        "one_cycle": _one_cycle,
    }.items()
}
