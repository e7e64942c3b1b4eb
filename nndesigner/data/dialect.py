"""How a delimited text is written: delimiter, quote, header and what stands before it, from head, middle and tail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.arff import ArffHeader, arff_header
from nndesigner.data.beginning import (
    COMMENTS,
    Row,
    are_names,
    comment_mark,
    first_record,
    is_comment,
    rows_passed_over,
    uncommented,
)
from nndesigner.data.content import bytes_of
from nndesigner.data.header import (
    MOST_UNIT_ROWS,
    column_names,
    has_header,
    is_grouping,
    is_metadata,
    is_second_header,
    unit_rows,
    without_quotes,
)
from nndesigner.data.numerals import decimal_of
from nndesigner.data.records import LINE_END, Dialect, is_ruling
from nndesigner.data.sample import (
    Beyond,
    Line,
    best_delimiter,
    best_quote,
    find_escape,
    head_lines,
    is_decimal_column,
    later_lines,
    split_rows,
)
from nndesigner.data.width import header_warning, usual_width, widths, without_spare

LONGEST_LINE = 4_000_000
_BLANK_LINES = re.compile(r"(?:[^\S\r\n]*(?:\r\n|\n|\r))+")
_SEPARATOR_LINE = re.compile(r'^\s*"?sep=(.)"?\s*$', re.IGNORECASE)


@dataclass(frozen=True)
class ReadOptions:
    """What the user says about a file; None lets it be detected.

    Attributes:
        encoding: Python's name of an encoding.
        delimiter: One character or up to three; " " means any run of spaces.
        quote: One character, or "" for no quoting.
        header: Whether the first record holds the column names.
        decimal: "." or ",".
        missing: Texts that mean "missing" besides the usual ones.
        sheet: Which sheet of a workbook: its name, or its number from 1.
        exact: Whether the first record is known to hold the names and every other one is known to be a row.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header: bool | None = None
    decimal: str | None = None
    missing: tuple[str, ...] = ()
    sheet: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The dialect, the columns' names, and where in the text the first row starts.

    ``header`` holds the header's own cells; ``start`` is an offset into the text, ``line`` its physical line from 1,
    ``header_line`` the header's own line, ``warning`` what is odd about the header, ``units`` the bytes
    from ``start`` to each row of units or further names below it.
    """

    dialect: Dialect
    names: tuple[str, ...]
    header: tuple[str, ...] | None
    start: int
    line: int
    warning: str = ""
    header_line: str | None = None
    units: tuple[int, ...] = ()


def detect(
    text: str, options: ReadOptions | None = None, encoding: str = "utf-8", name: str = "the text", beyond: Beyond | None = None
) -> Layout:
    """The layout of a text that begins with ``text``; what ``options`` says is taken as said.

    Raises:
        DataError: There is no row in it.
    """
    options = options or ReadOptions()
    arff = arff_header(text) if options.header is None else None
    if arff is not None:
        options = replace(options, header=False, delimiter=options.delimiter or ",")
    start, number, declared = _start(text, arff)
    head = head_lines(text, start, number)
    lines = [text[line.start : line.end] for line in head]
    _check_lengths(head, name)
    later = beyond.parts if beyond is not None else later_lines(text, head[-1].end) if head else []
    marks = text if beyond is None else beyond.quotes
    parts = [[line for line in part if not line.startswith(COMMENTS)] for part in (lines, *later)]
    every = [line for part in parts for line in part]
    quote = best_quote(every, marks) if options.quote is None else options.quote or None
    delimiter = options.delimiter or declared or (";" if is_decimal_column(lines) else best_delimiter(parts, quote))
    escape = None if options.exact else find_escape(every, delimiter, quote)
    rows = [
        Row(head[i], cells)
        for i, cells in split_rows(lines, delimiter, quote, escape)
        if options.exact or not is_ruling(lines[i])
    ]
    if not rows:
        raise DataError(tr("{name} is empty: there is no row in it; choose a file with data.", name=name))
    tail = [cells for part in later for _, cells in split_rows(part, delimiter, quote, escape)]
    dialect = Dialect(encoding, delimiter, quote, escape=escape)
    if options.exact:
        return _exact(text, dialect, rows)
    layout = _layout(text, dialect, rows, tail, options, beyond)
    if arff is None or len(arff.names) != len(layout.names):
        return layout
    dialect = replace(layout.dialect, header=True)
    return replace(layout, dialect=dialect, names=column_names(arff.names, len(arff.names)), header=arff.names)


def _exact(text: str, dialect: Dialect, rows: list[Row]) -> Layout:
    """The layout of a text that was made from a table: names, then rows."""
    names, body = rows[0].cells, rows[1:]
    start, line = _after_header(text, rows[0], body)
    dialect = replace(dialect, width=len(names), first_line=rows[0].line.number)
    return Layout(dialect, column_names(names, len(names)), tuple(names), start, line)


def _check_lengths(head: Sequence[Line], name: str) -> None:
    for line in head:
        if line.end - line.start > LONGEST_LINE:
            message = "Line {line} of {name} is longer than {most} characters, so this is no table; split it into lines."
            raise DataError(tr(message, line=line.number, name=name, most=LONGEST_LINE))


def _start(text: str, arff: ArffHeader | None) -> tuple[int, int, str | None]:
    """Where the first line of a table starts, its number, and the delimiter that a line before it declares."""
    start, number, declared = _separator_line(text) if arff is None else (arff.end, arff.line, None)
    blank = _BLANK_LINES.match(text, start)
    if blank is not None:
        start, number = blank.end(), number + len(LINE_END.findall(blank.group()))
    return start, number, declared


def _separator_line(text: str) -> tuple[int, int, str | None]:
    first = head_lines(text)[0] if text else Line(1, 0, 0)
    match = _SEPARATOR_LINE.match(text[first.start : first.end])
    if match is None:
        return 0, 1, None
    after = first.end + (2 if text.startswith("\r\n", first.end) else 1)
    return after, 2, match.group(1)


def _layout(
    text: str, dialect: Dialect, rows: list[Row], tail: list[list[str]], options: ReadOptions, beyond: Beyond | None
) -> Layout:
    comment = comment_mark(rows)
    width = usual_width([row.cells for row in rows], tail, comment)
    place, notes = first_record(rows, width, comment)
    first, body = rows[place], rows[place + 1 :]
    plain = [row.cells for row in body if not is_comment(row, comment)]
    after = [cells for cells in (*plain, *tail) if len(cells) == width]
    passed_over = rows_passed_over(rows[:place], comment)
    if after and is_metadata(first.cells, after[0], lambda: _rows_after(text, first.line.end, beyond)):
        notes = (*notes, tr("line {line} counts rows and features and was passed over", line=first.line.number))
        first, body, after = body[0], body[1:], after[1:]
    if options.header is None and after and _stands_above_names(first.cells, after):
        passed_over = tr("line {line} stands before the header and was passed over", line=first.line.number)
        notes = (*notes, passed_over)
        first, body, after = body[0], body[1:], after[1:]
    cells = without_spare(uncommented(first.cells, comment), after, width)
    titled = any(not is_comment(row, comment) for row in rows[:place]) and are_names(cells, width)
    named = titled or has_header(cells, _some(after, width)) if options.header is None else options.header
    width, trailing, index_column, pads = widths(cells, after, [row.cells for row in body] + tail, width, named)
    dialect = replace(
        _with_spaces(text, rows, dialect),
        header=named,
        decimal=options.decimal or decimal_of(_some(after, width)),
        comment=comment,
        trailing_delimiter=trailing,
        index_column=index_column,
        pads_short_rows=pads,
        width=width,
        first_line=first.line.number,
        notes=notes,
    )
    header = tuple([*[""] * index_column, *without_quotes(cells)][:width]) if named else None
    start, line = _after_header(text, first, body) if named else (first.line.start, first.line.number)
    warning = passed_over or (header_warning(cells, width, trailing, index_column, pads) if named else "")
    own = text[first.line.start : first.line.end] if named else None
    count = _unit_rows(first, body, after, width) if named else 0
    units = tuple(len(bytes_of(text[start : row.line.start])) for row in body[:count])
    return Layout(dialect, column_names(header, width), header, start, line, warning, own, units)


def _stands_above_names(first: Sequence[str], after: Sequence[list[str]]) -> bool:
    """Whether the names stand below the first record, which groups them or is something else."""
    groups = is_grouping(first)
    return is_second_header(after[0], after[1:], groups) and (groups or not has_header(first, after))


def _unit_rows(first: Row, body: Sequence[Row], after: Sequence[list[str]], width: int) -> int:
    """How many of the rows below the header ``first`` describe the columns; ``after`` are those of the table's width."""
    below = [row.cells + [""] * (width - len(row.cells)) for row in body[:MOST_UNIT_ROWS]]
    if not after[:1] == below[:1] != [first.cells]:
        return 0
    return unit_rows([*below, *(cells for cells in after if cells not in below)])


