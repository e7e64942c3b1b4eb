"""Clean tables polluted in one place, and a judge of what was read from them.

The kinds are those of Pollock (Vitagliano et al., "Pollock: A Data Loading Benchmark", VLDB 2023): pollutions of the whole
file, of its header, of one record at every row, of one field at every row and column.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nndesigner.core.errors import DataError
from nndesigner.data.reader import read_csv

Rows = list[list[str]]
EXACT, FLAGGED, ONE, MORE = "exact", "flagged", "silently wrong in one row", "silently wrong in more"


@dataclass(frozen=True)
class Pollution:
    """A polluted file, the rows that should come out, and the line whose number of fields it changed (0: none)."""

    kind: str
    place: str
    data: bytes
    names: tuple[str, ...]
    rows: Rows
    line: int = 0


@dataclass(frozen=True)
class Verdict:
    """How a polluted file was read, and whether the line with another number of fields was named."""

    outcome: str
    is_line_named: bool
    is_crash: bool = False


def shop(count: int) -> tuple[list[str], Rows]:
    """Nine columns with commas, quotes and semicolons inside of fields."""
    names = ["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"]
    rng = random.Random(5)
    rows = []
    for i in range(count):
        text = f'Big "thing" {i}' if i % 5 == 0 else f"Description of {i}"
        row = [f"{1 + i % 28:02d}/0{1 + i % 9}/2017", f"{i % 24:02d}:{i % 60:02d}", str(i % 7 + 1), f"PI-{i:04d}"]
        kind = rng.choice(["A", "B", "Type, C"])
        rows.append([*row, f"{i * 1.37:.2f}", kind, text, f"http://x.y/{i}", "" if i % 3 else f"note {i}; ok"])
    return names, rows


def readings(count: int) -> tuple[list[str], Rows]:
    """Five columns of numbers and one of words."""
    rng = random.Random(6)
    rows = [[str(i + 100), *(f"{rng.gauss(0, 9):.3f}" for _ in range(3)), rng.choice("xyz"), str(i % 4)] for i in range(count)]
    return ["number", "north", "east", "height", "kind", "level"], rows


def written(rows: Rows, **dialect: object) -> str:
    """Rows as CSV by Python's csv module."""
    stream = io.StringIO(newline="")
    csv.writer(stream, **dialect).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


def pollutions() -> Iterator[Pollution]:
    """All of them, in a fixed order."""
    for title, (names, rows) in {"shop": shop(84), "readings": readings(60)}.items():
        yield from whole_files(title, names, rows)
        yield from records(title, names, rows)
        yield from fields(title, names, rows)


def whole_files(title: str, names: list[str], rows: Rows) -> Iterator[Pollution]:
    """Other dialects, encodings, preambles, headers, ends."""
    everything = [names, *rows]
    plain = written(everything)
    bare = written(rows)

    def made(kind: str, data: bytes, kept: Rows = rows, heads: list[str] | None = None) -> Pollution:
        return Pollution(kind, title, data, tuple(names if heads is None else heads), kept)

    for delimiter in ",;\t|":
        for ending in ("\n", "\r\n", "\r"):
            for quote in "\"'":
                for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC):
                    text = written(everything, delimiter=delimiter, lineterminator=ending, quotechar=quote, quoting=quoting)
                    yield made(f"dialect {delimiter!r} {ending!r} {quote} {quoting}", text.encode())
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "mac-roman"):
        yield made(f"encoding {encoding}", plain.encode(encoding))
    escaped = written(everything, doublequote=False, escapechar="\\", quoting=csv.QUOTE_ALL)
    yield made("escape character", escaped.encode())
    for lines in range(1, 7):
        opening = ["Title of it", "", "Made by me, in May", "some; thing", "as of 2020", ""][:lines]
        yield made(f"preamble of {lines}", ("\r\n".join(opening) + "\r\n" + plain).encode())
    wide = "Title" + "," * (len(names) - 1) + "\r\n"
    yield made("preamble as wide as the table", (wide + plain).encode())
    yield made("no header", bare.encode(), heads=[f"column_{i + 1}" for i in range(len(names))])
    yield made("header twice", (written([names]) + plain).encode())
    yield made("empty names", written([["" if i == 2 else name for i, name in enumerate(names)], *rows]).encode(), heads=[])
    yield made("the same name twice", written([[names[0], *names[:-1]], *rows]).encode(), heads=[])
    yield made("header over two lines", written([["group"] * len(names), names, *rows]).encode(), heads=[])
    yield made("no newline at the end", plain.rstrip().encode())
    for ends in (1, 2, 3):
        yield made(f"{ends} spare newlines", (plain + "\r\n" * ends).encode())
    yield made("a footer", (plain + "\r\n(c) me\r\n").encode())
    yield made("a delimiter behind every row", plain.replace("\r\n", ",\r\n").encode())
    shifted = [["", *row] for row in rows]
    yield made("an empty column in front", written([["", *names], *shifted]).encode(), shifted, heads=[])
    for kept in (0, 1, 2, 3, 5):
        yield made(f"{kept} rows", written([names, *rows[:kept]]).encode(), rows[:kept])
    yield made("another table behind", (plain + "\r\n" + written([["p", "q"], ["1", "2"], ["3", "4"]])).encode())
    yield made("a NUL in a comment", (plain.rstrip() + "\x00\r\n").encode())
    yield made("empty file", b"", [])


