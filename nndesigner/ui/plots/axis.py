"""Axes that write numbers as the rest of the window does, and a value axis that writes the labels at its very ends too."""

from __future__ import annotations

import math
from itertools import pairwise

import pyqtgraph as pg
from PySide6.QtCore import QRectF

from nndesigner.core.text import grouped
from nndesigner.ui.numbers import shown_number

_LABEL = 12
_APART = 20  # pixels between two labels


class NumberAxis(pg.AxisItem):
    """An axis whose labels are the numbers themselves: thousands in full and in groups, no hidden factor."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.enableAutoSIPrefix(False)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        texts = super().tickStrings(values, scale, spacing)
        if self.logMode or spacing * scale < 1:
            return texts
        scaled = [value * scale for value in values]
        return [grouped(round(one)) if 1000 <= abs(one) < 1e9 else text for one, text in zip(scaled, texts, strict=True)]


class ValueAxis(NumberAxis):
    """The left axis. pyqtgraph leaves out labels that reach beyond the axis by half a line, wherever a grid is shown."""

    def __init__(self) -> None:
        super().__init__("left")

    def boundingRect(self) -> QRectF:
        return super().boundingRect().adjusted(0, -_LABEL, 0, _LABEL)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """Where ticks stand; on a logarithmic scale (``minVal`` and ``maxVal`` are exponents) as dense as labels have room."""
        if not self.logMode:
            return super().tickValues(minVal, maxVal, size)
        return [(1.0, logarithmic_ticks(minVal, maxVal, size))]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [shown_number(10.0**value) for value in values]


def logarithmic_ticks(low: float, high: float, size: float) -> list[float]:
    """Exponents of round values between 10^``low`` and 10^``high``, labels apart on an axis of ``size`` pixels."""
    if not high > low or size <= 0:
        return []
    gap = _APART * (high - low) / size
    first, last = math.floor(low), math.ceil(high)
    for mantissas in (range(1, 10), (1, 2, 5), (1,)):
        ticks = [power + math.log10(one) for power in range(first, last + 1) for one in mantissas]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) >= 3 and all(right - left >= gap for left, right in pairwise(ticks)):
            return ticks
    if last - first > 3:
        every = math.ceil(gap)
        return [float(power) for power in range(first, last + 1) if power % every == 0 and low <= power <= high]
    bottom, top = 10.0**low, 10.0**high
    step = _nice((top - bottom) * _APART / size)
    while True:
        values = [index * step for index in range(max(1, math.ceil(bottom / step)), math.floor(top / step) + 1)]
        if values:
            break
        step /= 5
    found = [math.log10(values[0])]
    for value in values[1:]:
        if math.log10(value) - found[-1] >= gap:
            found.append(math.log10(value))
    return found


def _nice(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is at least this."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
