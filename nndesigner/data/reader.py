"""A delimited text becomes a table: every row of the detected width, every other one named by its physical line."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.dialect import Layout, ReadOptions, detect
from nndesigner.data.encoding import decode, unpack
from nndesigner.data.numerals import MISSING
from nndesigner.data.problem import ProblemList
from nndesigner.data.records import LINE_END, UNCLOSED, Dialect, Splitter
from nndesigner.data.table import Table
from nndesigner.data.texts import RecordTexts
from nndesigner.data.types import ColumnBuilder, Context

__all__ = ["Cancelled", "ReadOptions", "read_csv", "read_text"]

_CHUNK = 1 << 19
Progress = Callable[[float], None]
Cancel = Callable[[], bool]


class Cancelled(DataError):
    """Reading was cancelled by the user."""


def read_csv(
    source: Path | str | bytes,
    options: ReadOptions | None = None,
    *,
    name: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancel | None = None,
) -> Table:
    """Read a delimited text file (or its bytes; gzip is unpacked) into a table.

    Args:
        source: A path, or the file's content.
        options: What the user says about the file; the rest is detected.
        name: What to call the table; a path's file name by default.
        progress: Called with the share done, 0 to 1, several times a second.
        cancelled: Asked several times a second; when it says True, Cancelled is raised.

    Raises:
        DataError: There is no such file, or it is empty, binary or unreadable; one sentence that names it.
    """
    if isinstance(source, bytes):
        data, name = source, name or "data"
    else:
        path = Path(source)
        name = name or path.name
        data = _load(path)
    fingerprint = hashlib.sha256(data).hexdigest()
    decoded = decode(unpack(data, name), name, None if options is None else options.encoding)
    del data
    return _read(decoded.text, decoded.encoding, decoded.replaced, name, fingerprint, options, progress, cancelled)


def read_text(
    text: str,
    options: ReadOptions | None = None,
    *,
    name: str = "pasted",
    progress: Progress | None = None,
    cancelled: Cancel | None = None,
) -> Table:
    """Read pasted or embedded text as :func:`read_csv` reads a file."""
    fingerprint = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise DataError(tr("{name} is empty: there is no row in it; choose a table with data.", name=name))
    return _read(text, "utf-8", False, name, fingerprint, options, progress, cancelled)


def _load(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise DataError(tr("{path} is a folder; choose a file in it.", path=path))
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError(tr("There is no file {path}; check the name and the folder.", path=path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(tr("{path} cannot be read: {reason}.", path=path, reason=reason)) from error


def _read(
    text: str,
    encoding: str,
    replaced: bool,
    name: str,
    fingerprint: str,
    options: ReadOptions | None,
    progress: Progress | None,
    cancelled: Cancel | None,
) -> Table:
    options = options or ReadOptions()
    _check(options)
    layout = detect(text, options, encoding, name)
    problems = ProblemList()
    if layout.warning:
        problems.add(layout.dialect.first_line, "", ", ".join(layout.header or ()), layout.warning)
    missing = MISSING | {spelling.strip() for spelling in options.missing}
    scan = _Scan(text, layout, problems, missing)
    for done in scan.chunks():
        if cancelled is not None and cancelled():
            raise Cancelled(tr("Reading {name} was cancelled.", name=name))
        if progress is not None:
            progress(0.95 * done)
    table = scan.table(name, fingerprint, cancelled)
    if replaced:
        _name_replaced(text, table.names, layout, problems)
    _name_unreadable(table, problems)
    if progress is not None:
        progress(1.0)
    return Table(
        name, table.columns, scan.texts, table.bad, table.lines, layout.dialect, sorted(problems.kept, key=lambda p: p.line),
        problems.count, layout.header, fingerprint,
    )  # fmt: skip


def _check(options: ReadOptions) -> None:
    for what, value, length in (("delimiter", options.delimiter, (1,)), ("quote", options.quote, (0, 1))):
        if value is not None and (len(value) not in length or (value and value in "\r\n")):
            raise DataError(tr("The {what} is one character; received {value!r}.", what=what, value=value))
    if options.decimal not in (None, ".", ","):
        raise DataError(tr("The decimal mark is '.' or ','; received {value!r}.", value=options.decimal))
    if options.quote and options.quote == options.delimiter:
        raise DataError(tr("Delimiter and quote must differ; received {value!r} for both.", value=options.quote))


class _Scan:
    """One pass over the text: finds the records and hands their cells to the columns, chunk by chunk."""

    def __init__(self, text: str, layout: Layout, problems: ProblemList, missing: frozenset[str]) -> None:
        self._text = text
        self._layout = layout
        self._dialect: Dialect = layout.dialect
        self._problems = problems
        self._missing = missing
        self._splitter = Splitter(layout.dialect)
        self._builders = [ColumnBuilder(missing) for _ in layout.names]
        self._starts: list[np.ndarray] = []
        self._ends: list[np.ndarray] = []
        self._lines: list[np.ndarray] = []
        self._bad: list[int] = []
        self._rows = 0

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
            rows = [line.split() for line in lines]
        else:
            delimiter = dialect.delimiter
            rows = [line.split(delimiter) for line in lines]
        if rows is None or len(rows) != len(lines) or self._comments_in(chunk):
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
            if not first.strip():
                if splitter.width == 1 or not first or self._dialect.delimiter not in first:
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
            if not self._passes_over(cells, first):
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
            if splitter.has_width(cells) or (len(cells) < splitter.width and dialect.pads_short_rows):
                if odd:
                    self._problems.add(line, "", record, odd)
                return splitter.fit(cells)
            if len(cells) > splitter.width and not any(cell.strip() for cell in cells[splitter.width :]):
                self._problems.add(line, "", record, tr("spare empty cells at the end of the row were passed over"))
                return cells[: splitter.width]
        wrong = odd or tr("the row has {found} cells instead of {width}", found=len(cells), width=splitter.width)
        self._problems.add(line, "", record, wrong + tr("; it is shown, but left out of training and prediction"))
        self._bad.append(row)
        return [""] * splitter.width

    def _add(self, rows: list[list[str]], starts: np.ndarray, ends: np.ndarray, lines: np.ndarray) -> None:
        if not rows:
            return
        for builder, cells in zip(self._builders, zip(*rows, strict=True), strict=False):
            builder.add(cells)
        self._starts.append(starts)
        self._ends.append(ends)
        self._lines.append(lines)
        self._rows += len(rows)

    def table(self, name: str, fingerprint: str, cancelled: Cancel | None) -> Table:
        """The columns, once every cell was seen."""

        def joined(parts: list[np.ndarray]) -> np.ndarray:
            return np.concatenate([np.empty(0, np.int64), *parts])

        bad = np.zeros(self._rows, np.bool_)
        bad[self._bad] = True
        self.texts = RecordTexts(self._text, joined(self._starts), joined(self._ends), bad, self._splitter)
        context = Context(self.texts, bad, self._missing, self._dialect.decimal)
        columns = []
        for place, (title, builder) in enumerate(zip(self._layout.names, self._builders, strict=True)):
            if cancelled is not None and cancelled():
                raise Cancelled(tr("Reading {name} was cancelled.", name=name))
            columns.append(builder.finish(title, place, context))
        return Table(name, columns, self.texts, bad, joined(self._lines), self._dialect, fingerprint=fingerprint)


def _name_unreadable(table: Table, problems: ProblemList) -> None:
    """Every cell that its column's type cannot read is a problem."""
    for column in table.columns:
        if column.unreadable is None:
            continue
        for row in np.flatnonzero(column.unreadable):
            action = tr("not a {type}; the row is left out of training and prediction", type=column.type)
            problems.add(int(table.lines[row]), column.name, column.text(int(row)) if problems.count < 2000 else "", action)


def _name_replaced(text: str, names: tuple[str, ...], layout: Layout, problems: ProblemList) -> None:
    """Every line with bytes that do not fit the encoding is a problem."""
    for number, line in enumerate(LINE_END.split(text), 1):
        if "\ufffd" in line:
            action = tr("bytes that are not {encoding} were replaced by \ufffd", encoding=layout.dialect.encoding)
            problems.add(number, "", line, action)
