"""How far to go along a direction: a step that satisfies the strong Wolfe conditions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

_ENOUGH, _FLAT = 1e-4, 0.9
"""How much of the promised descent a step must give, and what share of the slope may be left (Wolfe's c₁ and c₂)."""


class Point(NamedTuple):
    """A place on the line: how far, the loss there, and its slope along the line."""

    length: float
    loss: float
    slope: float


Look = Callable[[float], Point]


def wolfe_step(look: Look, start: Point, first: float, longest: float, tolerance: float, limit: int) -> float:
    """The length of a step with enough descent and a flat enough end, in at most ``limit`` looks.

    It brackets such a length and then narrows the bracket by cubics: Nocedal and Wright, Numerical Optimization (2006),
    algorithms 3.5 and 3.6, with the safeguards of Schmidt's minFunc, which torch.optim.LBFGS has too. ``longest`` is the
    direction's largest number; a bracket in which no weight moves by more than ``tolerance`` is small enough. Where the loss
    is infinite the step is too long.
    """
    before, now = start, look(first)
    for count in range(limit):
        if _climbs(now, start) or (count > 1 and now.loss >= before.loss):
            return _narrow(look, start, before, now, longest, tolerance, limit - count)
        if _is_flat(now, start):
            return now.length
        if now.slope >= 0:
            return _narrow(look, start, before, now, longest, tolerance, limit - count)
        further = _cubic(before, now, now.length + 0.01 * (now.length - before.length), 10 * now.length)
        before, now = now, look(further)
    return now.length if now.loss < start.loss else 0.0


def _narrow(look: Look, start: Point, one: Point, other: Point, longest: float, tolerance: float, limit: int) -> float:
    """The best length between two, of which one is known to be too far."""
    low, high = (one, other) if one.loss <= other.loss else (other, one)
    crept = False
    for _ in range(limit):
        left, right = sorted((low.length, high.length))
        if (right - left) * longest < tolerance:
            break
        # The order of the two decides nothing but the rounding.
        length = _cubic(*((low, high) if low.length <= high.length else (high, low)), left, right)
        margin = 0.1 * (right - left)
        near_end = min(right - length, length - left) < margin
        if near_end and (crept or not left < length < right):
            length = right - margin if right - length < length - left else left + margin
            crept = False
        else:
            crept = near_end
        now = look(length)
        if _climbs(now, start) or now.loss >= low.loss:
            low, high = (low, now) if low.loss <= now.loss else (now, low)
            continue
        if _is_flat(now, start):
            return now.length
        low, high = now, low if now.slope * (high.length - low.length) >= 0 else high
    return low.length


def _climbs(now: Point, start: Point) -> bool:
    """Whether the descent is less than enough."""
    return now.loss > start.loss + _ENOUGH * now.length * start.slope


def _is_flat(now: Point, start: Point) -> bool:
    return abs(now.slope) <= -_FLAT * start.slope


def _cubic(one: Point, other: Point, least: float, most: float) -> float:
    """Where the cubic through two points with their slopes is lowest, within bounds; else their middle."""
    if not math.isfinite(one.loss + one.slope + other.loss + other.slope):
        return (least + most) / 2
    d1 = one.slope + other.slope - 3 * (one.loss - other.loss) / (one.length - other.length)
    square = d1 * d1 - one.slope * other.slope
    if square < 0:
        return (least + most) / 2
    d2 = math.sqrt(square)
    left, right = (one, other) if one.length <= other.length else (other, one)
    below = right.slope - left.slope + 2 * d2
    if not below:
        return (least + most) / 2
    length = right.length - (right.length - left.length) * ((right.slope + d2 - d1) / below)
    return min(max(length, least), most)
