"""One pass over a text: regular chunks at C speed, the others record by record, each cell handed to its column."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.text import tr
from nndesigner.data.column import Column
from nndesigner.data.dialect import Layout
from nndesigner.data.header import is_number
from nndesigner.data.problem import ProblemList
from nndesigner.data.records import LINE_END, UNCLOSED, Dialect, Splitter, is_ruling, split_runs
from nndesigner.data.texts import RecordTexts
from nndesigner.data.types import ColumnBuilder, Context

_CHUNK = 1 << 19
_TOTALS = {"total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "insgesamt", "somme", "suma", "totale"}
Integers = NDArray[np.int64]


class Scan:
    """Finds the records of a text and hands their cells to the columns, chunk by chunk."""

    def __init__(self, text: str, layout: Layout, problems: ProblemList, missing: frozenset[str]) -> None:
        self._text = text
        self._layout = layout
        self._dialect: Dialect = layout.dialect
        self._problems = problems
        self._missing = missing
        self._splitter = Splitter(layout.dialect)
        self._header = layout.header_line if layout.dialect.width > 1 else None
        self._total = _total_row(text, layout.start, layout.dialect)
        self._empty = layout.dialect.delimiter * (layout.dialect.width - 1) if layout.dialect.delimiter != " " else ""
        self._builders = [ColumnBuilder(missing) for _ in layout.names]
        self._starts: list[Integers] = []
        self._ends: list[Integers] = []
        self._lines: list[Integers] = []
        self._bad: list[int] = []
        self._rows = 0
        self.texts: RecordTexts
        self.bad: NDArray[np.bool_]
        self.lines: Integers

    def chunks(self) -> Iterator[float]:
        """Read the text; yields the share done after every half a million characters."""
        text, position, line = self._text, self._layout.start, self._layout.line
        while position < len(text):
            end = self._chunk_end(position)
            chunk = text[position:end]
            position, line = self._regular(chunk, position, line) or self._careful(position, end, line)
            yield position / len(text)

    def _chunk_end(self, position: int) -> int:
        """The end of the last line that ends within a chunk's length, or of the first one when none does."""
        text = self._text
        limit = position + _CHUNK
        if limit >= len(text):
            return len(text)
        found = text.rfind("\n", position, limit)
        if found >= 0:
            return found + 1
        found = text.rfind("\r", position, limit - 1)
        if found >= 0:
            return found + 1
        match = LINE_END.search(text, limit - 1)
        return len(text) if match is None else match.end()

    def _regular(self, chunk: str, position: int, line: int) -> tuple[int, int] | None:
        """Read a chunk whose lines all are rows of the right width; None when one is not."""
        dialect, ending = self._dialect, 1
        if "\r" in chunk:
            if chunk.count("\r") != chunk.count("\r\n") or chunk.count("\n") != chunk.count("\r\n"):
                return None
            lines, ending = chunk.split("\r\n"), 2
        else:
            lines = chunk.split("\n")
        if not lines[-1]:
            lines.pop()
        if dialect.quote is not None and dialect.quote in chunk:
            rows = self._quoted_rows(lines)
        elif dialect.delimiter == " ":
            rows = [split_runs(line) for line in lines]
        else:
            delimiter = dialect.delimiter
            rows = [line.split(delimiter) for line in lines]
        if rows is None or len(rows) != len(lines) or self._comments_in(chunk) or self._header in lines:
            return None
        if position <= self._total < position + len(chunk) or self._has_odd_lines(chunk):
            return None
        width = self._splitter.raw_width
        if any(len(row) != width for row in rows) or (width == 1 and not all(map(str.strip, lines))):
            return None
        if dialect.trailing_delimiter and any(row[-1] for row in rows):
            return None
        lengths = np.fromiter(map(len, lines), np.int64, len(lines))
        starts = position + np.concatenate([[0], np.cumsum(lengths + ending)[:-1]])
        self._add(rows, starts, starts + lengths, np.arange(line, line + len(lines)))
        return position + len(chunk), line + len(lines)

    def _comments_in(self, chunk: str) -> bool:
        comment = self._dialect.comment
        return comment is not None and (chunk.startswith(comment) or f"\n{comment}" in chunk)

    def _has_odd_lines(self, chunk: str) -> bool:
        """Whether there are lines that hold nothing but delimiters or that only draw a line."""
        if self._splitter.width == 1:
            return False
        empty = self._empty
        if empty and (chunk.startswith((f"{empty}\n", f"{empty}\r")) or f"\n{empty}\n" in chunk or f"\n{empty}\r" in chunk):
            return True
        return any(rule in chunk for rule in ("---", "===", "___")) and any(map(is_ruling, chunk.splitlines()))

    def _quoted_rows(self, lines: list[str]) -> list[list[str]] | None:
        dialect = self._dialect
        if dialect.delimiter == " " or dialect.escape is not None:
            return None
        reader = csv.reader(
            lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True, skipinitialspace=dialect.skip_spaces
        )
        try:
            return list(reader)
        except csv.Error:
            return None

    def _careful(self, position: int, end: int, line: int) -> tuple[int, int]:
        """Read record by record up to ``end``; a record may run beyond it."""
        text, splitter, quote = self._text, self._splitter, self._dialect.quote
        rows: list[list[str]] = []
        places: list[tuple[int, int, int]] = []
        while position < end:
            match = LINE_END.search(text, position)
            line_end, following = (len(text), len(text)) if match is None else (match.start(), match.end())
            first = text[position:line_end]
            odd, record_end = "", line_end
            if not first.strip() and (splitter.width == 1 or self._dialect.delimiter not in first):
                position, line = following, line + 1
                continue
            if quote is None or quote not in first:
                cells = splitter.plain(first)
            else:
                parsed = splitter.parse(text, position, line_end)
                cells, record_end, odd = parsed.cells, parsed.end, parsed.odd
                if record_end > line_end:
                    match = LINE_END.match(text, record_end)
                    following = record_end if match is None else match.end()
            span = 1 + (0 if record_end == line_end else len(LINE_END.findall(text[position:record_end])))
            if first == self._header:
                self._problems.add(line, "", first, tr("the header stands here again and was passed over"))
            elif splitter.width > 1 and is_ruling(first):
                self._problems.add(line, "", first, tr("a line that only draws a line was passed over"))
            elif position == self._total:
                self._leave_out(line, first, tr("the row sums up the others"), self._rows + len(rows))
                rows.append([""] * splitter.width)
                places.append((position, record_end, line))
            elif not self._passes_over(cells, first):
                rows.append(self._checked(cells, odd, line, text[position:record_end], self._rows + len(rows)))
                places.append((position, record_end, line))
            position, line = following, line + span
        starts, ends, lines = (np.array([place[i] for place in places], np.int64) for i in range(3))
        self._add(rows, starts, ends, lines)
        return position, line

    def _passes_over(self, cells: list[str], first: str) -> bool:
        comment = self._dialect.comment
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
        wrong = odd or tr("the row has {found} cells instead of {width}", found=len(cells), width=splitter.width)
        self._leave_out(line, record, wrong, row)
        return [""] * splitter.width

    def _leave_out(self, line: int, record: str, wrong: str, row: int) -> None:
        self._problems.add(line, "", record, wrong + tr("; it is shown, but left out of training and prediction"))
        self._bad.append(row)

    def _add(self, rows: list[list[str]], starts: Integers, ends: Integers, lines: Integers) -> None:
        if not rows:
            return
        for builder, cells in zip(self._builders, zip(*rows, strict=True), strict=False):
            builder.add(cells)
        self._starts.append(starts)
        self._ends.append(ends)
        self._lines.append(lines)
        self._rows += len(rows)

    def finish(self) -> Iterator[Column]:
        """The columns one by one, once every chunk was read; sets ``texts``, ``bad`` and ``lines`` first."""
        self.bad = np.zeros(self._rows, np.bool_)
        self.bad[self._bad] = True
        self.lines = _joined(self._lines)
        self.texts = RecordTexts(self._text, _joined(self._starts), _joined(self._ends), self.bad, self._splitter)
        context = Context(self.texts, self.bad, self._missing, self._dialect.decimal)
        for place, (title, builder) in enumerate(zip(self._layout.names, self._builders, strict=True)):
            yield builder.finish(title, place, context)


def _joined(parts: list[Integers]) -> Integers:
    return np.concatenate([np.empty(0, np.int64), *parts])


def _total_row(text: str, start: int, dialect: Dialect) -> int:
    """Where the last line begins if it sums up the others: "Total" alone of its kind, then numbers; -1 if it does not."""
    end = len(text)
    while end > start and text[end - 1].isspace():
        end -= 1
    first = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1
    quote = dialect.quote or ""
    cells = [cell.strip(f" \t{quote}") for cell in text[first:end].split(dialect.delimiter)]
    name, *others = cells
    if dialect.width < 2 or first <= start or name.rstrip(":").casefold() not in _TOTALS:
        return -1
    opening = text[first : text.index(name, first) + len(name)]
    if text.find(f"\n{opening}", 0, first - 1) >= 0 or not any(map(is_number, others)):
        return -1
    return first
