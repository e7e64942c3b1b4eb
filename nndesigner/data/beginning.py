"""Where a table begins: what comment lines begin with, which lines stand before the first record, and which names it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nndesigner.core.text import tr
from nndesigner.data.cell_kind import count_solid, kind_of
from nndesigner.data.header import are_years
from nndesigner.data.records import split_runs
from nndesigner.data.sample import Line

COMMENTS = ("#", "%", "//")
_TITLE_ROWS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the sample: its first line and its cells."""

    line: Line
    cells: list[str]


def comment_mark(rows: Sequence[Row]) -> str | None:
    """What comment lines begin with: lines of another width, or any before the table starts."""
    widths = Counter(len(row.cells) for row in rows).most_common(1)
    for mark in COMMENTS:
        marked = [row for row in rows if row.cells and row.cells[0].lstrip().startswith(mark)]
        if any(len(row.cells) != widths[0][0] or row is rows[0] for row in marked) and len(marked) < len(rows):
            return mark
    return None


def is_comment(row: Row, comment: str | None) -> bool:
    """Whether a record is a comment."""
    return comment is not None and bool(row.cells) and row.cells[0].lstrip().startswith(comment)


def uncommented(cells: list[str], comment: str | None) -> list[str]:
    """A header may be written as a comment: ``# x, y, z``."""
    if comment is None or not cells or not cells[0].lstrip().startswith(comment):
        return cells
    first = cells[0].lstrip()[len(comment) :].lstrip()
    return [first, *cells[1:]] if first else cells[1:]


def first_record(rows: list[Row], width: int, comment: str | None) -> tuple[int, tuple[str, ...]]:
    """Index of the row with which the table starts, and what was passed over before it."""
    plain = [index for index, row in enumerate(rows) if not is_comment(row, comment)]
    fitting = [index for index in plain if len(rows[index].cells) == width]
    filled = [index for index in fitting if width < 2 or _filled(rows[index]) > 1]
    if width == 2 and fitting and not (len(fitting) > 1 and not _filled(rows[fitting[1]])):
        filled = fitting
    block = _below_prose(rows, plain, filled)
    filled = block or filled
    first = _names_below(rows, filled) or (filled or fitting or plain or [0])[0]
    place = first
    below = [row.cells for row in rows[first + 1 :] if len(row.cells) == width]
    if first and not _could_name(rows[first].cells) and not are_years(rows[first].cells, below):
        before = rows[first - 1]
        cells = uncommented(before.cells, comment)
        if len(cells) == 1 < width and len(split_runs(cells[0])) == width:  # names between spaces, rows between other marks
            cells = split_runs(cells[0])
            rows[first - 1] = Row(before.line, cells)
        near = len(cells) == width if block or is_comment(before, comment) else abs(len(cells) - width) <= 2 and len(cells) > 1
        if near and _could_name(cells):
            place = first - 1
    passed = [row.line.number for row in rows[:place]]
    if not passed:
        return place, ()
    if len(passed) == 1:
        return place, (tr("line {line} before the table was passed over", line=passed[0]),)
    return place, (tr("lines {first} to {last} before the table were passed over", first=passed[0], last=passed[-1]),)


def _below_prose(rows: Sequence[Row], plain: list[int], fitting: list[int]) -> list[int]:
    """The rows from a long block on that stands below lines of which few only happen to have as many cells; none without.

    Lines of which most hold numbers are other tables, no prose.
    """
    starts = [place for place in range(len(fitting)) if not place or fitting[place] != fitting[place - 1] + 1]
    blocks = list(zip(starts, [*starts[1:], len(fitting)], strict=True)) if starts else []
    start, end = max(blocks, key=lambda block: block[1] - block[0], default=(0, 0))
    others = {index for index in plain if start and index < fitting[start]}.difference(fitting)
    numeric = sum(count_solid([kind_of(cell) for cell in rows[index].cells]) > 0 for index in others)
    prose = len(others) >= max(3 * start, _TITLE_ROWS) and 2 * numeric <= len(others)
    return fitting[start:] if prose and end - start > 2 * start else []


def _names_below(rows: Sequence[Row], fitting: Sequence[int]) -> int | None:
    """The row of names below titles that are spread over as many cells: the first one filled to its end, over numbers.

    None of the rows before it is filled to the end, and none holds a number or a date where the rows below do.
    """
    for order, index in enumerate(fitting[:_TITLE_ROWS]):
        cells = [cell.strip() for cell in rows[index].cells]
        if not all(cells):
            continue
        below = [[kind_of(cell) for cell in rows[other].cells] for other in fitting[order + 1 : order + 1 + _TITLE_ROWS]]
        if not order or len(below) < 2 or len(set(cells)) < len(cells) or not _could_name(cells):
            return None
        solid = [place for place, kinds in enumerate(zip(*below, strict=True)) if 5 * count_solid(kinds) >= 4 * len(kinds)]
        above = [rows[other].cells[place] for other in fitting[:order] for place in solid]
        return index if solid and not count_solid(list(map(kind_of, above))) else None
    return None


def _filled(row: Row) -> int:
    return sum(map(bool, map(str.strip, row.cells)))


def are_names(cells: Sequence[str], width: int) -> bool:
    """Whether cells below a title are names: words, all different, in most columns."""
    words = [cell.strip() for cell in cells if cell.strip()]
    return 3 * len(words) >= width > 1 < len(words) == len(set(words)) and _could_name(cells)


def _could_name(cells: Sequence[str]) -> bool:
    return all(kind_of(cell) in ("word", "missing") for cell in cells) and any(cell.strip() for cell in cells)


def rows_passed_over(rows: Sequence[Row], comment: str | None) -> str:
    """What to say when the lines before the table look like a table themselves; "" when they do not."""
    widths = Counter(len(row.cells) for row in rows if _filled(row) > 1 and not is_comment(row, comment))
    if max(widths.values(), default=0) < 3:
        return ""
    first, last = rows[0].line.number, rows[-1].line.number
    return tr("lines {first} to {last} look like a table of their own and were passed over", first=first, last=last)
