"""Rows in the order of a date or number: the newest validate and test."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.column import Column
from nndesigner.data.splits import SPLITS
from nndesigner.data.splits.base import Fold, Parts, Rows, SplitMethod, cut, forward_folds
from nndesigner.data.transforms.scaling import numbers


@SPLITS.register("time")
class TimeSplit(SplitMethod):
    """Sorted by the column; rows of one moment stay together, rows without one count as the oldest."""

    title = "By time"
    summary = "The oldest rows train, the newest test, by a date or a number: as the network will meet the future."
    column_types = ("date", "number")
    folding = "The folds go forward by {column}: each is measured after a training on the rows before it alone."

    def parts(self, usable: Rows, shares: NDArray[np.float64], seed: int, by: Column | None, strata: Rows) -> Parts:
        ordered, starts = _in_time(usable, by)
        counts = [len(part) for part in cut([ordered], shares)]
        first, second = (starts[np.searchsorted(starts, end)] for end in np.cumsum(counts)[:2])
        return ordered[:first], ordered[first:second], ordered[second:]

    def folds(self, pool: Rows, count: int, seed: int, by: Column | None, strata: Rows) -> list[Fold]:
        ordered, starts = _in_time(pool, by)
        return forward_folds(ordered, count, starts)


def _in_time(rows: Rows, by: Column | None) -> tuple[Rows, Rows]:
    """``rows`` sorted, and the places where another moment begins, the end included."""
    assert by is not None
    moments = np.nan_to_num(numbers(by)[rows], nan=-np.inf)
    order = np.argsort(moments, kind="stable")
    starts = np.flatnonzero(moments[order][1:] != moments[order][:-1]) + 1
    return rows[order], np.array([0, *starts, len(rows)], np.int64)
