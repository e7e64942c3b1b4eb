"""Column names: whether the first record holds them, what else may stand there, and how they are made unique."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise, zip_longest
from operator import or_

from nndesigner.data.cell_kind import PLAIN_NUMBER, count_solid, kind_of

_YEAR = re.compile(r"^(?:1[89]|20)\d\d$")
_BRACKETED = re.compile(r"\s*[\[(][^\])]*[\])]\s*$")
_WRAPPED = re.compile(r"\s*'([^']*)'\s*$")
_ORANGE_TYPES = {"c", "d", "s", "t", "n", "i", "m", "continuous", "discrete", "string", "time", "numeric", "categorical"}
_ORANGE_ROLES = {"c", "class", "m", "meta", "i", "ignore", "w", "weight"}
_SOME = 20
MOST_UNIT_ROWS = 3


def has_header(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether ``first`` names the columns of the rows in ``body``, among which it may stand again."""
    body = [row for row in body if list(row) != list(first)]
    kinds = [kind_of(cell) for cell in first]
    if not body:
        named = [kind == "word" for kind in kinds]
        return all(named) or (all(named[1:]) and len(named) > 1 and kinds[0] == "missing")
    if are_years(first, body) or _are_levels(first, body):
        return True
    votes = 0.0
    for place, kind in enumerate(kinds):
        column = [row[place] for row in body if place < len(row)]
        votes += _vote(first[place].strip(), kind, column)
    if votes:
        return votes > 0
    words = [cell.strip() for cell in first if cell.strip()]
    return all(kind in ("word", "missing") for kind in kinds) and len(set(words)) == len(words)


def _vote(name: str, kind: str, column: Sequence[str]) -> float:
    """Above zero when ``name`` cannot be one of the column's cells, below when it looks like one."""
    known = [cell.strip() for cell in column if kind_of(cell) != "missing"]
    if not known:
        return 0.1 if kind == "word" else 0.0
    solid = count_solid([kind_of(cell) for cell in known]) / len(known)
    if solid > 0.8:
        return {"word": 2.0 if solid == 1.0 < len(known) else 1.0, "missing": 0.0}.get(kind, -1.0)
    if kind == "number":
        return -1.0 if len(known) > 1 or solid else 0.0
    if name in known:
        return -1.0
    lengths = {len(cell) for cell in known}
    if kind == "word" and len(known) > 3 and len(lengths) == 1 and len(name) not in lengths:
        return 0.5
    if kind == "word" and len(known) > 3 and len(set(known)) <= len(known) / 2:
        return 0.5
    return 0.0


