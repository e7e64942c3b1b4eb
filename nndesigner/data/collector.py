"""Takes rows block by block and makes columns of them: numbers as float64, everything else as coded texts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np

from nndesigner.data.coders import Coders
from nndesigner.data.column import Column
from nndesigner.data.content import text_of
from nndesigner.data.digits import Floats, Mask, Places, read_long, read_numbers
from nndesigner.data.fields import Fields
from nndesigner.data.types import Context, are_stray, infer, numbers, numbers_with_strays

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$")
_NAMES = re.compile(r"0[0-9]+$|-?[0-9]{16,}$")
_MOST_KNOWN = 4096
_FEW_STRAYS = 3
_LONG_SHARE = 24


class Collector:
    """Columns in the making.

    Every column begins as numbers. A few cells that are none are kept beside them as *strays*; a block with many of them
    turns the column into coded texts. If numbers were read before that, their texts are fetched again at the end.

    Args:
        width: Number of columns.
        capacity: Rows to expect; more than that cost a copy.
        missing: The texts that mean "missing".
        decimal: The file's decimal mark.
        quote: The quote that is doubled inside of cells, or None.
    """

    def __init__(self, width: int, capacity: int, missing: frozenset[str], decimal: str, quote: str | None) -> None:
        self._missing = missing
        self._decimal = decimal
        self._values: Floats = np.empty((width, max(1, capacity)))
        self._is_number = np.ones(width, np.bool_)
        self._holds_any = np.zeros(width, np.bool_)
        self._strays: list[list[tuple[int, str]]] = [[] for _ in range(width)]
        self._coders = Coders((quote or "").encode())
        self._mixed: set[int] = set()
        self._known: dict[bytes, float | str | None] = {}
        self.rows = 0

    def add_fields(self, fields: Fields) -> None:
        """The rows of a regular block."""
        self._reserve(len(fields.starts))
        numeric = np.flatnonzero(self._is_number)
        if len(numeric):
            self._add_numbers(fields, numeric)
        self._coders.add_fields(fields)
        self.rows += len(fields.starts)

    def add_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Rows of cells."""
        if not rows:
            return
        self._reserve(len(rows))
        for place, cells in enumerate(zip(*rows, strict=True)):
            if self._is_number[place]:
                self._add_cells(place, cells)
            if place in self._coders:
                self._coders[place].add_texts(list(cells))
        self.rows += len(rows)

    def _reserve(self, count: int) -> None:
        width, capacity = self._values.shape
        if self.rows + count > capacity:
            grown = np.empty((width, (self.rows + count) * 3 // 2))
            grown[:, : self.rows] = self._values[:, : self.rows]
            self._values = grown

    def _add_numbers(self, fields: Fields, numeric: Places) -> None:
        first, last = int(numeric[0]), int(numeric[-1]) + 1
        whole = len(numeric) == last - first
        chosen = slice(first, last) if whole else numeric
        starts, ends = fields.starts[:, chosen].ravel(), fields.ends[:, chosen].ravel()
        values, unread, names = read_numbers(fields.data, starts, ends, ord(self._decimal))
        failing: set[int] = set()
        if unread.any():
            failing = self._second_look(fields, values, unread, starts, ends, numeric)
        if names.any():
            failing |= set(numeric[np.flatnonzero(names.reshape(-1, len(numeric)).any(axis=0))].tolist())
        table = values.reshape(-1, len(numeric)).T
        now = slice(self.rows, self.rows + table.shape[1])
        if whole:
            self._values[chosen, now] = table
        else:
            for place, row in zip(numeric.tolist(), table, strict=True):
                self._values[place, now] = row
        for place in failing:
            self._turn_to_text(place)
        if not self._holds_any[numeric].all():
            self._holds_any[numeric] |= ~np.isnan(table).all(axis=1)

    def _second_look(
        self, fields: Fields, values: Floats, unread: Mask, starts: Places, ends: Places, numeric: Places
    ) -> set[int]:
        """Read what the fast path did not; returns the columns that hold something else than numbers."""
        left = np.flatnonzero(unread)
        values[left] = np.nan
        left = left[ends[left] > starts[left]]
        if len(left) > _LONG_SHARE:
            begins, stops = _trimmed(fields, starts[left], ends[left])
            found, unread = read_long(fields.data, begins, stops, ord(self._decimal))
            values[left] = np.where(unread, np.nan, found)
            left = left[unread]
        width, rows = len(numeric), len(fields.starts)
        counts = np.zeros(width, np.int64)
        strays: list[tuple[int, int, str]] = []
        names: set[int] = set()
        for cell in left.tolist():
            row, place = divmod(cell, width)
            if counts[place] > max(_FEW_STRAYS, rows // 10):
                continue
            value = self._meaning(fields.buffer[starts[cell] : ends[cell]])
            if isinstance(value, float):
                values[cell] = value
                continue
            counts[place] += 1
            strays.append((row, int(numeric[place]), text_of(fields.cell(row, int(numeric[place])))))
            if value is None:
                names.add(int(numeric[place]))
        failing = names | set(numeric[counts > max(_FEW_STRAYS, rows // 10)].tolist())
        for row, column, text in strays:
            if column not in failing:
                self._strays[column].append((self.rows + row, text))
        return failing

    def _meaning(self, cell: bytes) -> float | str | None:
        """The cell's number (NaN where it is missing), its text when it is none, or None when it names something."""
        if cell not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[cell] = self._meaning_of(text_of(cell))
        return self._known[cell]

    def _meaning_of(self, text: str) -> float | str | None:
        stripped = text.strip()
        if stripped in self._missing:
            return math.nan
        if _NAMES.match(stripped):
            return None
        plain = stripped.replace(",", ".") if self._decimal == "," and "." not in stripped else stripped
        if _NUMBER.match(plain) and (self._decimal == "." or "." not in stripped):
            value = float(plain)
            if math.isfinite(value):
                return value
        return text

    def _add_cells(self, place: int, cells: Sequence[str]) -> None:
        found = [self._meaning_of(cell) for cell in cells]
        strays = [(self.rows + row, cells[row]) for row, value in enumerate(found) if not isinstance(value, float)]
        if None in found or len(strays) > max(_FEW_STRAYS, len(cells) // 10):
            self._turn_to_text(place)
            return
        self._strays[place] += strays
        values = np.array([value if isinstance(value, float) else math.nan for value in found])
        self._values[place, self.rows : self.rows + len(cells)] = values
        self._holds_any[place] |= not np.isnan(values).all()

    def _turn_to_text(self, place: int) -> None:
        """From here on the column is coded texts."""
        self._is_number[place] = False
        coder = self._coders.start(place)
        if self._holds_any[place] or self._strays[place]:
            self._mixed.add(place)
        coder.add_same("", self.rows)

    def finish(self, names: Sequence[str], context: Context) -> Iterator[Column]:
        """The columns one by one; values of rows that could not be told apart become missing."""
        self._values = self._values[:, : self.rows]
        bad = np.flatnonzero(context.bad)
        if len(bad):
            self._values[:, bad] = np.nan
        again = self._mixed | {place for place in range(len(names)) if self._strays[place] and not self._only_words(place)}
        texts = dict(zip(sorted(again), context.texts.columns(sorted(again)), strict=True)) if again else {}
        for place, name in enumerate(names):
            if place in texts:
                yield infer(name, place, texts.pop(place), context)
            elif place in self._coders:
                yield infer(name, place, self._coders.pop(place).coded(), context)
            elif self._strays[place]:
                rows = np.array([row for row, _ in self._strays[place]], np.int64)
                yield numbers_with_strays(name, place, self._values[place], rows, context)
            else:
                yield numbers(name, place, self._values[place], context)

    def _only_words(self, place: int) -> bool:
        """Whether the strays of a column of numbers are so few, and so clearly words, that it stays one."""
        total = int(np.count_nonzero(~np.isnan(self._values[place])))
        return are_stray([text for _, text in self._strays[place]], total)


def _trimmed(fields: Fields, starts: Places, ends: Places) -> tuple[Places, Places]:
    """Without the spaces around each cell; both arrays are changed."""
    if b" " not in fields.buffer:
        return starts, ends
    for _ in range(64):
        spare = (fields.data[starts] == 32) & (starts < ends)
        if not spare.any():
            break
        starts += spare
    for _ in range(64):
        spare = (fields.data[ends - 1] == 32) & (starts < ends)
        if not spare.any():
            break
        ends -= spare
    return starts, ends
