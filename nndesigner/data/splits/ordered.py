"""Rows in the table's order: training first, then validation, then test."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.column import Column
from nndesigner.data.splits import SPLITS
from nndesigner.data.splits.base import Fold, Parts, Rows, SplitMethod, cut, forward_folds


@SPLITS.register("ordered")
class OrderedSplit(SplitMethod):
    """Training rows from the start, as a time series needs it."""

    title = "In row order (time series)"
    summary = "The first rows train, the last ones test: for rows that stand in the order of time."
    folding = "The folds go forward in row order: each is measured after a training on the rows before it alone."

    def parts(self, usable: Rows, shares: NDArray[np.float64], seed: int, by: Column | None, strata: Rows) -> Parts:
        return cut([usable], shares)

    def folds(self, pool: Rows, count: int, seed: int, by: Column | None, strata: Rows) -> list[Fold]:
        return forward_folds(pool, count)
