"""One record of a delimited file: its cells, whatever was done to its quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A quoted cell longer than this is taken for a quote that was never closed.
LONGEST_CELL = 1 << 20
STRAY = "a quote inside the cell was read as an ordinary character"
UNCLOSED = "a quote was opened and never closed"
LINE_END = re.compile(r"\r\n|\n|\r")
_RULING = re.compile(r"[-=_+|:;,\s]*$")
_RUN = re.compile("[ \t]+")
_BETWEEN_RUNS = re.compile(r"[^ \t]+")


@dataclass(frozen=True)
class Dialect:
    """How the cells of a file are told apart; what was detected, or what the user said.

    Attributes:
        encoding: Python's name of the encoding.
        delimiter: What stands between two cells, of one character or a few; " " means any run of spaces.
        quote: The quoting character, or None when there is none.
        header: Whether the first record holds the column names.
        decimal: "." or ",".
        escape: A character that makes the next one ordinary, or None.
        comment: What a comment line begins with, or None.
        skip_spaces: Whether spaces between a delimiter and a quote are passed over.
        spaced: Whether one space behind every delimiter belongs to it.
        trailing_delimiter: Whether every record ends with one delimiter too many.
        index_column: Whether the header lacks the name of a leading index column.
        pads_short_rows: Whether records regularly leave out empty cells at their end.
        width: Number of columns.
        first_line: Physical line (from 1) of the header or, without one, of the first row.
        notes: What was passed over before the first record, as sentences.
        medium: What the table was read from: "text", "workbook", "parquet" or "images"; only text has the marks above.
        sheet: The workbook's sheet that was read.
        sheets: The names of all its sheets.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str | None = '"'
    header: bool = True
    decimal: str = "."
    escape: str | None = None
    comment: str | None = None
    skip_spaces: bool = False
    spaced: bool = False
    trailing_delimiter: bool = False
    index_column: bool = False
    pads_short_rows: bool = False
    width: int = 0
    first_line: int = 1
    notes: tuple[str, ...] = ()
    medium: str = "text"
    sheet: str = ""
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """Cells of a record, where it ends in the text, and what was odd about its quotes ("" when nothing was)."""

    cells: list[str]
    end: int
    odd: str = ""


