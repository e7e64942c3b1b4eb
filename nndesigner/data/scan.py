"""One pass over a content: blocks of regular rows by array operations, the others record by record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.text import tr
from nndesigner.data.careful import Careful
from nndesigner.data.collector import Collector
from nndesigner.data.column import Column
from nndesigner.data.content import Content, bytes_of, text_of
from nndesigner.data.dialect import Layout
from nndesigner.data.digits import PAD
from nndesigner.data.fields import Fields, split_block
from nndesigner.data.foot import foot
from nndesigner.data.problem import ProblemList
from nndesigner.data.records import Dialect, Splitter, is_ruling
from nndesigner.data.texts import RecordTexts
from nndesigner.data.types import Context

# Blocks are this many bytes: small enough that no call keeps the interpreter from the window for long.
LARGEST, SMALLEST = 1 << 18, 1 << 14
_LINE = re.compile(rb"\r\n|\n|\r")
_RULES = np.isin(np.arange(256), list(b"-=_+|:;, \t"))
Integers = NDArray[np.signedinteger[Any]]


class Scan:
    """Finds the records of a content, from byte ``start``, and hands their cells to the columns, block by block."""

    def __init__(self, content: Content, start: int, layout: Layout, problems: ProblemList, missing: frozenset[str]) -> None:
        self._content = content
        self._start = start
        self._layout = layout
        self._dialect: Dialect = layout.dialect
        self._missing = missing
        self._splitter = Splitter(layout.dialect)
        header = layout.header_line if layout.dialect.width > 1 else None
        self._header = None if header is None else bytes_of(header)
        self._left_out = foot(content, start, layout.dialect, self._splitter)
        for place in layout.units:
            self._left_out[start + place] = tr("the row holds units or further names of the columns")
        self._careful = Careful(content, layout.dialect, self._splitter, header, self._left_out, problems)
        small = np.int32 if content.size < np.iinfo(np.int32).max else np.int64
        self._starts: Integers = np.empty(0, small)
        self._ends: Integers = np.empty(0, small)
        self._lines = np.empty(0, np.int64)
        self._rows = 0
        self._columns: Collector | None = None
        self.texts: RecordTexts
        self.bad: NDArray[np.bool_]
        self.lines: NDArray[np.int64]

    @property
    def further_tables(self) -> list[tuple[int, int]]:
        """The line at which each further table seems to begin, and its number of columns."""
        return self._careful.tables()

    @property
    def row_count(self) -> int:
        """Rows read so far."""
        return self._rows

    def blocks(self) -> Iterator[float]:
        """Read everything; yields the share done after every block."""
        position, line, size = self._start, self._layout.line, LARGEST
        while position < self._content.size:
            block = self._block(position, size)
            if self._columns is None:
                self._columns = self._collector(block, position)
            rows = self._rows
            if self._regular(block, position, line):
                position, line = position + len(block), line + self._rows - rows
                size = min(LARGEST, 2 * size)
            elif len(block) > SMALLEST and size > SMALLEST:
                size = max(SMALLEST, size // 4)
                continue
            else:
                found = self._careful.read(block, position, line, self._rows)
                self._columns.add_rows(found.rows)
                self._add(found.starts, found.ends, found.lines)
                position, line = found.position, found.line
            yield position / self._content.size

    def _collector(self, block: bytes, position: int) -> Collector:
        """Columns with room for as many rows as the first block makes expect."""
        lines = max(1, len(_LINE.findall(block)))
        rows = int((self._content.size - position) / len(block) * lines * 1.1) + 16
        self._starts, self._ends, self._lines = (_grown(array, 0, rows) for array in (self._starts, self._ends, self._lines))
        dialect = self._dialect
        return Collector(dialect.width, rows, self._missing, dialect.decimal, dialect.quote)

    def _block(self, position: int, size: int) -> bytes:
        """Whole lines, about ``size`` bytes of them, at least one."""
        wide = size
        while True:
            block = self._content.read(position, position + wide)
            if position + len(block) >= self._content.size:
                return block
            end = block.rfind(b"\n") + 1 or block.rfind(b"\r", 0, len(block) - 1) + 1
            if end:
                return block[:end]
            wide *= 4

    def _regular(self, block: bytes, position: int, line: int) -> bool:
        """Read a block whose lines all are rows; False when one is not."""
        header = self._header
        if any(position <= place < position + len(block) for place in self._left_out):
            return False
        if header and header in block and header in _LINE.split(block):
            return False
        fields = split_block(block, self._dialect)
        if fields is None or (self._splitter.width > 1 and _has_rulings(fields)):
            return False
        assert self._columns is not None
        self._columns.add_fields(fields)
        shift = position - PAD
        count = len(fields.starts)
        self._add(fields.row_starts + shift, fields.row_ends + shift, np.arange(line, line + count))
        return True

    def _add(self, starts: Integers, ends: Integers, lines: Integers) -> None:
        first, self._rows = self._rows, self._rows + len(starts)
        if self._rows > len(self._starts):
            self._starts, self._ends, self._lines = (
                _grown(array, first, self._rows) for array in (self._starts, self._ends, self._lines)
            )
        self._starts[first : self._rows] = starts
        self._ends[first : self._rows] = ends
        self._lines[first : self._rows] = lines

    def finish(self) -> Iterator[Column]:
        """The columns one by one, once every block was read; sets ``texts``, ``bad`` and ``lines`` first."""
        dialect = self._dialect
        columns = self._columns or Collector(dialect.width, 0, self._missing, dialect.decimal, dialect.quote)
        self.bad = np.zeros(self._rows, np.bool_)
        self.bad[self._careful.bad] = True
        self.lines = self._lines[: self._rows]
        starts, ends = self._starts[: self._rows], self._ends[: self._rows]
        self.texts = RecordTexts(self._content, starts, ends, self.bad, self._splitter)
        context = Context(self.texts, self.bad, self._missing, dialect.decimal)
        yield from columns.finish(self._layout.names, context)


def _has_rulings(fields: Fields) -> bool:
    """Whether a line only draws a line, as ``---|---`` does."""
    rows = np.flatnonzero(_RULES.take(fields.data.take(fields.row_starts)))
    for more in (1, 2):
        rows = rows[_RULES.take(fields.data.take(fields.row_starts[rows] + more))]
    pairs = zip(fields.row_starts[rows].tolist(), fields.row_ends[rows].tolist(), strict=True)
    return any(is_ruling(text_of(fields.buffer[start:end])) for start, end in pairs)


def _grown(array: Integers, filled: int, needed: int) -> Integers:
    """``array`` with room for ``needed`` numbers and more; pages that are not written to cost no memory."""
    grown = np.empty(max(needed, 2 * filled), array.dtype)
    grown[:filled] = array[:filled]
    return grown