def _rows_after(text: str, position: int, beyond: Beyond | None) -> int:
    rest = text[position:].strip("\r\n")
    lines = 0 if not rest else max(rest.count("\n"), rest.count("\r")) + 1
    return lines if beyond is None else lines + beyond.lines()


def _some(rows: Sequence[list[str]], width: int) -> list[list[str]]:
    return list(rows[:: max(1, len(rows) * width // 4000)])


def _after_header(text: str, first: Row, body: list[Row]) -> tuple[int, int]:
    if body:
        return body[0].line.start, body[0].line.number
    return len(text), first.line.number + 1


def _with_spaces(text: str, rows: Sequence[Row], dialect: Dialect) -> Dialect:
    """The dialect with what spaces behind its delimiters mean."""
    skips = _skips_spaces(text, rows, dialect)
    return replace(dialect, skip_spaces=skips, spaced=skips and _is_spaced(text, rows, dialect))


def _skips_spaces(text: str, rows: Sequence[Row], dialect: Dialect) -> bool:
    if dialect.quote is None or dialect.delimiter == " ":
        return False
    spaced = re.compile(re.escape(dialect.delimiter) + " +" + re.escape(dialect.quote))
    return any(spaced.search(text, row.line.start, row.line.end) for row in rows)


def _is_spaced(text: str, rows: Sequence[Row], dialect: Dialect) -> bool:
    """Whether a space stands behind every delimiter outside of quotes."""
    mark, quote = re.escape(dialect.delimiter), re.escape(dialect.quote or "")
    bare = re.compile(f"{quote}[^{quote}]*{quote}|{mark}(?= )")
    return not any(dialect.delimiter in bare.sub("", text[row.line.start : row.line.end]) for row in rows)
