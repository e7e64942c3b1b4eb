"""The cell texts of a table exactly as they stand in its source, held without one Python object a cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.coded import Coded, Coder
from nndesigner.data.content import Content, text_of
from nndesigner.data.records import Splitter

_BLOCK = 1 << 18
_SOME = 2048


class Texts(Protocol):
    """Cell texts by row and by column."""

    def __len__(self) -> int:
        """Number of rows."""

    def row(self, row: int) -> tuple[str, ...]:
        """The cells of one row as they stand in the source, one for each column."""

    def rows(self) -> Iterator[Sequence[str]]:
        """The cells of every row."""

    def column(self, index: int) -> list[str]:
        """The cells of one column; "" in rows that could not be read."""

    def columns(self, places: Sequence[int]) -> list[Coded]:
        """The cells of some columns, coded; "" in rows that could not be read."""

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

    def rows(self) -> Iterator[Sequence[str]]:
        return iter(zip(*self._columns, strict=True))

    def column(self, index: int) -> list[str]:
        return self._columns[index]

    def columns(self, places: Sequence[int]) -> list[Coded]:
        return [Coded.of(self._columns[place]) for place in places]

    def take(self, rows: NDArray[np.intp]) -> CellTexts:
        return CellTexts([[column[row] for row in rows] for column in self._columns])


class RecordTexts:
    """Texts of a table that was read: where its bytes are, where each record starts and ends, and how to split one."""

    def __init__(
        self,
        content: Content,
        starts: NDArray[np.signedinteger[Any]],
        ends: NDArray[np.signedinteger[Any]],
        bad: NDArray[np.bool_],
        splitter: Splitter,
    ) -> None:
        self._content = content
        self._starts = starts
        self._ends = ends
        self._bad = bad
        self._splitter = splitter

    def __len__(self) -> int:
        return len(self._starts)

    def row(self, row: int) -> tuple[str, ...]:
        record = self._content.read(int(self._starts[row]), int(self._ends[row]))
        return tuple(self._splitter.fitted(text_of(record)))

    def rows(self) -> Iterator[Sequence[str]]:
        for first in range(0, len(self), _SOME):
            yield from self._some(first, min(first + _SOME, len(self)))

    def _some(self, first: int, last: int) -> Iterator[Sequence[str]]:
        starts, ends = self._starts[first:last], self._ends[first:last]
        low, high = int(starts.min()), int(ends.max())
        near = high - low <= 4 * int((ends - starts).sum()) + _BLOCK
        block = self._content.read(low, high) if near else b""
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            record = block[start - low : end - low] if near else self._content.read(start, end)
            yield self._splitter.fitted(text_of(record))

    def column(self, index: int) -> list[str]:
        return ["" if bad else cells[index] for cells, bad in zip(self.rows(), self._bad.tolist(), strict=True)]

    def columns(self, places: Sequence[int]) -> list[Coded]:
        coders = [Coder() for _ in places]
        waiting: list[list[str]] = [[] for _ in places]
        for row, cells in enumerate(self.rows(), 1):
            for place, cells_so_far in zip(places, waiting, strict=True):
                cells_so_far.append("" if self._bad[row - 1] else cells[place])
            if row % _SOME == 0 or row == len(self):
                for coder, cells_so_far in zip(coders, waiting, strict=True):
                    coder.add_texts(cells_so_far)
                    cells_so_far.clear()
        return [coder.coded() for coder in coders]

    def take(self, rows: NDArray[np.intp]) -> RecordTexts:
        return RecordTexts(self._content, self._starts[rows], self._ends[rows], self._bad[rows], self._splitter)
