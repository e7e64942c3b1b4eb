"""A column that says which part a row belongs to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.column import Column
from nndesigner.data.splits import SPLITS
from nndesigner.data.splits.base import Parts, Rows, SplitMethod

SPELLINGS = (
    frozenset({"train", "training", "trn", "tr", "learn", "learning", "fit", "development"}),
    frozenset({"validation", "valid", "validate", "val", "dev", "eval", "evaluation", "tune", "tuning"}),
    frozenset({"test", "testing", "tst", "te", "holdout", "hold-out", "hold out", "final"}),
)
_YES, _NO = frozenset({"1", "1.0", "yes", "true", "y", "t"}), frozenset({"0", "0.0", "no", "false", "n", "f"})


@SPLITS.register("column")
class ColumnSplit(SplitMethod):
    """Reads train, validation and test in their usual spellings; a row whose cell is empty is in no part.

    A column of yes and no is understood by its name: ``is_test`` tells the test rows from the training rows.
    """

    title = "As a column says"
    summary = "A column says train, validation or test for each row."
    column_types = ("category", "yes/no", "text", "number")

    def parts(self, usable: Rows, shares: NDArray[np.float64], seed: int, by: Column | None, strata: Rows) -> Parts:
        assert by is not None
        column = _labelled(by)
        refusal = self.refuse(by)
        if refusal is not None:
            raise DataError(refusal)
        meaning = np.array([*_meanings(column), -1], np.int64)[column.codes[usable]]
        return usable[meaning == 0], usable[meaning == 1], usable[meaning == 2]

    def refuse(self, by: Column | None) -> str | None:
        if by is None:
            return None
        column = _labelled(by)
        meanings = _meanings(column)
        unknown = [label for label, meaning in zip(column.categories, meanings, strict=True) if meaning < 0]
        if unknown:
            message = "Column {name} says {value!r} where it should say train, validation or test; choose another split."
            return tr(message, name=by.name, value=unknown[0])
        if 0 not in meanings:
            return tr("Column {name} gives no row to training; choose another split.", name=by.name)
        return None


def _labelled(by: Column) -> Column:
    """The column with a category for each of its words; no text is read again where it has them already."""
    return by if by.type == "yes/no" and by.unreadable is None else by.as_type("category")


def _meanings(column: Column) -> list[int]:
    """For each category 0 for training, 1 for validation, 2 for test, -1 for none of them."""
    words = [label.strip().casefold() for label in column.categories]
    found = [next((place for place, spelled in enumerate(SPELLINGS) if word in spelled), -1) for word in words]
    named = _named(column.name)
    if named < 0 or not all(word in _YES | _NO for word in words):
        return found
    other = 2 if named == 0 else 0
    return [named if word in _YES else other for word in words]


def _named(name: str) -> int:
    """The part that a column's name speaks of: is_test, Validation …"""
    words = name.casefold().replace("_", " ").replace("-", " ").split()
    return next((place for place, spelled in enumerate(SPELLINGS) if spelled & {*words}), -1)
