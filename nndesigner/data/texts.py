"""The cell texts of a table exactly as they stand in its source, held without one Python object a cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.records import Splitter


class Texts(Protocol):
    """Cell texts by row and by column."""

    def __len__(self) -> int:
        """Number of rows."""

    def row(self, row: int) -> tuple[str, ...]:
        """The cells of one row as they stand in the source, one for each column."""

    def column(self, index: int) -> list[str]:
        """The cells of one column; "" in rows that could not be read."""

    def take(self, rows: NDArray[np.intp]) -> Texts:
        """The texts of the chosen rows, in that order."""


class CellTexts:
    """Texts of a table made in memory: one list a column."""

    def __init__(self, columns: Sequence[list[str]]) -> None:
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns[0]) if self._columns else 0

    def row(self, row: int) -> tuple[str, ...]:
        return tuple(column[row] for column in self._columns)

    def column(self, index: int) -> list[str]:
        return self._columns[index]

    def take(self, rows: NDArray[np.intp]) -> CellTexts:
        return CellTexts([[column[row] for row in rows] for column in self._columns])


class RecordTexts:
    """Texts of a table that was read: the whole text, where each record starts and ends, and how to split one."""

    def __init__(
        self, text: str, starts: NDArray[np.int64], ends: NDArray[np.int64], bad: NDArray[np.bool_], splitter: Splitter
    ) -> None:
        self._text = text
        self._starts = starts
        self._ends = ends
        self._bad = bad
        self._splitter = splitter

    def __len__(self) -> int:
        return len(self._starts)

    def row(self, row: int) -> tuple[str, ...]:
        return tuple(self._splitter.fitted(self._text[self._starts[row] : self._ends[row]]))

    def column(self, index: int) -> list[str]:
        return ["" if bad else cells[index] for cells, bad in zip(self._rows(), self._bad.tolist(), strict=True)]

    def take(self, rows: NDArray[np.intp]) -> RecordTexts:
        return RecordTexts(self._text, self._starts[rows], self._ends[rows], self._bad[rows], self._splitter)

    def _rows(self) -> Iterator[list[str]]:
        split, text = self._splitter.fitted, self._text
        for start, end in zip(self._starts.tolist(), self._ends.tolist(), strict=True):
            yield split(text[start:end])
