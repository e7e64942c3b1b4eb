"""Tables whose columns stand at fixed places of every line, with spaces between them and perhaps inside of cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nndesigner.data.cell_kind import count_solid, kind_of
from nndesigner.data.records import is_ruling, split_runs
from nndesigner.data.sample import best_delimiter

_LOOKED_AT = 1000
_TITLES = 5
_FEWEST = 4


def spread(text: str) -> str | None:
    """``text`` with a tab between its columns; None unless only their places tell them apart.

    That is so where lines hold runs of spaces and other numbers of words, and where most of what stands between the places
    that are blank in every line are numbers. Up to five lines of titles may stand before.
    """
    if "  " not in text[:4000]:
        return None
    lines = text.splitlines(keepends=True)
    bodies = [line.rstrip("\r\n") for line in lines]
    filled = [body for body in bodies[:_LOOKED_AT] if body.strip() and not is_ruling(body)]
    if len(filled) < _FEWEST or "\t" in text or 5 * sum("  " in body.strip() for body in filled) < 4 * len(filled):
        return None
    counts = Counter(len(split_runs(body)) for body in filled)
    if max(counts.values()) >= 0.8 * len(filled) or best_delimiter([filled], '"') not in (" ", ",", ":"):
        return None
    kept, places = _best(filled)
    if len(places) < 2:
        return None
    return "".join(
        line if body in kept or is_ruling(body) or not body.strip() else _cut(body, places) + line[len(body) :]
        for line, body in zip(lines, bodies, strict=True)
    )


def _best(lines: Sequence[str]) -> tuple[set[str], list[int]]:
    """The lines before the table and the places of its columns; as few lines as give most columns, none where nothing does."""
    titles, places = 0, list[int]()
    for count in range(min(_TITLES, len(lines) // 4, len(lines) - _FEWEST) + 1):
        found = _places(lines[count:])
        if 2 * len(found) >= max(4, 3 * len(places)) and _are_columns(lines[count:], found):
            titles, places = count, found
    return set(lines[:titles]), places


def _places(lines: Sequence[str]) -> list[int]:
    """Where columns begin: behind places that are blank in every line."""
    width = max(map(len, lines))
    held = [False] * width
    for line in lines:
        for place, letter in enumerate(line):
            if letter != " ":
                held[place] = True
    return [place for place in range(width) if held[place] and (place == 0 or not held[place - 1])]


def _cut(line: str, places: Sequence[int]) -> str:
    ends = [*places[1:], len(line)]
    return "\t".join(line[start:end].strip() for start, end in zip(places, ends, strict=True))


def _are_columns(lines: Sequence[str], places: Sequence[int]) -> bool:
    """Whether numbers or dates stand in half of the columns, in most lines but the first, and nothing else does there."""
    rows = [_cut(line, places).split("\t") for line in lines[1:]]
    if 20 * sum("  " in cell for row in rows for cell in row) > len(rows):  # columns that touch each other in some line
        return False
    kinds = [[kind_of(row[place]) for row in rows] for place in range(len(places))]
    known = [(count_solid(kind), kind.count("missing")) for kind in kinds]
    solid = sum(10 * (count + gaps) >= 9 * len(rows) and 2 * gaps < len(rows) for count, gaps in known)
    return 2 * solid >= len(places)
