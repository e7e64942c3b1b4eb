"""How many columns a table has, told from its header and its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from nndesigner.core.text import tr


def usual_width(head: Sequence[list[str]], tail: Sequence[list[str]], comment: str | None) -> int:
    """The number of cells that most rows have, comments not counted; more than one where enough rows do."""
    rows = [row for row in (*head, *tail) if not (comment and row and row[0].lstrip().startswith(comment))]
    widths = Counter(map(len, rows or head))
    if not widths:
        return 1
    wide = {width: count for width, count in widths.items() if width > 1}
    total = sum(widths.values())
    late = _late_width(rows)
    if late:
        return late
    if wide and max(wide.values()) >= max(0.2 * total, 2 if total > 4 else 1):
        return max(wide, key=lambda width: (wide[width], width))
    return max(widths, key=lambda width: (widths[width], width))


def _late_width(rows: Sequence[list[str]]) -> int:
    """The width of a table below lines of a key and its value, though there be more of these; 0 without such."""
    block = list(takewhile(lambda row: len(row) == len(rows[-1]), reversed(rows)))
    before = [len(row) for row in rows[: len(rows) - len(block)]]
    width = len(block[0]) if block else 0
    is_table = width > 3 and len(block) > 2 and sum(map(bool, map(str.strip, block[-1]))) == width
    return width if is_table and before and max(before) <= 3 and before.count(2) * 2 >= len(before) else 0


def without_spare(cells: list[str], after: list[list[str]], width: int) -> list[str]:
    """A header with more cells than any row: without its empty ones, if that makes it fit."""
    filled = [cell for cell in cells if cell.strip()]
    return filled if after and len(cells) > width == len(filled) else cells


def widths(
    first: list[str], after: list[list[str]], every: list[list[str]], width: int, named: bool
) -> tuple[int, bool, bool, bool]:
    """Width of the table; whether rows end with a spare delimiter, lack the index's name, leave out empty cells.

    Without names nothing tells a spare delimiter from an empty column: the column stays.
    """
    sure = [row for row in after if len(row) == width]
    empty_end = width > 1 and bool(sure) and all(not row[-1].strip() for row in sure)
    if not named:
        return width, False, False, False
    if empty_end and (len(first) == width - 1 or (len(first) == width and not first[-1].strip())):
        return width - 1, True, False, False
    if not after:
        return max(1, len(first)), False, False, False
    if len(first) == width - 1:
        return width, False, True, False
    while len(first) > width and not first[-1].strip():
        first = first[:-1]
    if len(first) > width and max(map(len, every)) == len(first):
        return len(first), False, False, True
    return width, False, False, False


def header_warning(cells: list[str], width: int, trailing: bool, index_column: bool, pads: bool) -> str:
    """What is odd about the header's width; "" when nothing is."""
    named = len(cells) + index_column
    if trailing and named == width:
        return tr("every row ends with a delimiter more than there are names; the empty column behind it was left out")
    if pads:
        return tr("the header names {named} columns, rows hold fewer: cells missing at their end were left empty", named=named)
    if named < width:
        return tr("the header names {named} of {width} columns; the others were numbered", named=named, width=width)
    if named > width + trailing:
        return tr("the header names {named} columns, rows hold {width}; spare names were dropped", named=named, width=width)
    return ""
