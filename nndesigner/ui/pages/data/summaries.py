"""What is in each column, in words and bars, counted off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from nndesigner.core.text import tr
from nndesigner.ui.numbers import shown_number
from nndesigner.ui.plots.histogram import Bars

_BINS = 16
_IMBALANCE = 10
_MANY_MISSING = 0.4


@dataclass(frozen=True, slots=True)
class Summary:
    """Statistics of one column, ready to show.

    ``text`` is one short line, ``brief`` a shorter one where there is one, ``details`` a sentence or two; ``counts`` the
    rows of each category, largest first.
    """

    rows: int
    missing: int
    unique: int
    text: str
    details: str
    bars: Bars
    counts: tuple[int, ...] = ()
    brief: str = ""

    @property
    def short(self) -> str:
        """A few words for a narrow place: what is missing, or what is there."""
        if self.missing:
            return tr("{share} missing", share=_percent(self.missing, self.rows))
        if self.bars.labels and self.rows:
            share = _percent(self.counts[0], self.rows)
            return f"{self.bars.labels[0]} {share}" if self.counts[0] > 1 else _values(self.unique)
        return self.brief or self.text

    def warnings(self, column: Any) -> tuple[str, ...]:
        """Sentences about what may be wrong with the column, given what the recipe uses it for."""
        if column.role == "ignore":
            return ()
        found = []
        present = self.rows - self.missing
        if present == 0:
            found.append(tr("It is empty: ignore it."))
        elif self.unique == 1:
            found.append(tr("Every row has the same value: it cannot tell rows apart."))
        elif column.type in ("category", "text", "identifier") and present > 20 and self.unique > 0.9 * present:
            found.append(tr("Nearly every row has its own value, like a name or a row number: it tells nothing general."))
        if self.rows and self.missing > _MANY_MISSING * self.rows:
            found.append(tr("{share} of its cells are missing.", share=_percent(self.missing, self.rows)))
        is_classes = column.role == "target" and column.type in ("category", "yes/no")
        if is_classes and len(self.counts) > 1 and self.counts[0] > _IMBALANCE * self.counts[-1]:
            text = tr("Imbalanced: the rarest class has {few} rows, the most frequent {many}.")
            found.append(text.format(few=self.counts[-1], many=self.counts[0]))
        return tuple(found)


def summarise(column: Any) -> Summary:
    """Count one column."""
    statistics = column.statistics()
    missing = tr("{n} missing", n=shown_number(statistics.missing)) if statistics.missing else ""
    if column.type == "number" and statistics.count:
        return _numeric(column, statistics, missing)
    if column.type == "date" and statistics.count:
        return _dates(column, statistics, missing)
    return _categorical(column, statistics, missing)


def _numeric(column: Any, statistics: Any, missing: str) -> Summary:
    low, high = shown_number(statistics.min), shown_number(statistics.max)
    details = [
        tr("{low} to {high}", low=low, high=high),
        tr("mean {mean}, median {median}", mean=shown_number(statistics.mean), median=shown_number(statistics.median)),
        tr("deviation {std}", std=shown_number(statistics.std)),
        _values(statistics.unique),
        missing,
    ]
    bars = Bars(tuple(column.histogram(_BINS).counts.tolist()), low, high)
    brief = f"{shown_number(statistics.min, 3)} … {shown_number(statistics.max, 3)}"
    return replace(_summary(column, statistics, [f"{low} … {high}", missing], details, bars), brief=brief)


def _dates(column: Any, statistics: Any, missing: str) -> Summary:
    low, high = (str(value).removesuffix("T00:00:00").replace("T", " ") for value in (statistics.min, statistics.max))
    bars = Bars(tuple(column.histogram(_BINS).counts.tolist()), low[:10], high[:10])
    details = [tr("{low} to {high}", low=low, high=high), _values(statistics.unique), missing]
    return _summary(column, statistics, [f"{low[:10]} … {high[:10]}", missing], details, bars)


def _categorical(column: Any, statistics: Any, missing: str) -> Summary:
    top = statistics.top
    shares = ", ".join(f"{label} {_percent(count, statistics.count)}" for label, count in top[:3])
    first = tr("most often {shares}", shares=shares) if top else ""
    bars = Bars(tuple(count for _, count in top[:_BINS]), labels=tuple(label for label, _ in top[:_BINS]))
    values = _values(statistics.unique)
    return _summary(column, statistics, [values, missing], [values, first, missing], bars)


def _summary(column: Any, statistics: Any, parts: list[str], details: list[str], bars: Bars) -> Summary:
    counts = tuple(count for _, count in statistics.top)
    return Summary(len(column), statistics.missing, statistics.unique, _join(parts), _join(details), bars, counts)


def _values(unique: int) -> str:
    return tr("1 value") if unique == 1 else tr("{n} values", n=shown_number(unique))


def _join(parts: list[str]) -> str:
    return " · ".join(part for part in parts if part)


def _percent(part: int, whole: int) -> str:
    if not whole or not part:
        return "0\u202f%"
    percent = 100 * part / whole
    return "< 1\u202f%" if percent < 1 else f"{percent:.0f}\u202f%"
