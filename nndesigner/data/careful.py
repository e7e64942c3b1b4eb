"""Records one by one, for what is not regular: ragged rows, stray and open quotes, comments, lines of other kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.text import tr
from nndesigner.data.cell_kind import kind_of
from nndesigner.data.content import Content, bytes_of, text_of
from nndesigner.data.problem import ProblemList
from nndesigner.data.records import LINE_END, LONGEST_CELL, UNCLOSED, Dialect, Splitter, is_ruling

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, the bytes and the line at which each starts and ends, and where the next record starts."""

    rows: list[list[str]]
    starts: Integers
    ends: Integers
    lines: Integers
    position: int
    line: int


@dataclass(slots=True)
class _Run:
    """Rows of another width: the line and the row where they begin, and how many there are."""

    line: int
    row: int
    width: int
    rows: int = 1


class Careful:
    """Reads blocks of one content record by record; ``bad`` collects the rows that could not be told apart."""

    def __init__(
        self,
        content: Content,
        dialect: Dialect,
        splitter: Splitter,
        header: str | None,
        left_out: Mapping[int, str],
        problems: ProblemList,
    ) -> None:
        self._content = content
        self._dialect = dialect
        self._splitter = splitter
        self._header = header
        self._left_out_at = left_out
        self._problems = problems
        self.bad: list[int] = []
        self._others: list[_Run] = []

    def read(self, block: bytes, start: int, line: int, row: int) -> Found:
        """The records that start in ``block``, which stands at byte ``start`` and line ``line``; a record may run beyond.

        ``row`` is the number of rows before it.
        """
        end, text = len(text_of(block)), self._window(block, start)
        offsets = None if text.isascii() else _offsets(text)
        reasons = {place - start: why for place, why in self._left_out_at.items() if start <= place < start + len(block)}
        if offsets is not None:
            reasons = {int(np.searchsorted(offsets, place)): why for place, why in reasons.items()}
        rows: list[list[str]] = []
        places: list[tuple[int, int, int]] = []
        position = 0
        while position < end:
            match = LINE_END.search(text, position)
            line_end, following = (len(text), len(text)) if match is None else (match.start(), match.end())
            first = text[position:line_end]
            if not first.strip() and (self._splitter.width == 1 or self._dialect.delimiter not in first):
                position, line = following, line + 1
                continue
            cells, record_end, odd = self._cells(text, position, line_end)
            if record_end > line_end:
                match = LINE_END.match(text, record_end)
                following = record_end if match is None else match.end()
            span = 1 if record_end == line_end else 1 + len(LINE_END.findall(text[position:record_end]))
            if position in reasons:
                self._leave_out(line, first, reasons[position], row + len(rows))
                cells = [""] * self._splitter.width
            elif self._is_no_row(cells, first, line):
                position, line = following, line + span
                continue
            else:
                cells = self._checked(cells, odd, line, text[position:record_end], row + len(rows))
            rows.append(cells)
            places.append((position, record_end, line))
            position, line = following, line + span
        starts, ends, lines = (np.array([place[i] for place in places], np.int64) for i in range(3))
        if offsets is not None:
            starts, ends, position = offsets[starts], offsets[ends], int(offsets[position])
        return Found(rows, starts + start, ends + start, lines, position + start, line)

    def _window(self, block: bytes, start: int) -> str:
        """The block's text, and what follows as far as a quoted cell may run."""
        quote = self._dialect.quote
        end = start + len(block)
        if quote is None or bytes_of(quote) not in block or end >= self._content.size:
            return text_of(block)
        wide = LONGEST_CELL
        while True:
            more = self._content.read(end, end + wide)
            last = len(more) if end + len(more) >= self._content.size else more.rfind(b"\n") + 1 or more.rfind(b"\r") + 1
            if last:
                return text_of(block + more[:last])
            wide *= 4

    def _cells(self, text: str, position: int, line_end: int) -> tuple[list[str], int, str]:
        quote = self._dialect.quote
        if quote is None or text.find(quote, position, line_end) < 0:
            return self._splitter.plain(text[position:line_end]), line_end, ""
        parsed = self._splitter.parse(text, position, line_end)
        return parsed.cells, parsed.end, parsed.odd

    def _is_no_row(self, cells: list[str], first: str, line: int) -> bool:
        """Whether a line is something else than a row; the header again and ruled lines are named."""
        comment = self._dialect.comment
        if first == self._header:
            self._problems.add(line, "", first, tr("the header stands here again and was passed over"))
            return True
        if self._splitter.width > 1 and is_ruling(first):
            self._problems.add(line, "", first, tr("a line that only draws a line was passed over"))
            return True
        return comment is not None and first.lstrip().startswith(comment) and not self._splitter.has_width(cells)

    def _checked(self, cells: list[str], odd: str, line: int, record: str, row: int) -> list[str]:
        """The row's cells for the columns: its own, or empty ones for a row that cannot be told apart."""
        splitter, dialect = self._splitter, self._dialect
        if odd is not UNCLOSED:
            if splitter.width > 1 and not any(map(str.strip, cells)):
                self._leave_out(line, record, tr("every cell of the row is empty"), row)
                return [""] * splitter.width
            if splitter.has_width(cells) or (len(cells) < splitter.width and dialect.pads_short_rows):
                if odd:
                    self._problems.add(line, "", record, odd)
                return splitter.fit(cells)
            if len(cells) > splitter.width and not any(cell.strip() for cell in cells[splitter.width :]):
                self._problems.add(line, "", record, tr("spare empty cells at the end of the row were passed over"))
                return cells[: splitter.width]
        many = "the row has {found} cells instead of {width}"
        wording = tr(many) if len(cells) != 1 else tr("the row has {found} cell instead of {width}")
        wrong = odd or wording.format(found=len(cells), width=splitter.width)
        self._leave_out(line, record, wrong, row)
        if not odd and len(cells) > 1:
            self._follow(cells, line, row)
        return [""] * splitter.width

    def _follow(self, cells: list[str], line: int, row: int) -> None:
        """Count rows of one other width that follow each other and begin with names: they may be another table."""
        last = self._others[-1] if self._others else None
        if last is not None and last.row + last.rows == row and last.width == len(cells):
            last.rows += 1
        elif len(set(cells)) == len(cells) and all(kind_of(cell) == "word" for cell in cells):
            self._others.append(_Run(line, row, len(cells)))

    def tables(self) -> list[tuple[int, int]]:
        """The line at which each further table seems to begin, and its number of columns."""
        return [(run.line, run.width) for run in self._others if run.rows > 2]

    def _leave_out(self, line: int, record: str, wrong: str, row: int) -> None:
        self._problems.add(line, "", record, wrong + tr("; it is shown, but left out of training and prediction"))
        self.bad.append(row)


def _offsets(text: str) -> Integers:
    """The byte at which each character of ``text`` starts in UTF-8, and where the text ends."""
    data = np.frombuffer(bytes_of(text), np.uint8)
    return np.append(np.flatnonzero((data & 0xC0) != 0x80), len(data))
