"""Rows for training, validation and test, or for k folds: seeded, the same on every machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.column import Column
from nndesigner.data.splits import METHODS, SPLITS
from nndesigner.data.table import Table

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe

__all__ = ["METHODS", "MOST_FOLDS", "Split", "SplitRows", "split_rows"]

# A numeric target with at most this many different values is stratified as classes are.
MOST_STRATA = 20
MOST_FOLDS = 100


@dataclass(frozen=True, slots=True)
class SplitRows:
    """Row indices of the three parts, each ascending. Shape (rows,), int64."""

    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    test: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of the rows, which sum to 1; validation and test may be 0.

    Attributes:
        method: One of ``SPLITS``: "random" shuffles with PCG64(seed), class by class when ``stratify`` holds and the target
            has classes; "ordered" and "time" (by ``column``) take the oldest rows for training, the newest for the test;
            "group" keeps the rows of one value of ``column`` together; "column" reads train, validation or test there.
        column: The column that the method needs, or "".
        folds: With k > 1 the rows that are no test rows are divided into k folds, of which number ``fold`` validates and
            the others train (of ordered rows: those before it).
    """

    train: float = 0.7
    validation: float = 0.15
    test: float = 0.15
    seed: int = 0
    stratify: bool = True
    method: str = "random"
    column: str = ""
    folds: int = 0
    fold: int = 0

    def __post_init__(self) -> None:
        shares = (self.train, self.validation, self.test)
        if not all(0 <= share <= 1 for share in shares) or self.train == 0 or abs(sum(shares) - 1) > 1e-6:
            message = "The shares of a split lie between 0 and 1, sum to 1, and training has some; received {shares}."
            raise DataError(tr(message, shares=shares))
        if not isinstance(self.method, str) or self.method not in METHODS:
            raise DataError(tr("A split is one of {known}; received {method!r}.", known=", ".join(METHODS), method=self.method))
        if not isinstance(self.column, str):
            raise DataError(tr("A split goes by a column's name; received {column!r}.", column=self.column))
        if self.folds not in (0, *range(2, MOST_FOLDS + 1)) or not 0 <= self.fold < max(1, self.folds):
            message = "There are 2 to {most} folds, counted from 0; received fold {fold!r} of {folds!r}."
            raise DataError(tr(message, most=MOST_FOLDS, fold=self.fold, folds=self.folds))

    def problem(self, table: Table) -> str | None:
        """Why the split cannot be made on ``table``, as a sentence, or None."""
        method = SPLITS.get(self.method)
        if not method.column_types:
            return None
        if not self.column:
            return tr("The split “{title}” needs a column; choose one.", title=tr(method.title))
        if self.column not in table:
            return tr("The split goes by column {name!r}, which the table does not have; choose another.", name=self.column)
        column = table.column(self.column)
        if column.type not in method.column_types:
            message = "The split “{title}” cannot go by column {name}, which is of type {type}; choose another column."
            return tr(message, title=tr(method.title), name=self.column, type=column.type)
        return SPLITS.create(self.method).refuse(column)

    def rows(self, table: Table, target: Column | None = None, kept: NDArray[np.bool_] | None = None) -> SplitRows:
        """The rows of each part of ``table``; rows that could not be told apart into cells are in none.

        ``kept`` (rows,) says which rows take part (default: all). Raises DataError when the split cannot be made.
        """
        problem = self.problem(table)
        if problem is not None:
            raise DataError(problem)
        usable = np.flatnonzero(~table.bad if kept is None else kept & ~table.bad).astype(np.int64)
        method, by = SPLITS.create(self.method), table.column(self.column) if self.column in table else None
        strata = _strata(target) if self.stratify and target is not None else np.zeros(table.row_count, np.int64)
        shares = np.array([self.train, self.validation, self.test])
        train, validation, test = (np.sort(part) for part in method.parts(usable, shares, self.seed, by, strata))
        if self.folds:
            pool = np.sort(np.concatenate([train, validation]))
            folds = method.folds(pool, self.folds, self.seed, by, strata)
            train, validation = (np.sort(part) for part in folds[self.fold])
        return SplitRows(train, validation, test)

    def to_config(self) -> dict[str, Any]:
        """The split as builtins; column and folds only where there are some."""
        return {key: value for key, value in asdict(self).items() if value or key not in ("column", "folds", "fold")}

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


def split_rows(split: Split, table: Table, recipe: Recipe) -> SplitRows:
    """The rows of each part; stratified by the first target where the split asks for it, without copies where the recipe does.

    Raises DataError when the split cannot be made.
    """
    target = recipe.target
    column = None if target is None else table.column(target).as_type(recipe.column(target).type)
    return split.rows(table, column, recipe.kept_rows(table))
