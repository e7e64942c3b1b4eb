"""Numbers for reading: the same look on every page and plot. (What is for typing is written by ``widgets/number_edit``.)"""

from __future__ import annotations

from nndesigner.core.text import grouped

_FULL = 1e9


def shown_number(value: float | None, digits: int = 4) -> str:
    """``value`` with at most ``digits`` significant digits, thousands in full and in groups; a dash where there is none."""
    if value is None or value != value:
        return "—"
    size = abs(value)
    if size < _FULL and (value == int(value) or size >= 10**digits):
        return grouped(round(value))
    text = f"{value:.{digits}g}"
    if size < 1000 or "e" in text:
        return text
    whole, point, rest = text.partition(".")
    return grouped(int(whole)) + point + rest