class Splitter:
    """Splits records of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._delimiter = dialect.delimiter
        self._runs = dialect.delimiter == " "
        self._quote = dialect.quote
        self._escape = dialect.escape
        self._skip = dialect.skip_spaces or self._runs
        self._spaced = dialect.spaced
        self.width = dialect.width
        self.raw_width = dialect.width + dialect.trailing_delimiter
        if self._quote is not None:
            quote = re.escape(self._quote)
            body = f"[^{quote}]*(?:{quote}{quote}[^{quote}]*)*"
            if self._escape is not None:
                escape = re.escape(self._escape)
                self._escaped = re.compile(f"{escape}([{quote}{escape}{re.escape(self._delimiter)}\r\n])")
                body = f"[^{quote}{escape}]*(?:(?:{quote}{quote}|{escape}.)[^{quote}{escape}]*)*"
            self._quoted = re.compile(f"{quote}({body}){quote}", re.DOTALL)
            after = " +" if self._runs else re.escape(self._delimiter)
            self._lenient = re.compile(f"{quote}(.*?){quote}(?= *(?:{after}|$))", re.DOTALL)

    def fitted(self, record: str) -> list[str]:
        """The record's cells, always ``width`` of them: missing ones are "", spare ones stay together in the last."""
        quote = self._quote
        if quote is None or quote not in record:
            cells = self.plain(record)
        else:
            cells = self.parse(record, 0, len(record)).cells
        return self.fit(cells)

    def fit(self, cells: list[str]) -> list[str]:
        """Bring a row of any length to ``width`` cells without losing a character."""
        width = self.width
        if len(cells) == width:
            return cells
        if len(cells) == self.raw_width and not cells[-1].strip():
            return cells[:-1]
        if len(cells) < width:
            return cells + [""] * (width - len(cells))
        return [*cells[: width - 1], self._delimiter.join(cells[width - 1 :])]

    def plain(self, line: str) -> list[str]:
        """Cells of a line in which nothing is quoted."""
        if self._runs:
            return split_runs(line)
        if self._escape is not None and self._escape in line:
            return split_escaped(line, self._delimiter, self._escape)
        cells = line.split(self._delimiter)
        return [cells[0], *(cell.removeprefix(" ") for cell in cells[1:])] if self._spaced else cells

    def has_width(self, cells: list[str]) -> bool:
        """Whether a row has the table's width, counting a trailing delimiter."""
        return len(cells) == self.width or (len(cells) == self.raw_width and not cells[-1].strip())

    def parse(self, text: str, start: int, line_end: int) -> Parsed:
        """Cells of the record at ``start`` whose first physical line ends at ``line_end``.

        A quoted cell may run over line ends. Where that gives no row of the right width, the first line is read by
        itself: first with quotes inside quoted cells, then with every stray quote as an ordinary character.
        """
        if self._runs and "\t" in text[start:line_end]:
            spaced = single_spaced(text[start:line_end])
            made = self.parse(spaced, 0, len(spaced))
            return Parsed(made.cells, line_end, made.odd)
        strict = self._walk(text, start, line_end, self._quoted, across=True)
        if strict is not None and (strict.end == line_end or self._is_one_row(text, strict, line_end)):
            return strict
        line = text[start:line_end]
        for pattern in (self._quoted, self._lenient):
            parsed = self._walk(line, 0, len(line), pattern, across=False)
            if parsed is not None and self.has_width(parsed.cells):
                return Parsed(parsed.cells, line_end, STRAY)
        literal = self._walk(line, 0, len(line), self._quoted, across=False, literal=True)
        assert literal is not None
        return Parsed(literal.cells, line_end, UNCLOSED)

    def _is_one_row(self, text: str, parsed: Parsed, line_end: int) -> bool:
        """Whether a record over several lines is one row, and not many that a stray quote swallowed."""
        if not self.has_width(parsed.cells):
            return False
        inner = [line for line in LINE_END.split(text[line_end : parsed.end])[1:-1] if str(self._quote) not in line]
        if not inner:
            return True
        rows = sum(self.has_width(self.plain(line)) for line in inner)
        needed = len(inner) if self.width > 2 else max(20, len(inner))
        return self.width == 1 or rows < needed

    def _walk(
        self, text: str, start: int, line_end: int, pattern: re.Pattern[str], *, across: bool, literal: bool = False
    ) -> Parsed | None:
        """Cell by cell from ``start``; None when a quoted cell does not end properly (unless ``literal``)."""
        cells: list[str] = []
        loose: list[str] = []
        position, limit = start, min(len(text), start + LONGEST_CELL)
        while True:
            opening = position
            if self._skip:
                while opening < line_end and text[opening] == " ":
                    opening += 1
            if opening < line_end and text[opening] == self._quote:
                match = pattern.match(text, opening, limit if across else line_end)
                if match is not None and match.end() > line_end:
                    line_end = _line_end(text, match.end())
                after = -1 if match is None else self._after(text, match.end(), line_end)
                if match is not None and after >= 0:
                    cells.append(self._unquoted(match.group(1), pattern))
                    if after >= line_end:
                        return self._finished(text, cells, after, line_end, loose)
                    position = after + len(self._delimiter)
                    continue
                if not literal:
                    return None
            position = opening if self._runs else position
            end = self._next(text, position, line_end)
            cell = text[position:end]
            cells.append(cell[1:] if self._spaced and cells and cell.startswith(" ") else cell)
            if str(self._quote) in cell and cell.count(str(self._quote)) % 2:
                loose.append(cell)
            if end >= line_end:
                return self._finished(text, cells, end, line_end, loose)
            position = end + len(self._delimiter)

    def _finished(self, text: str, cells: list[str], end: int, line_end: int, loose: list[str]) -> Parsed:
        if self._runs and len(cells) > 1 and cells[-1] == "":
            cells.pop()
        mark = str(self._quote)
        spans = len(loose) > 1 and loose[-1].rstrip().endswith(mark) and not loose[0].rstrip().endswith(mark)
        return Parsed(cells, line_end, STRAY if spans else "")

    def _next(self, text: str, position: int, line_end: int) -> int:
        found = text.find(self._delimiter, position, line_end)
        return line_end if found < 0 else found

    def _after(self, text: str, position: int, line_end: int) -> int:
        """Where the delimiter behind a closing quote stands (or the line ends); -1 when something else stands there."""
        while position < line_end:
            if text.startswith(self._delimiter, position):
                return position
            if text[position] != " ":
                return -1
            position += 1
        return position

    def _unquoted(self, body: str, pattern: re.Pattern[str]) -> str:
        assert self._quote is not None
        if self._escape is not None and self._escape in body:
            body = self._escaped.sub(r"\1", body)
        return body.replace(self._quote * 2, self._quote) if pattern is self._quoted else body


def split_escaped(line: str, delimiter: str, escape: str) -> list[str]:
    """What stands between delimiters that have no escape before them; an escape before another character stays."""
    mark, before = re.escape(delimiter), re.escape(escape)
    cells = re.findall(rf"((?:{before}.|[^{mark}{before}]|{before}$)*)(?:{mark}|$)", line, re.DOTALL)
    cells = cells if line.endswith(delimiter) and not line.endswith(escape + delimiter) else cells[:-1] or [""]
    return [re.sub(rf"{before}({mark}|{before})", r"\1", cell) for cell in cells]


def is_ruling(line: str) -> bool:
    """Whether a line only draws a line, as those under a header do: ``|---|:--:|`` or ``=====  =====``."""
    if _RULING.match(line) is None:
        return False
    return all(any(rule in piece for rule in ("---", "===", "_____")) for piece in re.split("[,;]", line))


def split_runs(line: str) -> list[str]:
    """What stands between runs of spaces and tabs; a no-break space belongs to its cell."""
    return line.split() if line.isascii() else _BETWEEN_RUNS.findall(line)


def single_spaced(line: str) -> str:
    """``line`` with every run of spaces and tabs as one space, and none around it."""
    return _RUN.sub(" ", line.strip(" \t"))


def _line_end(text: str, position: int) -> int:
    match = LINE_END.search(text, position)
    return len(text) if match is None else match.start()
