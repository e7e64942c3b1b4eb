"""A clean table polluted in one place: at most the polluted row is lost, and a row of another width is named by its line."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Callable

import pytest

from nndesigner.data.reader import read_csv
from tests.data.pollution import EXACT, FLAGGED, MORE, ONE, judge, pollutions
from tests.proofs import is_proving, record

NAMES = ["date", "time", "quantity", "product", "price", "kind", "description", "comment"]
KINDS = ["A", "B", "Type, C"]


def made(i: int) -> list[str]:
    """Row number ``i`` of the clean table."""
    text = f'Big "thing" {i}' if i % 5 == 0 else f"Description of {i}"
    date, time = f"{1 + i % 28:02d}/0{1 + i % 9}/2017", f"{i % 24:02d}:{i % 60:02d}"
    return [date, time, str(i % 7 + 1), f"PI-{i:04d}", f"{i * 1.37:.2f}", KINDS[i % 3], text, "" if i % 3 else f"note {i}; ok"]


ROWS = [made(i) for i in range(60)]


def written(rows: list[list[str]], **dialect: object) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, **dialect).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


LINES = written([NAMES, *ROWS]).split("\r\n")[:-1]


def inserted(text: str, after: int) -> Callable[[str], str]:
    """Put ``text`` behind the comma number ``after``, counted from 1."""

    def change(line: str) -> str:
        parts = line.split(",")
        return ",".join(parts[:after]) + "," + text + ",".join(parts[after:])

    return change


POLLUTIONS: dict[str, tuple[Callable[[str], str], bool]] = {
    "a delimiter more at the end": (lambda line: line + ",x", True),
    "a delimiter more in the middle": (inserted(",", 2), True),
    "a delimiter more at the start": (lambda line: "," + line, True),
    "a delimiter less": (lambda line: line.replace(",", "", 1), True),
    "the last cell cut off": (lambda line: line.rsplit(",", 1)[0], True),
    "a quote at the start": (lambda line: '"' + line, True),
    "a quote before a cell": (inserted('"', 4), True),
    "a quote inside a cell": (inserted('3"', 4), False),
    "a quote at the end": (lambda line: line + '"', False),
    "a newline inside a row": (inserted("1\r\n", 3), True),
    "a carriage return inside a row": (inserted("1\r", 3), True),
    "an empty line": (lambda line: line + "\r\n", False),
    "the row twice": (lambda line: line + "\r\n" + line, False),
}


@pytest.mark.parametrize("name", POLLUTIONS)
@pytest.mark.parametrize("row", [0, 1, 29, 30, 59])
def test_pollution_costs_one_row_at_most(name: str, row: int) -> None:
    change, other_width = POLLUTIONS[name]
    lines = [change(line) if place == row + 1 else line for place, line in enumerate(LINES)]
    table = read_csv(("\r\n".join(lines) + "\r\n").encode())
    found = Counter(table.row_texts(place) for place in range(table.row_count) if not table.bad[place])
    expected = Counter(map(tuple, ROWS))
    assert (expected - found).total() <= 1
    assert (found - expected).total() <= 1
    assert table.names == tuple(NAMES)
    assert not other_width or row + 2 in [problem.line for problem in table.problems]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_every_dialect_is_detected(delimiter: str, ending: str, quote: str, quoting: int) -> None:
    text = written([NAMES, *ROWS], delimiter=delimiter, lineterminator=ending, quotechar=quote, quoting=quoting)
    table = read_csv(text.encode())
    assert table.names == tuple(NAMES)
    assert [list(table.row_texts(row)) for row in range(table.row_count)] == ROWS
    assert table.problem_count == 0


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("count", [120, pytest.param(2400, marks=pytest.mark.prove)])
def test_polluted_files_are_read_right_or_flagged(count: int) -> None:
    if count > 1000 and not is_proving():
        pytest.skip("a long proof: make prove")
    every = list(pollutions())
    files = [item for item in every if " row " not in f" {item.place}"] if count > 1000 else []
    files += random.Random(11).sample([item for item in every if item not in files], count - len(files))
    verdicts = [(item, judge(item)) for item in files]
    outcomes = Counter(verdict.outcome for _, verdict in verdicts)
    changed = [verdict.is_line_named for item, verdict in verdicts if item.line]
    assert not [f"{item.kind} ({item.place})" for item, verdict in verdicts if verdict.is_crash]
    assert outcomes[MORE] <= 5, [f"{item.kind} ({item.place})" for item, v in verdicts if v.outcome == MORE]
    assert sum(changed) >= 0.9 * len(changed) > 0
    if count > 1000:
        record(
            "Polluted CSV files",
            {
                "files": len(files),
                "crashes": 0,
                **{outcome: outcomes[outcome] for outcome in (EXACT, FLAGGED, ONE, MORE)},
                "with another number of fields": len(changed),
                "of which named with their line": f"{sum(changed)} ({sum(changed) / len(changed):.1%})",
            },
        )
