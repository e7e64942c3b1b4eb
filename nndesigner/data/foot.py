"""What stands below the rows of a table: the line that sums them up, and notes spread over its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nndesigner.core.text import tr
from nndesigner.data.cell_kind import count_solid, is_number, kind_of
from nndesigner.data.content import Content, bytes_of, text_of
from nndesigner.data.records import Dialect, Splitter, is_ruling

_TAIL = 1 << 20
_LOOKED_AT = 60
_LINE = re.compile(rb"[^\r\n]+")
_TOTALS = {"total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "insgesamt", "somme", "suma", "totale"}


def foot(content: Content, start: int, dialect: Dialect, splitter: Splitter) -> dict[int, str]:
    """Where lines begin that are no rows of the table, and why, for what follows byte ``start``."""
    if dialect.width < 2:
        return {}
    low = max(start, content.size - (1 << 16))
    found = list(_LINE.finditer(content.read(low, content.size)))[-_LOOKED_AT:]
    lines = [(low + match.start(), text_of(match.group())) for match in found]
    if low > start:
        lines = lines[1:]
    rows = [(place, line, splitter.fit(splitter.fitted(line))) for place, line in lines]
    rows = [(place, line, [cell.strip() for cell in cells]) for place, line, cells in rows if line.strip()]
    notes: dict[int, str] = {}
    solid = _solid([cells for _, _, cells in rows], dialect.width)
    while len(rows) > 2 and dialect.width > 2:
        place, line, cells = rows[-1]
        if not _is_aside(line, dialect):
            if not _is_note(cells, solid, bool(notes)):
                break
            notes[place] = tr("the row looks like a note below the table")
        rows.pop()
    if rows and _is_total(content, start, dialect, *rows[-1]):
        notes[rows[-1][0]] = tr("the row sums up the others")
    return notes


def _solid(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The columns in which half of the rows or more hold a number or a date."""
    kinds = [[kind_of(row[place]) for row in rows] for place in range(width)]
    return [place for place, kind in enumerate(kinds) if 2 * count_solid(kind) >= len(kind) > 0]


def _is_aside(line: str, dialect: Dialect) -> bool:
    """Whether a line is named or passed over as something else."""
    return is_ruling(line) or (dialect.comment is not None and line.lstrip().startswith(dialect.comment))


def _is_note(cells: Sequence[str], solid: Sequence[int], noted: bool) -> bool:
    """Whether few cells are filled, none with a number where the others hold numbers, and words stand there.

    One cell alone may stand elsewhere, if it holds several words or a note stands below it (``noted``).
    """
    filled = [place for place, cell in enumerate(cells) if cell]
    held = {kind_of(cells[place]) for place in solid}
    words = len(filled) == 1 and kind_of(cells[filled[0]]) == "word" and (noted or " " in cells[filled[0]])
    return bool(solid) and 0 < 2 * len(filled) <= len(cells) and held <= {"word", "missing"} and (words or "word" in held)


def _is_total(content: Content, start: int, dialect: Dialect, place: int, line: str, cells: Sequence[str]) -> bool:
    """Whether a line sums up the others: "Total" alone of its kind, then numbers."""
    name, *others = cells
    if place <= start or name.rstrip(":").casefold() not in _TOTALS or not any(map(is_number, others)):
        return False
    opening = b"\n" + bytes_of(line[: line.index(name) + len(name)])
    end = place - 1
    return not any(
        opening in content.read(before, min(end, before + _TAIL + len(opening))) for before in range(0, max(1, end), _TAIL)
    )
