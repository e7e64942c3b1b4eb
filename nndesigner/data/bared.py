"""Tables with marks or blanks around whole lines and columns: the text without them, so that it is as any other."""

from __future__ import annotations

import re

from nndesigner.core.text import tr
from nndesigner.data.fixed_width import spread
from nndesigner.data.records import is_ruling
from nndesigner.data.sample import DELIMITERS, MOST_LINES, best_delimiter, split_rows

_WRAPPED = re.compile(r'"(?:[^"]|"")*"$')
_FRAMED = re.compile(r"[ \t]*\|([^\r\n]*)\|[ \t]*(\r\n|\r|\n|)$")


def bared(text: str) -> tuple[str, str]:
    """The text without what stands around whole lines, and what to say of that: "" where nothing does."""
    ways = (
        (_unwrapped, tr("quotes around whole lines were taken off")),
        (_unframed, tr("bars around whole lines were taken off")),
        (spread, tr("columns were told apart by their places in the lines")),
    )
    for way, note in ways:
        bare = way(text)
        if bare is not None:
            return bare, note
    return text, ""


def _unwrapped(text: str) -> str | None:
    """``text`` without the quotes around whole lines, as some programs write them; None when that is not its trouble.

    The first line may stand without. Inside, quotes are doubled, and all lines have equally many cells, three at least.
    """
    if '"' not in text[:1000]:
        return None
    lines = text.splitlines(keepends=True)
    bodies = [line.rstrip("\r\n") for line in lines]
    filled = [body for body in bodies if body.strip()]
    wrapped = [body for body in filled if _WRAPPED.match(body) and any(mark in body for mark in DELIMITERS)]
    if len(wrapped) < 3 or len(wrapped) < len(filled) - ('"' not in filled[0]):
        return None
    inner = [body[1:-1].replace('""', '"') if _WRAPPED.match(body) else body for body in bodies]
    rows = [row for _, row in split_rows(inner, best_delimiter([inner[:MOST_LINES]], '"'), '"')]
    widths = {len(row) for row in rows}
    if len(widths) > 1 or min(widths) < 3:
        return None
    return "".join(body + line[len(old) :] for body, old, line in zip(inner, bodies, lines, strict=True))


def _unframed(text: str) -> str | None:
    """``text`` without the bars at both ends of every line, as tables for people's eyes have them; None without such."""
    if "|" not in text[:1000]:
        return None
    lines = text.splitlines(keepends=True)
    found = [_FRAMED.match(line) for line in lines]
    framed = sum(match is not None for match in found)
    others = [line for line, match in zip(lines, found, strict=True) if match is None and line.strip() and not is_ruling(line)]
    if framed < 2 or 3 * len(others) > framed or any("|" in line for line in others):
        return None
    return "".join(line if match is None else match[1] + match[2] for line, match in zip(lines, found, strict=True))
