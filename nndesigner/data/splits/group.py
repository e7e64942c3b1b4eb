"""Whole groups: no patient, customer or machine is in two parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.column import Column
from nndesigner.data.splits import SPLITS
from nndesigner.data.splits.base import Fold, Parts, Rows, SplitMethod, fold_rows


@SPLITS.register("group")
class GroupSplit(SplitMethod):
    """Groups in seeded order, each to the part that lacks most rows; a row without a group is one of its own."""

    title = "By group"
    summary = "All rows of one group (a patient, a customer, a machine) go to the same part."
    column_types = ("category", "identifier", "number", "text", "yes/no", "date")
    is_seeded = True
    folding = "Whole groups: all rows with the same {column} are in one fold."

    def parts(self, usable: Rows, shares: NDArray[np.float64], seed: int, by: Column | None, strata: Rows) -> Parts:
        codes = groups(usable, by)
        number = _dealt(codes, shares, seed)
        return usable[number == 0], usable[number == 1], usable[number == 2]

    def folds(self, pool: Rows, count: int, seed: int, by: Column | None, strata: Rows) -> list[Fold]:
        return fold_rows(pool, _dealt(groups(pool, by), np.full(count, 1 / count), seed), count)


def groups(rows: Rows, by: Column | None) -> Rows:
    """A group number from 0 for each of ``rows``; equal values are one group, a missing value is a group of its own."""
    assert by is not None
    values = by.codes if by.type in ("category", "yes/no") else by.values
    known = by.known[rows]
    codes = np.empty(len(rows), np.int64)
    labels, codes[known] = np.unique(values[rows][known], return_inverse=True)
    codes[~known] = len(labels) + np.arange(np.count_nonzero(~known))
    return codes


def _dealt(codes: Rows, shares: NDArray[np.float64], seed: int) -> Rows:
    """The part of each row: groups one after another to the part that is farthest below its share; the first one trains.

    A part that has a share but got nothing is given the smallest group of the part with most groups, as long as that keeps one.
    """
    sizes = np.bincount(codes)
    order = np.random.Generator(np.random.PCG64(seed)).permutation(len(sizes))
    wanted, part = shares * len(codes), np.zeros(len(sizes), np.int64)
    for place, group in enumerate(order.tolist()):
        chosen = int(np.argmax(np.where(shares > 0, wanted, -np.inf))) if place else 0
        part[group] = chosen
        wanted[chosen] -= sizes[group]
    for lacking in np.flatnonzero((shares > 0) & (np.bincount(part, minlength=len(shares)) == 0)).tolist():
        counts = np.bincount(part, minlength=len(shares))
        if counts.max() > 1:
            spare = np.flatnonzero(part == int(np.argmax(counts)))
            part[spare[np.argmin(sizes[spare])]] = lacking
    return np.asarray(part[codes], np.int64)
