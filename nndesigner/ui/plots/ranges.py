"""Axis ranges that stay calm while a curve grows: round ends, growing in steps, blind to a single spike."""

from __future__ import annotations

import math

import numpy as np

_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_SPIKE = 8.0


def round_up(value: float) -> float:
    """The next round number at or above ``value`` (> 0), never more than half as much again."""
    size = 10.0 ** math.floor(math.log10(value))
    return next(step * size for step in _STEPS if step * size >= value * (1 - 1e-9))


def epoch_range(count: int, planned: int | None = None) -> tuple[float, float]:
    """From epoch 1 to a round end that leaves some room, but not beyond the planned end."""
    end = max(10.0, round_up(max(count, 1) * 1.02))
    if planned is not None and planned >= count:
        end = min(end, float(max(planned, 2)))
    return 0.0 if end > 20 else min(1.0, end - 1), end


def value_range(curves: list[np.ndarray], *, logarithmic: bool = False, are_shares: bool = False) -> tuple[float, float]:
    """A range that holds the finite values of all ``curves``, each (n,), with round ends; (0, 1) without any.

    Early spikes of more than eight times what 95 % of the values reach are left out. Logarithmic ranges are in decades. Shares
    (an accuracy) get 0 to 1, or its upper part.
    """
    values = np.concatenate([curve[np.isfinite(curve)] for curve in curves]) if curves else np.empty(0)
    if logarithmic:
        values = values[values > 0]
    if not len(values):
        return (-3.0, 0.0) if logarithmic else (0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    if logarithmic:
        return _decades(low, high)
    if len(values) >= 20:
        usual = float(np.quantile(values, 0.95))
        if high > _SPIKE * abs(usual) and usual > low:
            high = usual * 1.5
    if are_shares and low >= 0 and high <= 1:
        return (math.floor(low * 10 - 1) / 10 if low > 0.8 else 0.0), 1.02
    return _ends(low, high)


def _decades(low: float, high: float) -> tuple[float, float]:
    bottom, top = math.log10(low), math.log10(high)
    bottom, top = math.floor(bottom * 2) / 2, math.ceil(top * 2) / 2
    return (bottom - 0.5, top + 0.5) if top - bottom < 0.5 else (bottom, top)


def _ends(low: float, high: float) -> tuple[float, float]:
    if low < 0 < high:
        return -round_up(-low * 1.05), round_up(high * 1.05)
    if high <= 0 and low < 0:
        bottom, top = _ends(-high, -low)
        return -top, -bottom
    top = round_up(high * 1.05) if high > 0 else 1.0
    quarter = top / 4
    bottom = math.floor(low / quarter) * quarter
    if high - low >= quarter / 4 or bottom == 0:
        return bottom, top
    unit = round_up(max(high - low, high * 1e-3)) / 2
    return math.floor(low / unit - 0.5) * unit, math.ceil(high / unit + 0.5) * unit
