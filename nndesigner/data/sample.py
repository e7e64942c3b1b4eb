"""A sample of a text's lines (head, middle and tail), and the delimiter and quote that fit it best."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nndesigner.data.cell_kind import kind_of
from nndesigner.data.records import LINE_END, Dialect, Splitter, single_spaced, split_escaped, split_runs

DELIMITERS = (",", ";", "\t", "|", "^", "~", " ", ":", "*", "\x01", "\x1f")
_RARE = {" ": 0.7, ":": 0.5, "*": 0.5}  # these stand in texts and times as well
_NARROWEST = {"*": 3}  # before that it marks footnotes and the items of a list
_LONGER = ("~|~", "|~|", "||", "::", "~~", "##", "@@", ";;")
PART = 49152  # characters that are looked at of the opening, and together of middle and tail
_CLEAN_WORD = re.compile(r"^[^,;\t|^~]*[^\W\d_][^,;\t|^~]*$")
_PHRASE = re.compile(r"^[^;\t|^~,]*[^\W\d_][^;\t|^~,]*(?:, [^;\t|^~,]*)+$")  # commas as in a sentence
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s,|\t]+$")
_DECIMAL_LINE = re.compile(r"\s*[+-]?\d+,\d+\s*$")
_JOINED = 50
MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """A physical line: its number from 1, where it starts and ends in the text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Beyond:
    """What is known of a large text behind its opening: lines of its middle and tail, the quotes in all of it, its lines."""

    parts: list[list[str]]
    quotes: str
    lines: Callable[[], int]


def head_lines(text: str, start: int = 0, number: int = 1) -> list[Line]:
    """The first lines: about 48 thousand characters of them, at least 20 where there are as many."""
    lines: list[Line] = []
    for match in LINE_END.finditer(text, start):
        lines.append(Line(number, start, match.start()))
        start, number = match.end(), number + 1
        if len(lines) >= MOST_LINES or (start > PART and len(lines) >= 20):
            return lines
    if start < len(text):
        lines.append(Line(number, start, len(text)))
    return lines


