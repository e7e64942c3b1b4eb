"""The fast path of the reader: the same table as record by record, in small steps, with large files left on the disk."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.core.errors import DataError
from nndesigner.data import encoding, fields, opened, scan
from nndesigner.data.coded import Coder
from nndesigner.data.content import OnDisk
from nndesigner.data.digits import PAD, read_long, read_numbers
from nndesigner.data.reader import Cancelled, read_csv
from nndesigner.data.table import Table

WRITTEN = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.floats(-1e6, 1e6).map(lambda x: f"{x:.4f}"),
    st.floats(-1e3, 1e3).map(lambda x: f"{x:.18e}"),
    st.integers(-(10**15), 10**15).map(str),
    st.sampled_from(["0", "-0", "5.", ".5", "-.5", "0.0", "00.5", "99999999", "9.9999999", "1e-05", "123456.7890123"]),
)
NO_NUMBER = st.sampled_from(
    ["", ".", "-", "--1", "1.2.3", "1_0", "abc", "nan", "inf", "1-2", "1/2", "0x1", "e5", "1e", "/", ":1"]
)


def numbers_in(cells: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values, which were read, and which have a leading zero, by the fast path and the longer one."""
    buffer = b"\0" * PAD + ",".join(cells).encode() + b"," + b"\0" * PAD
    data, lengths = np.frombuffer(buffer, np.uint8), np.array(list(map(len, cells)))
    ends = PAD + np.cumsum(lengths + 1) - 1
    values, unread, zeros = read_numbers(data, ends - lengths, ends, ord("."))
    left = np.flatnonzero(unread)
    values[left], unread[left] = read_long(data, (ends - lengths)[left], ends[left], ord("."))
    return values, ~unread, zeros


@given(st.lists(WRITTEN, min_size=1, max_size=40))
@settings(max_examples=150, deadline=None)
def test_numbers_are_the_nearest_float64(cells: list[str]) -> None:
    values, read, _ = numbers_in(cells)
    assert values[read].tolist() == [float(cell) for cell, ok in zip(cells, read, strict=True) if ok]
    assert all(ok for cell, ok in zip(cells, read, strict=True) if len(cell) <= 8 and "e" not in cell)


@given(st.lists(NO_NUMBER, min_size=1, max_size=40))
@settings(max_examples=50, deadline=None)
def test_what_is_no_number_is_not_read(cells: list[str]) -> None:
    assert not numbers_in(cells)[1].any()


def test_integers_with_leading_zeros_are_told() -> None:
    assert numbers_in(["007", "0", "0.5", "00", "-07", "70"])[2].tolist() == [True, False, False, True, False, False]


def messy(rows: int, seed: int) -> bytes:
    """Numbers, categories, quotes, missing cells, here and there a ragged row or a quote that never closes."""
    rng = random.Random(seed)
    lines = ["id,x,y,kind,note"]
    for i in range(rows):
        x = rng.choice([f"{rng.gauss(0, 1):.5f}", f"{rng.gauss(0, 1e6)!r}", "", "NA", str(rng.randint(0, 99))])
        note = rng.choice(["plain", '"a, b"', '"say ""hi"""', "täglich", ""])
        lines.append(f"{i},{x},{rng.random():.3f},{rng.choice('abc')},{note}")
        if rng.random() < 0.001:
            lines[-1] = rng.choice([lines[-1] + ",more", f'{i},"1.5,2,a,b', f'{i},1,2,a,"two\nlines"'])
    return ("\n".join(lines) + "\n").encode()


def same(one: Table, other: Table) -> None:
    """All that a person can see is equal."""
    assert one.row_count == other.row_count
    assert one.problems == other.problems
    assert one.bad.tolist() == other.bad.tolist()
    assert one.lines.tolist() == other.lines.tolist()
    assert one.to_csv() == other.to_csv()
    for a, b in zip(one.columns, other.columns, strict=True):
        assert (a.name, a.type, a.categories) == (b.name, b.type, b.categories)
        np.testing.assert_array_equal(a.data, b.data)


