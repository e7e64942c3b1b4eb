"""One column of a table: its type, its values, and the texts that they were read from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.texts import Texts

_PIECE = 16384
TYPES = ("number", "category", "yes/no", "date", "text", "identifier")


@dataclass(frozen=True, slots=True)
class Statistics:
    """A column in figures; what does not apply to its type is None.

    ``top`` holds the most frequent categories with their counts, most frequent first. ``std`` divides by n.
    """

    count: int
    missing: int
    unique: int
    min: float | str | None = None
    max: float | str | None = None
    mean: float | None = None
    median: float | None = None
    std: float | None = None
    top: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts with their bin edges (numbers and dates, one edge more than counts) or labels (everything else)."""

    counts: NDArray[np.int64]
    edges: NDArray[np.float64] | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Column:
    """An immutable column.

    Attributes:
        name: Its name, unique in the table.
        type: One of :data:`TYPES`.
        data: float64 with NaN for missing (number), datetime64[s] with NaT (date), int32 codes with -1 (category, yes/no),
            bool "is known" (text, identifier). Shape (rows,).
        texts: The cell texts of the whole table; this column's are number ``index``.
        categories: What the codes stand for.
        unreadable: Rows whose text is not missing, yet does not fit the type. Shape (rows,), bool, or None for none.
        bad: Rows of the table that could not be told apart into cells. Shape (rows,), bool.
        missing: The texts that mean "missing" here.
        decimal: The file's decimal mark.
        remark: What else its cells could mean, as a sentence; "" when they could not.
    """

    name: str
    type: str
    data: NDArray[Any]
    texts: Texts
    index: int
    bad: NDArray[np.bool_]
    missing: frozenset[str]
    categories: tuple[str, ...] = ()
    unreadable: NDArray[np.bool_] | None = None
    decimal: str = "."
    remark: str = ""

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        return f"Column({self.name!r}, {self.type}, {len(self)} rows)"

    @property
    def codes(self) -> NDArray[np.int32]:
        """Index into ``categories``, -1 for missing, shape (rows,). Only category and yes/no columns have codes."""
        if self.type not in ("category", "yes/no"):
            return self.as_type("category").codes
        return self.data

    @cached_property
    def values(self) -> NDArray[Any]:
        """float64 or datetime64[s] for numbers and dates, otherwise an object array of texts with None for missing."""
        if self.type in ("number", "date"):
            return self.data
        if self.type in ("category", "yes/no"):
            labels: NDArray[Any] = np.array([*self.categories, None], dtype=object)[self.data]
            return labels
        values = np.array(self.texts.column(self.index), dtype=object)
        values[~self.data] = None
        return values

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Rows that have a value, shape (rows,)."""
        known: NDArray[np.bool_] = self.data
        if self.type == "number":
            known = ~np.isnan(self.data)
        elif self.type == "date":
            known = ~np.isnat(self.data)
        elif self.type in ("category", "yes/no"):
            known = self.data >= 0
        return known

    @cached_property
    def missing_count(self) -> int:
        """Rows without a value; rows that could not be told apart into cells are not counted here."""
        return int(np.count_nonzero(~self.known & ~self.bad))

    def text(self, row: int) -> str:
        """The cell as it stands in the source."""
        return self.texts.row(row)[self.index]

    def take(self, rows: NDArray[np.intp], texts: Texts) -> Column:
        """The column of the chosen rows, whose texts are ``texts``."""
        unreadable = None if self.unreadable is None else self.unreadable[rows]
        taken = replace(self, data=self.data[rows], texts=texts, bad=self.bad[rows], unreadable=unreadable)
        taken._readings.update({type: column.take(rows, texts) for type, column in self._readings.items()})
        return taken

    def as_type(self, type: str) -> Column:
        """The same cells read as another type; texts that do not fit become missing and ``unreadable``."""
        if type == self.type:
            return self
        if type not in self._readings:
            from nndesigner.data.types import read_as

            self._readings[type] = read_as(self, type)
        return self._readings[type]

    @cached_property
    def _readings(self) -> dict[str, Column]:
        return {}

    @cached_property
    def _statistics(self) -> Statistics:
        known = self.known
        count = int(np.count_nonzero(known))
        if self.type in ("category", "yes/no"):
            counts = np.bincount(self.data[known], minlength=len(self.categories))
            order = np.argsort(-counts, kind="stable")
            top = tuple((self.categories[i], int(counts[i])) for i in order if counts[i])
            return Statistics(count, self.missing_count, len(top), top=top)
        if not count:
            return Statistics(0, self.missing_count, 0)
        if self.type == "date":
            days = self.data[known]
            return Statistics(count, self.missing_count, len(np.unique(days)), str(days.min()), str(days.max()))
        if self.type == "number":
            x = self.data[known]
            low, high = float(x.min()), float(x.max())
            with np.errstate(over="ignore", invalid="ignore"):
                mean, median, std = float(x.mean()), float(np.median(x)), float(x.std())
            return Statistics(count, self.missing_count, len(np.unique(x)), low, high, mean, median, std)
        seen: set[str] = set()
        for start in range(0, len(known), _PIECE):  # in pieces: one long look would hold every other thread up
            seen.update(self.values[start : start + _PIECE][known[start : start + _PIECE]].tolist())
        return Statistics(count, self.missing_count, len(seen))

    def statistics(self) -> Statistics:
        """The column in figures, computed once."""
        return self._statistics

    def histogram(self, bins: int = 20) -> Histogram:
        """``bins`` equal bins of numbers or dates (in days since 1970), or the ``bins`` most frequent categories."""
        if self.type in ("number", "date"):
            x = self.data[self.known]
            x = x if self.type == "number" else x.astype(np.int64) / 86400.0
            if not len(x):
                return Histogram(np.zeros(bins, np.int64), np.linspace(0.0, 1.0, bins + 1))
            return _equal_bins(x, bins)
        top = self.statistics().top[:bins]
        return Histogram(np.array([count for _, count in top], np.int64), labels=tuple(label for label, _ in top))


def _equal_bins(x: NDArray[np.float64], bins: int) -> Histogram:
    """Counts of ``x`` in equal bins; values too near to each other, or too far apart, for that go to the middle one."""
    low, high = float(x.min()), float(x.max())
    room = max(abs(low), abs(high), 1e-300) * 1e-9 * bins
    if (low == high and abs(low) < 1e9) or room < high - low < np.finfo(np.float64).max:
        counts, edges = np.histogram(x, bins=bins)
        return Histogram(counts.astype(np.int64), edges)
    counts = np.zeros(bins, np.int64)
    counts[bins // 2] = len(x)
    return Histogram(counts, np.linspace(-1.0, 1.0, bins + 1) * max(abs(low), abs(high)))
