"""Rows for training, validation and test: seeded, stratified by class, the same on every machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.column import Column
from nndesigner.data.table import Table

METHODS = ("random", "ordered")
# A numeric target with at most this many different values is stratified as classes are.
MOST_STRATA = 20


@dataclass(frozen=True, slots=True)
class SplitRows:
    """Row indices of the three parts, each ascending, together every row that could be read. Shape (rows,), int64."""

    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    test: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of the rows, which sum to 1; validation and test may be 0.

    ``random`` shuffles with PCG64(seed), class by class when ``stratify`` holds and the target has classes;
    ``ordered`` takes training rows from the start, then validation, then test, as time series need it.
    """

    train: float = 0.7
    validation: float = 0.15
    test: float = 0.15
    seed: int = 0
    stratify: bool = True
    method: str = "random"

    def __post_init__(self) -> None:
        shares = (self.train, self.validation, self.test)
        if not all(0 <= share <= 1 for share in shares) or self.train == 0 or abs(sum(shares) - 1) > 1e-6:
            message = "The shares of a split lie between 0 and 1, sum to 1, and training has some; received {shares}."
            raise DataError(tr(message, shares=shares))
        if self.method not in METHODS:
            raise DataError(tr("A split is random or ordered; received {method!r}.", method=self.method))

    def rows(self, table: Table, target: Column | None = None) -> SplitRows:
        """The rows of each part of ``table``; rows that could not be told apart into cells are in none."""
        usable = np.flatnonzero(~table.bad)
        if self.method == "ordered":
            return self._parts([usable])
        generator = np.random.Generator(np.random.PCG64(self.seed))
        strata = [usable]
        if self.stratify and target is not None:
            codes = _strata(target)[usable]
            strata = [usable[codes == code] for code in np.unique(codes)]
        return self._parts([stratum[generator.permutation(len(stratum))] for stratum in strata])

    def _parts(self, strata: list[NDArray[np.int64]]) -> SplitRows:
        """Cut every stratum by the shares so that the parts' totals are as near to the shares as whole rows allow."""
        parts: tuple[list[NDArray[np.int64]], ...] = ([], [], [])
        shares = np.array([self.train, self.validation, self.test])
        taken, total = np.zeros(3), 0
        for stratum in strata:
            total += len(stratum)
            counts = _whole(shares * total - taken, len(stratum), shares)
            taken += counts
            for part, rows in zip(parts, np.split(stratum, np.cumsum(counts)[:-1]), strict=True):
                part.append(rows)
        train, validation, test = (np.sort(np.concatenate([np.empty(0, np.int64), *part])) for part in parts)
        return SplitRows(train, validation, test)

    def to_config(self) -> dict[str, Any]:
        """The split as builtins."""
        return asdict(self)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Split:
        """The split that :meth:`to_config` described; what it does not know is passed over."""
        known = {field.name for field in fields(cls)}
        try:
            return cls(**{key: value for key, value in config.items() if key in known})
        except TypeError as error:
            raise DataError(
                tr("A split is described by shares, seed and method; received {config!r}.", config=config)
            ) from error


def _strata(target: Column) -> NDArray[np.int64]:
    """A class number a row, -1 for missing; all 0 for a target without classes."""
    if target.type in ("category", "yes/no"):
        return target.codes.astype(np.int64)
    if target.type == "number":
        values = target.data[target.known]
        kinds = np.unique(values)
        if 1 < len(kinds) <= min(MOST_STRATA, max(2, len(values) // 3)) and not np.any(kinds % 1):
            codes = np.full(len(target), -1, np.int64)
            codes[target.known] = np.searchsorted(kinds, values)
            return codes
    return np.zeros(len(target), np.int64)


def _whole(wanted: NDArray[np.float64], rows: int, shares: NDArray[np.float64]) -> NDArray[np.int64]:
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