@pytest.mark.parametrize("seed", [1, 2])
def test_blocks_give_the_same_table_as_records(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = messy(6000, seed)
    fast = read_csv(data)
    monkeypatch.setattr(scan, "split_block", lambda block, dialect: None)
    same(fast, read_csv(data))


def words(rows: int) -> bytes:
    """Columns of short and long words, of few and many, some of which begin as others do; the later rows bring new ones."""
    rng = random.Random(6)
    few = [
        ["a", "ab", "abc", "", '"a"', '"a,b"', '"a""b"'],
        ["eightchr", "eightch", "eight", "ä", "öü€"],
        ["exactly 16 bytes", "exactly 16 byte", "exactly", "more than sixteen bytes"],
        [f"number {i:03d} of the many words" for i in range(250)],
        [f"n{i}" for i in range(600)],
        ["a word so long that no array finds it at all", "short"],
    ]
    early, late = ["a late word", "a late worm"], ["a late wo", *(f'"a late word ""{i}"""' for i in range(5))]
    lines = ["c0,c1,c2,c3,c4,c5,c6"]
    for row in range(rows):
        lines.append(",".join([*map(rng.choice, few), rng.choice(late if row > rows // 2 else early)]))
    return ("\n".join(lines) + "\n").encode()


def test_words_found_by_arrays_are_those_of_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    data = words(9000)
    fast = read_csv(data)
    assert not fast.problem_count
    monkeypatch.setattr(scan, "split_block", lambda block, dialect: None)
    same(fast, read_csv(data))


def test_words_known_already_cost_no_call(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    code_of = Coder.code_of
    monkeypatch.setattr(Coder, "code_of", lambda coder, cell, quote: asked.append(cell) or code_of(coder, cell, quote))
    lines = [f"{['red', 'green', 'blue'][i % 3]},a name of {i % 7} words,{i % 100}" for i in range(40_000)]
    read_csv(("a,b,c\n" + "\n".join(lines) + "\n").encode())
    assert len(asked) <= 2 * scan.LARGEST / len(lines[0])  # the first block's


def test_many_words_get_room_once_they_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    by_dictionary: list[int] = []
    add_cells = Coder.add_cells
    monkeypatch.setattr(
        Coder, "add_cells", lambda coder, cells, quote: by_dictionary.append(len(cells)) or add_cells(coder, cells, quote)
    )
    monkeypatch.setattr(scan, "LARGEST", 1 << 14)
    rows, names = 40_000, [f"name {i}" for i in range(1000)]
    cells = [f"{names[7 * i % 1000]},{i}x" for i in range(rows)]
    table = read_csv(("again,once\n" + "\n".join(cells) + "\n").encode())
    assert [table.row_texts(row) for row in (0, 999, rows - 1)] == [(*cells[row].split(","),) for row in (0, 999, rows - 1)]
    assert rows < sum(by_dictionary) < 1.3 * rows  # all that stands once, and the first blocks of what comes again


@pytest.mark.parametrize("count", [1, 7, 8, 63, 64, 65, 1000])
def test_places_inside_of_quotes(count: int) -> None:
    for share in (0.02, 0.5, 1.0):
        quotes = np.random.default_rng(count).random(count) < share
        np.testing.assert_array_equal(fields._inside(quotes), np.bitwise_xor.accumulate(quotes))


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_a_large_file_stays_on_the_disk_and_reads_the_same(
    ending: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = messy(6000, 3).replace(b'"two\nlines"', b"one").replace(b"\n", ending)
    path = tmp_path / "large.csv"
    path.write_bytes(b"\xef\xbb\xbf" + data)
    held = read_csv(path)
    monkeypatch.setattr(encoding, "LARGE", 1000)
    monkeypatch.setattr(opened, "_HEAD", 20_000)
    left = read_csv(path)
    assert isinstance(left._texts._content, OnDisk)
    same(left, held)
    assert left.fingerprint == held.fingerprint
    path.write_bytes(data[:1000])
    left._texts._content._ahead = (0, b"")  # what was fetched before is still right
    with pytest.raises(DataError, match="changed"):
        left.to_csv()


def test_no_step_takes_more_than_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window waits for one call at most, so its size is what bounds the wait; and cancelling is asked after each."""
    sizes, asked = [], []
    split = fields.split_block
    monkeypatch.setattr(scan, "split_block", lambda block, dialect: sizes.append(len(block)) or split(block, dialect))
    data = messy(60_000, 4)
    read_csv(data, cancelled=lambda: bool(asked.append(1)))
    assert max(sizes) <= 1 << 18
    assert len(asked) >= len(data) / (1 << 18)
    with pytest.raises(Cancelled):
        read_csv(data, cancelled=lambda: True)


def test_a_column_that_turns_to_words_late_keeps_its_texts() -> None:
    lines = [f"{i}.50,{i % 3}" for i in range(30_000)] + [f"word{i % 5},x" for i in range(9000)]
    table = read_csv(("a,b\n" + "\n".join(lines) + "\n").encode())
    assert table.row_texts(0) == ("0.50", "0")
    assert table.column("b").categories == ("0", "1", "2", "x")
    assert table.column("a").as_type("text").values[[0, 29_999, 30_001]].tolist() == ["0.50", "29999.50", "word1"]
    assert table.column("b").values[[0, 1, 35_000]].tolist() == ["0", "1", "x"]


@pytest.mark.parametrize("decimals", range(1, 8))
@pytest.mark.parametrize("odd", ["", "-0.5", ".5", "7.", "12345678.125", "1e3"])
def test_numbers_with_equally_many_decimals_are_the_nearest(decimals: int, odd: str) -> None:
    rng = np.random.default_rng(decimals)
    cells = [f"{value:.{decimals}f}" for value in rng.normal(size=200) * 10.0 ** rng.integers(-2, 4, 200)]
    for extra in ([], [odd]):
        texts = cells + extra + cells
        column = read_csv(("a,b\n" + "".join(f"{text},{text}\n" for text in texts)).encode()).columns[0]
        expected = np.array([float(text or "nan") for text in texts])
        assert column.type == "number"
        assert np.array_equal(column.data, expected, equal_nan=True)


def test_a_second_decimal_mark_is_no_number() -> None:
    texts = ["1.25"] * 40 + ["1.2.25", "..25", "1..5"] + ["2.50"] * 40
    table = read_csv(("a,b\n" + "".join(f"{text},0.50\n" for text in texts)).encode())
    assert [problem.line for problem in table.problems] == [42, 43, 44]
