"""How closely one column goes with another, by the measure that suits their types."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.column import Column
from nndesigner.data.table import Table
from nndesigner.data.transforms.scaling import numbers

MOST_ROWS = 50_000
MOST_LEVELS = 200
_SKEWED = 1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Association:
    """How closely two columns go together.

    Attributes:
        measure: "Pearson" or "Spearman" (two numbers, -1 … 1), "correlation ratio" (a number and a category, 0 … 1) or
            "Cramér's V" (two categories, 0 … 1); "" where there is nothing to measure.
        value: The measure's value; NaN where there is nothing to measure.
        n: How many rows it was taken from: those of the sample in which both have a value.
    """

    measure: str
    value: float
    n: int

    @property
    def is_measured(self) -> bool:
        """Whether there is a value."""
        return not math.isnan(self.value)


def association(
    table: Table, column: Column | str, target: Column | str, rows: NDArray[np.integer] | None = None
) -> Association:
    """How closely ``column`` goes with ``target``, on ``rows`` of ``table`` (default: all), of which 50,000 are looked at.

    Two numbers: Pearson's r, or Spearman's rank correlation where one of them is skewed (|skewness| > 1), because a few
    large values would decide r alone. A number and a category: the correlation ratio eta (Fisher 1925). Two categories:
    Cramér's V without its bias for many categories (Bergsma 2013). Texts, identifiers and columns of more than 200
    categories have no measure. A column can be given as it is to be read: ``table.column("size").as_type("category")``.

    Raises DataError when the table has no such column.
    """
    first = table.column(column) if isinstance(column, str) else column
    second = table.column(target) if isinstance(target, str) else target
    chosen = sample_rows(table, rows)
    nothing = Association("", math.nan, 0)
    kinds = (_kind(first), _kind(second))
    if "" in kinds:
        return nothing
    a, b = _values(first, chosen), _values(second, chosen)
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    if len(a) < 3:
        return nothing
    if kinds == ("number", "number"):
        skewed = max(abs(skewness(a)), abs(skewness(b))) > _SKEWED
        measure = "Spearman" if skewed else "Pearson"
        return Association(measure, pearson(ranks(a), ranks(b)) if skewed else pearson(a, b), len(a))
    if kinds == ("category", "category"):
        return Association("Cramér's V", cramers_v(a.astype(np.int64), b.astype(np.int64)), len(a))
    codes, values = (a, b) if kinds[0] == "category" else (b, a)
    return Association("correlation ratio", correlation_ratio(codes.astype(np.int64), values), len(a))


def sample_rows(table: Table, rows: NDArray[np.integer] | None = None, most: int = MOST_ROWS) -> NDArray[np.int64]:
    """At most ``most`` of ``rows`` (default: all that could be read), spread evenly, in their order: the same every time."""
    chosen = np.flatnonzero(~table.bad) if rows is None else np.asarray(rows, np.int64)
    if len(chosen) <= most:
        return chosen
    return chosen[np.linspace(0, len(chosen) - 1, most).astype(np.int64)]


def pearson(a: Floats, b: Floats) -> float:
    """Pearson's correlation of two (n,) arrays; NaN when one does not vary."""
    a, b = _centred(a), _centred(b)
    size = math.sqrt(float(a @ a) * float(b @ b))
    return float(np.clip(a @ b / size, -1.0, 1.0)) if size > 0 else math.nan


def ranks(x: Floats) -> Floats:
    """Ranks from 0 of (n,) values; equal values share their mean rank."""
    _, places, counts = np.unique(x, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts + 1) / 2.0)[places], np.float64)


def correlation_ratio(codes: NDArray[np.int64], values: Floats) -> float:
    """Fisher's eta: the root of the share of the variance of ``values`` that lies between the categories ``codes``."""
    centred = _centred(values)
    total = float(centred @ centred)
    if total <= 0:
        return math.nan
    counts = np.bincount(codes)
    sums = np.bincount(codes, weights=centred)
    between = float(np.sum(np.divide(sums**2, counts, out=np.zeros_like(sums), where=counts > 0)))
    return math.sqrt(min(1.0, max(0.0, between / total)))


def cramers_v(a: NDArray[np.int64], b: NDArray[np.int64]) -> float:
    """Bias-corrected Cramér's V of two arrays of codes, each (n,) (Bergsma 2013, equation 12)."""
    a, b = np.unique(a, return_inverse=True)[1], np.unique(b, return_inverse=True)[1]
    high, wide, n = int(a.max()) + 1, int(b.max()) + 1, len(a)
    if min(high, wide) < 2 or n < 2:
        return math.nan
    observed = np.bincount(a * wide + b, minlength=high * wide).reshape(high, wide).astype(np.float64)
    expected = observed.sum(axis=1, keepdims=True) * observed.sum(axis=0, keepdims=True) / n
    phi = float(((observed - expected) ** 2 / expected).sum()) / n
    phi = max(0.0, phi - (high - 1) * (wide - 1) / (n - 1))
    least = min(high - (high - 1) ** 2 / (n - 1), wide - (wide - 1) ** 2 / (n - 1)) - 1
    return math.sqrt(min(1.0, phi / least)) if least > 0 else math.nan


def skewness(x: Floats) -> float:
    """Third standardised moment of (n,) values; 0 when they do not vary."""
    centred = _centred(x)
    variance = float(centred @ centred) / max(1, len(x))
    return float(np.mean(centred**3)) / variance**1.5 if variance > 1e-300 else 0.0


def _centred(x: Floats) -> Floats:
    """``x`` without its mean, scaled so that squares neither overflow nor vanish."""
    largest = float(np.abs(x).max(initial=0.0))
    x = x / largest if largest > 0 else x
    centred = x - x.mean()
    reach = float(np.abs(centred).max(initial=0.0))
    return np.asarray(centred / reach if reach > 1e-14 else np.zeros_like(centred), np.float64)


def _kind(column: Column) -> str:
    if column.type in ("number", "date"):
        return "number"
    return "category" if column.type in ("category", "yes/no") and len(column.categories) <= MOST_LEVELS else ""


def _values(column: Column, rows: NDArray[np.int64]) -> Floats:
    if column.type in ("category", "yes/no"):
        codes = column.codes[rows].astype(np.float64)
        codes[codes < 0] = np.nan
        return codes
    return numbers(column)[rows]