Change = Callable[[str, list[int]], str]


def _cut(line: str, commas: list[int]) -> str:
    return line[: commas[len(commas) // 2]] + line[commas[len(commas) // 2] + 1 :]


RECORDS: dict[str, tuple[Change, bool]] = {
    "a delimiter more at the end": (lambda line, _: line + ",", False),
    "a cell more at the end": (lambda line, _: line + ",x", True),
    "two cells more at the end": (lambda line, _: line + ",,x", True),
    "a delimiter more at the start": (lambda line, _: "," + line, True),
    "a delimiter less": (_cut, True),
    "the last cell cut off": (lambda line, commas: line[: commas[-1]], True),
    "only the first cell": (lambda line, commas: line[: commas[0]], True),
    "a quote at the start": (lambda line, _: '"' + line, True),
    "a quote at the end": (lambda line, _: line + '"', False),
    "a line feed at the end": (lambda line, _: line + "\n", False),
    "an empty line": (lambda line, _: line + "\r\n", False),
    "a line of delimiters": (lambda line, commas: line + "\r\n" + "," * len(commas), False),
    "spaces around delimiters": (lambda line, _: line, False),
    "a comment before": (lambda line, _: "# a remark\r\n" + line, False),
}


def records(title: str, names: list[str], rows: Rows) -> Iterator[Pollution]:
    """One record changed, at every row."""
    lines = written([names, *rows]).split("\r\n")[:-1]
    for place, line in enumerate(lines):
        commas = _commas(line)
        for kind, (change, is_other_width) in RECORDS.items():
            if place == 0 and kind in ("a comment before", "an empty line", "a line of delimiters", "a line feed at the end"):
                continue
            changed = [*lines[:place], change(line, commas), *lines[place + 1 :]]
            data = ("\r\n".join(changed) + "\r\n").encode()
            number = place + 1 if is_other_width and place else 0
            yield Pollution(kind, f"{title}, row {place}", data, tuple(names), rows, number)


def fields(title: str, names: list[str], rows: Rows) -> Iterator[Pollution]:
    """One field changed, at every row and column."""
    lines = written([names, *rows]).split("\r\n")[:-1]
    for place, line in enumerate(lines):
        if not place:
            continue
        edges = [-1, *_commas(line), len(line)]
        for column in range(len(edges) - 1):
            first, last = edges[column] + 1, edges[column + 1]
            middle = (first + last) // 2
            is_quoted = line[first : first + 1] == '"'
            changes = {
                "a delimiter less there": line[:last] + line[last + 1 :],
                "a delimiter more there": line[:last] + "," + line[last:],
                "a quote opened": line[:first] + '"' + line[first:],
                "a newline inside": line[:middle] + "\r\n" + line[middle:],
                "a quote inside": line[:middle] + '"' + line[middle:],
                "another delimiter": line[:last] + ";" + line[last + 1 :],
            }
            for kind, text in changes.items():
                if (is_quoted and kind != "a delimiter more there") or (
                    kind[-4:] in ("less", "more") and column + 2 == len(edges)
                ):
                    continue
                if kind in ("a delimiter less there", "another delimiter") and column + 2 == len(edges):
                    continue
                data = ("\r\n".join([*lines[:place], text, *lines[place + 1 :]]) + "\r\n").encode()
                number = place + 1 if kind != "a quote inside" else 0
                yield Pollution(kind, f"{title}, row {place}, column {column}", data, tuple(names), rows, number)


def _commas(line: str) -> list[int]:
    """Where the delimiters stand, those inside of quotes not counted."""
    found, is_open = [], False
    for place, letter in enumerate(line):
        is_open ^= letter == '"'
        if letter == "," and not is_open:
            found.append(place)
    return found


def judge(pollution: Pollution) -> Verdict:
    """Read a polluted file and compare; a difference counts as flagged where a problem names one of its lines."""
    try:
        table = read_csv(pollution.data)
    except DataError:
        return Verdict(FLAGGED if pollution.rows else EXACT, True)
    except Exception:
        return Verdict(MORE, False, is_crash=True)
    named = {problem.line for problem in table.problems}
    last = [*(table.lines[1:] - 1).tolist(), 1 << 60]
    flagged, found = 0, Counter[tuple[str, ...]]()
    for row in range(table.row_count):
        lines = range(int(table.lines[row]), min(last[row], int(table.lines[row]) + 50) + 1)
        if table.bad[row] or any(line in named for line in lines):
            flagged += 1
        found[table.row_texts(row)] += 1
    expected = Counter(map(tuple, pollution.rows))
    extra, missing = (found - expected).total(), (expected - found).total()
    wrong = max(0, max(extra, missing) - flagged)
    if pollution.names and table.names != pollution.names and not table.problems and not table.dialect.notes:
        wrong += 2
    outcome = (EXACT if not extra and not missing else FLAGGED) if not wrong else ONE if wrong == 1 else MORE
    return Verdict(outcome, not pollution.line or pollution.line in named)
