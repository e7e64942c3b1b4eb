"""What every way to divide rows shares: three parts, and k folds of all rows that are no test rows."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.options import Configurable
from nndesigner.core.text import tr
from nndesigner.data.column import Column

Rows = NDArray[np.int64]
Parts = tuple[Rows, Rows, Rows]
Fold = tuple[Rows, Rows]


class SplitMethod(Configurable):
    """Divides rows. Everything is seeded and the same on every machine.

    Attributes:
        title: What the method is called.
        summary: One sentence: what it does and when it is of use.
        column_types: The types of the column that it needs; empty when it needs none.
        is_seeded: Whether the seed changes anything.
        folding: One sentence: how k folds are made of the rows that are no test rows; {column} is the column it goes by.
    """

    title: ClassVar[str]
    summary: ClassVar[str]
    column_types: ClassVar[tuple[str, ...]] = ()
    is_seeded: ClassVar[bool] = False
    folding: ClassVar[str] = "Rows are drawn into the folds at random, with the split's seed."

    def parts(self, usable: Rows, shares: NDArray[np.float64], seed: int, by: Column | None, strata: Rows) -> Parts:
        """Training, validation and test rows, together ``usable`` (n,).

        ``shares`` of the three parts sum to 1; ``by`` is the column chosen; ``strata`` holds a number for each row of the
        table, the same for rows of one class.
        """
        raise NotImplementedError

    def folds(self, pool: Rows, count: int, seed: int, by: Column | None, strata: Rows) -> list[Fold]:
        """``count`` times training and validation rows out of ``pool`` (n,), every row in one validation part."""
        generator = np.random.Generator(np.random.PCG64(seed))
        number = np.empty(len(pool), np.int64)
        start = 0
        for stratum in _places(strata[pool]):
            number[stratum[generator.permutation(len(stratum))]] = (np.arange(len(stratum)) + start) % count
            start += len(stratum)
        return fold_rows(pool, number, count)

    def refuse(self, by: Column | None) -> str | None:
        """Why the method cannot be used with the column ``by``, as a sentence, or None."""
        return None


def cut(strata: list[Rows], shares: NDArray[np.float64]) -> Parts:
    """Cut every stratum by the shares so that the parts' totals are as near to the shares as whole rows allow."""
    parts: tuple[list[Rows], ...] = ([], [], [])
    taken, total = np.zeros(3), 0
    for stratum in strata:
        total += len(stratum)
        counts = whole(shares * total - taken, len(stratum), shares)
        taken += counts
        for part, rows in zip(parts, np.split(stratum, np.cumsum(counts)[:-1]), strict=True):
            part.append(rows)
    train, validation, test = (np.concatenate([np.empty(0, np.int64), *part]) for part in parts)
    return train, validation, test


def whole(wanted: NDArray[np.float64], rows: int, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole counts near ``wanted`` that sum to ``rows``; a part without a share gets none, training gets one at least."""
    wanted = np.where(shares > 0, np.maximum(wanted, 0.0), 0.0)
    wanted *= rows / wanted.sum() if wanted.sum() else 0.0
    counts = np.floor(wanted + 1e-9).astype(np.int64)
    order = np.argsort(counts - wanted, kind="stable")
    counts[[place for place in order if shares[place] > 0][: rows - counts.sum()]] += 1
    if rows and not counts[0]:
        counts[int(np.argmax(counts))] -= 1
        counts[0] += 1
    return counts


def fold_rows(pool: Rows, number: Rows, count: int) -> list[Fold]:
    """For each fold the rows of all others, and its own."""
    return [(pool[number != fold], pool[number == fold]) for fold in range(count)]


def forward_folds(ordered: Rows, count: int, starts: Rows | None = None) -> list[Fold]:
    """``count`` blocks in order, each the validation rows of a training on all rows before it (Hyndman & Athanasopoulos).

    ``starts`` are the places at which a block may begin (default: anywhere). Raises DataError when there are too few.
    """
    ends = np.linspace(0, len(ordered), count + 2).astype(np.int64)[1:]
    if starts is not None:
        ends = np.append(starts[np.minimum(np.searchsorted(starts, ends[:-1]), len(starts) - 1)], len(ordered))
    if ends[0] == 0 or (np.diff(ends) <= 0).any():
        raise DataError(tr("{rows} rows in order are too few for {count} folds.", rows=len(ordered), count=count))
    return [(ordered[:first], ordered[first:last]) for first, last in pairwise(ends.tolist())]


def _places(codes: Rows) -> list[Rows]:
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1) if len(codes) else []