def later_lines(text: str, after: int) -> list[list[str]]:
    """Whole lines from the middle and the tail of what follows ``after``."""
    parts = []
    for middle in (len(text) // 2, len(text) - PART // 2):
        first, last = max(after, middle), min(len(text), max(after, middle) + PART // 2)
        lines = LINE_END.split(text[first:last])
        if first > after:
            lines = lines[1:]
        if last < len(text):
            lines = lines[:-1]
        parts.append(lines[:MOST_LINES])
        after = last
    return parts


def split_rows(
    lines: Sequence[str], delimiter: str, quote: str | None, escape: str | None = None
) -> list[tuple[int, list[str]]]:
    """The lines as rows, each with the index of its first line; lines joined where a quote is open."""

    def is_open(text: str) -> bool:
        return quote is not None and (text.count(quote) - (text.count(escape + quote) if escape else 0)) % 2 == 1

    rows: list[tuple[int, list[str]]] = []
    index = 0
    while index < len(lines):
        first, text = index, lines[index]
        index += 1
        if not text.strip():
            continue
        if is_open(text):
            joined, last = text, index
            while last < min(len(lines), first + _JOINED) and is_open(joined):
                joined += "\n" + lines[last]
                last += 1
            if not is_open(joined):
                text, index = joined, last
        rows.append((first, split_line(text, delimiter, quote, escape)))
    return rows


def split_line(text: str, delimiter: str, quote: str | None, escape: str | None = None) -> list[str]:
    """Cells of one record, by Python's csv module where it can."""
    if quote is None or quote not in text:
        if escape is not None and escape in text and delimiter != " ":
            return split_escaped(text, delimiter, escape)
        return split_runs(text) if delimiter == " " else text.split(delimiter)
    text = single_spaced(text) if delimiter == " " else text
    if len(delimiter) > 1:
        return Splitter(Dialect(delimiter=delimiter, quote=quote)).parse(text, 0, len(text)).cells
    try:
        return next(csv.reader([text], delimiter=delimiter, quotechar=quote, skipinitialspace=True, escapechar=escape), [])
    except csv.Error:  # a cell longer than csv allows
        return (
            Splitter(Dialect(delimiter=delimiter, quote=quote, escape=escape, skip_spaces=True)).parse(text, 0, len(text)).cells
        )


def best_quote(lines: Sequence[str], text: str) -> str | None:
    """The quote that stands around whole cells; None when ``text``, all there is, has no quote at all."""

    def cells(quote: str) -> int:
        before = "[,;\\t| ]" if quote == '"' else "[,;\\t|]"  # in texts ' stands behind spaces as well
        pattern = re.compile(rf"(?:^|{before}) ?{quote}(?:[^{quote}]|{quote}{quote})*{quote}(?= ?(?:$|[,;\t| ]))")
        return sum(pattern.search(line) is not None for line in lines)

    single, double = cells("'"), cells('"')
    if single > double and single >= 0.3 * sum(bool(line.strip()) for line in lines):
        return "'"
    return '"' if '"' in text else None


def best_delimiter(parts: Sequence[Sequence[str]], quote: str | None) -> str:
    """The delimiter that splits most rows into equally many clean cells; "," when none does (one column)."""
    quoted = re.compile(f"{quote}[^{quote}]*{quote}") if quote else None
    lines = [quoted.sub("x", line) if quoted else line for part in parts for line in part if line.strip()]
    longer = next((mark for mark in _LONGER if _divides(mark, lines)), None)
    if longer is not None:
        return longer
    present = [delimiter for delimiter in DELIMITERS if any(delimiter in line for part in parts for line in part)]
    scores = {delimiter: _score(parts, delimiter, quote) for delimiter in present}
    best = max(scores, key=lambda delimiter: scores[delimiter], default=",")
    return best if scores.get(best, 0.0) > 0.1 else ","


def _divides(mark: str, lines: Sequence[str]) -> bool:
    """Whether a delimiter of several characters stands equally often in every line, and what it is made of hardly elsewhere."""
    counts = {line.count(mark) for line in lines}
    if len(lines) < 2 or len(counts) > 1 or 0 in counts:
        return False
    alone = sum(mark[0] in line.replace(mark, "") for line in lines)
    return 4 * alone <= len(lines) and not all(line.endswith(mark) and counts == {1} for line in lines)


def _score(parts: Sequence[Sequence[str]], delimiter: str, quote: str | None) -> float:
    rows = [row for part in parts for _, row in split_rows(part, delimiter, quote)]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    if count == 1 and sum(widths.values()) < 3 < len(rows):  # a comma or two in sentences
        return 0.0
    if width < _NARROWEST.get(delimiter, 2):
        return 0.0
    chosen = [row for row in rows if len(row) == width]
    chosen = chosen[:: max(1, len(chosen) * min(width, 60) // 3000)]
    value = _solid_cell if delimiter == " " else _clean_cell
    clean = sum(value(cell) for row in chosen for cell in row[:60]) / sum(min(width, 60) for _ in chosen)
    if delimiter == ":" and any(kind_of(line) == "date" or ": " in line or '"' in line for line in parts[0][:20]):
        return 0.0
    return (count / len(rows)) * clean**2 * (1 - 1 / width) * _RARE.get(delimiter, 1.0)


@lru_cache(maxsize=16384)
def _clean_cell(cell: str) -> float:
    if kind_of(cell) != "word":
        return 1.0
    if _ADDRESS.match(cell):
        return 0.9
    return 0.9 if _CLEAN_WORD.match(cell) else 0.5 if _PHRASE.match(cell) else 0.0


@lru_cache(maxsize=16384)
def _solid_cell(cell: str) -> float:
    if cell.endswith((",", ";")):  # the other delimiter, with a space behind it
        return 0.0
    return 1.0 if kind_of(cell) in ("number", "date") else 0.5


def find_escape(lines: Sequence[str], delimiter: str, quote: str | None) -> str | None:
    """A backslash, where it stands before quotes inside of quoted cells and quotes are not doubled."""
    if len(delimiter) > 1:
        return None
    if delimiter != " " and any(f"\\{delimiter}" in line for line in lines):
        escaped = re.compile(rf"(?<!\\)(?:\\\\)*{re.escape(delimiter)}")
        widths = {len(escaped.findall(line)) for line in lines if line.strip()}
        if len(widths) == 1 and len({line.count(delimiter) for line in lines if line.strip()}) > 1:
            return "\\"
    if quote is None:
        return None
    ends, mark = re.escape(delimiter), re.escape(quote)
    inside = re.compile(rf"\\{mark}(?!\s*(?:{ends}|$))")
    doubled = re.compile(rf"[^{ends}\s]{mark}{mark}[^{ends}\s]")
    return "\\" if any(map(inside.search, lines)) and not any(map(doubled.search, lines)) else None


def is_decimal_column(lines: Sequence[str]) -> bool:
    """Whether a name without a comma stands over numbers with a decimal comma: one column, not two of whole numbers."""
    first, *rest = [line for line in lines if line.strip()] or [""]
    return len(rest) > 1 and "," not in first and kind_of(first) == "word" and all(map(_DECIMAL_LINE.match, rest))