def are_years(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """A header such as ``country, code, 1990, 1991, 1992``, over cells that are no years."""
    cells = [cell.strip() for cell in first]
    while cells and not cells[-1]:
        cells.pop()
    words = next((place for place, cell in enumerate(cells) if _YEAR.match(cell)), 0)
    tail = cells[words:]
    if (
        not words
        or len(tail) < 2
        or not all(map(_YEAR.match, tail))
        or not (cells[:words] == [""] or all(kind_of(cell) == "word" for cell in cells[:words]))
    ):
        return False
    steps = {int(b) - int(a) for a, b in pairwise(tail)}
    even = len(steps) == 1 and steps != {0}
    below = [row[place].strip() for row in body for place in range(words, min(len(cells), len(row)))]
    if (words > 1 or not even or not cells[0]) and sum(_YEAR.match(cell) is not None for cell in below) > 0.3 * len(below):
        return False
    return even or (len(tail) > 2 and (min(steps) > 0 or max(steps) < 0))


def _are_levels(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """The head of a cross table: numbers in order over the columns, nothing over the rows' own names."""
    levels = [float(cell) for cell in first[1:] if PLAIN_NUMBER.match(cell.strip())]
    if (
        first[0].strip()
        or len(levels) < max(3, len(first) - 1)
        or len(body) < 2
        or not all(row and row[0].strip() for row in body)
    ):
        return False
    return all(a < b for a, b in pairwise(levels)) or all(a > b for a, b in pairwise(levels))


def is_second_header(row: Sequence[str], body: Sequence[Sequence[str]], grouped: bool) -> bool:
    """Whether ``row``, the second of a table whose first names no columns, names them: words over columns of numbers.

    All differ, unless the first groups them (``grouped``).
    """
    if len(body) < 4 or not all(kind_of(cell) == "word" for cell in row) or (len(set(row)) < len(row) and not grouped):
        return False
    columns = [[kind_of(other[place]) for other in body if place < len(other)] for place in range(len(row))]
    return sum(kinds.count("number") + kinds.count("missing") > 0.8 * len(kinds) for kinds in columns) >= 2


def is_grouping(row: Sequence[str]) -> bool:
    """Whether a row repeats a few words over many columns, as a line above the names does."""
    words = [cell.strip() for cell in row if cell.strip()]
    names = all(kind_of(word) == "word" or _YEAR.match(word) for word in words)
    return len(row) > 2 and 0 < 2 * len(set(words)) <= len(row) and names


def unit_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many of the rows below the header describe the columns: with units, further names, or Orange's types and roles."""
    if len(rows) > 2 and _are_orange(rows[0], rows[1]):
        return 2
    for count in range(min(MOST_UNIT_ROWS, len(rows) - 1), 0, -1):
        if all(_is_units_row([row, *rows[count:]], least=2 if row is rows[0] else 1) for row in rows[:count]):
            return count
    return 0


def _are_orange(types: Sequence[str], roles: Sequence[str]) -> bool:
    """Whether two rows are those of Orange's ``.tab``: types or values, then ``class``, ``meta`` or nothing."""
    known = [cell.strip().lower() in _ORANGE_TYPES for cell in types]
    listed = [not cell.strip() or " " in cell.strip() for cell in types]
    words = [cell.split()[0].lower() for cell in roles if cell.strip()]
    sure = 2 * sum(known) >= len(types) > 1 or (any(known) and "class" in words)
    return sure and all(map(or_, known, listed)) and all(word in _ORANGE_ROLES or "=" in word for word in words)


def _is_units_row(rows: Sequence[Sequence[str]], least: int) -> bool:
    """Whether the first row below the header holds units or further names: words where the other rows hold numbers."""
    first, *others = rows
    filled = [place for place, cell in enumerate(first) if cell.strip()]
    if filled and all(_BRACKETED.match(first[place]) for place in filled):
        return not any(_BRACKETED.match(cell) for row in others[:_SOME] for cell in row)
    if len(others) < 2 or not filled or any(kind_of(first[place]) != "word" for place in filled):
        return False
    columns = [[kind_of(row[place]) for row in others if place < len(row)] for place in filled]
    solid = sum(count_solid(kinds) >= 0.8 * len(kinds) > 0 for kinds in columns)
    return solid >= max(least, 0.6 * len(filled))


def is_metadata(first: Sequence[str], second: Sequence[str], rows_after: Callable[[], int]) -> bool:
    """Whether ``first`` only counts the rows and features and names the classes, as a well-known library's iris.csv does.

    ``150,4,setosa,versicolor,virginica``: 150 rows follow, of 4 features and one target.
    """
    cells = list(first)
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) < 4 or not (cells[0].strip().isdigit() and cells[1].strip().isdigit()):
        return False
    names = cells[2:]
    if int(cells[1]) not in (len(second) - 1, len(second)) or any(kind_of(cell) != "word" for cell in names):
        return False
    return all(kind_of(cell) != "word" for cell in second[:2]) and abs(int(cells[0]) - rows_after()) <= 1


def without_quotes(cells: Sequence[str]) -> list[str]:
    """Names without the single quotes that stand around every one of them."""
    found = [_WRAPPED.match(cell) for cell in cells]
    return [match.group(1) if match else "" for match in found] if cells and all(found) else list(cells)


def column_names(first: Sequence[str] | None, width: int) -> tuple[str, ...]:
    """Unique names: empty ones become ``column_3`` by place, repeated ones get ``_2``, ``_3`` …"""
    names: dict[str, None] = {}
    taken = {cell.strip() for cell in first or ()}
    numbers: dict[str, int] = {}
    for place, cell in zip_longest(range(width), first or (), fillvalue=""):
        if not isinstance(place, int) or place >= width:
            break
        name = " ".join(str(cell).split()) or f"column_{place + 1}"
        if name in names:
            number = numbers.get(name, 2)
            while f"{name}_{number}" in names or f"{name}_{number}" in taken:
                number += 1
            numbers[name] = number + 1
            name = f"{name}_{number}"
        names[name] = None
    return tuple(names)
