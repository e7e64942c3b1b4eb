"""A delimited text becomes a table: every row of the detected width, every other one named by its physical line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.quiet import quick_switching
from nndesigner.core.text import tr
from nndesigner.data.bared import bared
from nndesigner.data.column import Column
from nndesigner.data.content import Content, Held, bytes_of, text_of
from nndesigner.data.dialect import Layout, ReadOptions, detect
from nndesigner.data.numerals import MISSING
from nndesigner.data.opened import Fingerprint, Opened, open_bytes, open_large
from nndesigner.data.problem import ProblemList
from nndesigner.data.records import LINE_END
from nndesigner.data.scan import Scan
from nndesigner.data.table import Table

__all__ = ["Cancelled", "ReadOptions", "read_csv", "read_text"]

Progress = Callable[[float], None]
Cancel = Callable[[], bool]


class Cancelled(DataError):
    """Reading was cancelled by the user."""


@quick_switching()
def read_csv(
    source: Path | str | bytes,
    options: ReadOptions | None = None,
    *,
    name: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancel | None = None,
) -> Table:
    """Read a delimited text file (or its bytes; what is compressed is unpacked) into a table.

    Args:
        source: A path, or the file's content.
        options: What the user says about the file; the rest is detected.
        name: What to call the table; a path's file name by default.
        progress: Called with the share done, 0 to 1, several times a second.
        cancelled: Asked several times a second; when it says True, Cancelled is raised.

    Raises:
        DataError: There is no such file, or it is empty, binary or unreadable; one sentence that names it.
    """
    encoding = None if options is None else options.encoding
    if isinstance(source, bytes):
        name = name or "data"
        opened = open_bytes(source, name, encoding)
    else:
        path = Path(source)
        name = name or path.name
        opened = _open(path, name, encoding)
    return _read(opened, name, options, progress, cancelled)


@quick_switching()
def read_text(
    text: str,
    options: ReadOptions | None = None,
    *,
    name: str = "pasted",
    progress: Progress | None = None,
    cancelled: Cancel | None = None,
) -> Table:
    """Read pasted or embedded text as :func:`read_csv` reads a file."""
    data = bytes_of(text)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise DataError(tr("{name} is empty: there is no row in it; choose a table with data.", name=name))
    opened = Opened(Held(bytes_of(text)), "utf-8", False, Fingerprint.of(data))
    return _read(opened, name, options, progress, cancelled)


def _open(path: Path, name: str, encoding: str | None) -> Opened:
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):  # a project from elsewhere may name /dev/zero or a pipe
            raise DataError(tr("{path} is a device or a pipe, not a file; choose a file.", path=path))
        large = None if encoding is not None else open_large(path, name)
        return large or open_bytes(path.read_bytes(), name, encoding)
    except IsADirectoryError:
        raise DataError(tr("{path} is a folder; choose a file in it.", path=path)) from None
    except FileNotFoundError:
        raise DataError(tr("There is no file {path}; check the name and the folder.", path=path)) from None
    except DataError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(tr("{path} cannot be read: {reason}.", path=path, reason=reason)) from error


def _read(opened: Opened, name: str, options: ReadOptions | None, progress: Progress | None, cancelled: Cancel | None) -> Table:
    options = options or ReadOptions()
    _check(options)
    head, beyond = opened.head()
    told = options.exact or options.delimiter is not None or options.quote is not None
    head, note = (head, "") if told or beyond is not None else bared(head)
    content = Held(bytes_of(head)) if note else opened.content
    layout = detect(head, options, opened.encoding, name, beyond)
    if note:
        layout = replace(layout, dialect=replace(layout.dialect, notes=(*layout.dialect.notes, note)))
    start = len(bytes_of(head[: layout.start]))
    problems = ProblemList()
    if layout.warning:
        problems.add(layout.dialect.first_line, "", ", ".join(layout.header or ()), layout.warning)
    for number, line in opened.nulls:
        problems.add(number, "", line, tr("the line holds NUL characters, which were left out"))
    scan = Scan(content, start, layout, problems, MISSING | {spelling.strip() for spelling in options.missing})

    def go_on(done: float) -> None:
        if cancelled is not None and cancelled():
            opened.fingerprint.stop()
            raise Cancelled(tr("Reading {name} was cancelled.", name=name))
        if progress is not None:
            progress(done)

    for done in scan.blocks():
        go_on(0.9 * done)
    _name_shape(scan, layout, problems)
    columns = []
    for column in scan.finish():
        columns.append(column)
        go_on(0.9 + 0.1 * len(columns) / len(layout.names))
    if opened.replaced:
        _name_replaced(content, layout, problems)
    _name_unreadable(columns, scan.lines, problems)
    _name_uncertain(columns, scan.lines, problems)
    return Table(
        name, columns, scan.texts, scan.bad, scan.lines, layout.dialect,
        sorted(problems.kept, key=lambda problem: problem.line), problems.count, layout.header, opened.fingerprint.value(),
    )  # fmt: skip


def _check(options: ReadOptions) -> None:
    if options.delimiter is not None and (not 1 <= len(options.delimiter) <= 3 or set(options.delimiter) & set("\r\n")):
        raise DataError(tr("The delimiter is one character, or three at most; received {value!r}.", value=options.delimiter))
    if options.quote is not None and (len(options.quote) > 1 or options.quote in ("\r", "\n")):
        raise DataError(tr("The quote is one character; received {value!r}.", value=options.quote))
    if options.decimal not in (None, ".", ","):
        raise DataError(tr("The decimal mark is '.' or ','; received {value!r}.", value=options.decimal))
    if options.quote and options.delimiter and options.quote in options.delimiter:
        told = {"delimiter": options.delimiter, "quote": options.quote}
        raise DataError(tr("The delimiter may not hold the quote; received {delimiter!r} and {quote!r}.", **told))


def _name_shape(scan: Scan, layout: Layout, problems: ProblemList) -> None:
    """A table below this one is a problem, and so is the lack of any row."""
    for line, width in scan.further_tables:
        action = tr(
            "another table, of {width} columns, seems to begin here: it was not read; move it to its own file", width=width
        )
        problems.add(line, "", "", action)
    if not scan.row_count:
        action = tr("below the names of the columns there is no row; add rows to the file and open it again")
        problems.add(layout.dialect.first_line, "", ", ".join(layout.header or ()), action)


def _name_unreadable(columns: list[Column], lines: NDArray[np.int64], problems: ProblemList) -> None:
    """Every cell that its column's type cannot read is a problem."""
    for column in columns:
        if column.unreadable is None:
            continue
        for row in np.flatnonzero(column.unreadable).tolist():
            action = tr("not a {type}; the row is left out of training and prediction", type=column.type)
            problems.add(int(lines[row]), column.name, column.text(row) if problems.has_room else "", action)


def _name_uncertain(columns: list[Column], lines: NDArray[np.int64], problems: ProblemList) -> None:
    """A column whose cells could mean something else is one problem, at its first cell."""
    for column in columns:
        if column.remark:
            row = int(np.argmax(column.known))
            problems.add(int(lines[row]), column.name, column.text(row) if column.type == "date" else "", column.remark)


def _name_replaced(content: Content, layout: Layout, problems: ProblemList) -> None:
    """Every line with bytes that do not fit the encoding is a problem."""
    for number, line in enumerate(LINE_END.split(text_of(content.read(0, content.size))), 1):
        if "\ufffd" in line:
            action = tr("bytes that are not {encoding} were replaced by \ufffd", encoding=layout.dialect.encoding)
            problems.add(number, "", line, action)
