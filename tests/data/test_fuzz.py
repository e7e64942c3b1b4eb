"""Whatever the bytes: a table or a DataError, never anything else; and what was written is read back the same."""

from __future__ import annotations

import contextlib
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.core.errors import DataError
from nndesigner.data.reader import ReadOptions, read_csv, read_text
from nndesigner.data.recipe import Recipe
from nndesigner.data.split import Split
from tests.fuzz.csv_reader import check

PARTS = r"""
, ; \t | " "" ' \ # 1 0 007 -3.5 1,5 1.234,5 a é NA yes no true 2024-01-31 12:30 5% $7 (8) 1e5 1e999 inf nan _ 1_0
名前 😀 99999999999999999999 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ( ) - + % ١ −
"""
PIECES = st.sampled_from(
    [*PARTS.split(), "\n", "\n", "\r\n", "\r", "\t", " ", ",", ",", "sep=;\n", "\x00", "\ufeff", "\u2028", "\x1c"]
)
MESSY = st.lists(PIECES, min_size=1, max_size=60).map("".join)
WORD = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff", exclude_categories=("Cc", "Cs")), max_size=8)
CELL = st.one_of(WORD, st.sampled_from(['a "b"', "x,y", "two\nlines", "two\r\nlines", "", " padded ", "1.5", "007", '"', ","]))


def use(data: bytes, options: ReadOptions | None = None) -> None:
    """Read, describe, convert and train on it, as the program does."""
    try:
        table = read_csv(data, options)
        for column in table.columns:
            column.statistics()
            column.histogram(5)
            for kind in ("number", "category", "yes/no", "date", "text", "identifier"):
                assert len(column.as_type(kind).values) == table.row_count
        assert table.to_csv() is not None
        assert all(len(table.row_texts(row)) == len(table.columns) for row in range(table.row_count))
        recipe = Recipe.propose(table)
        recipe.reasons(table)
        if recipe.problems(table):
            return
        rows = Split().rows(table, table.column(str(recipe.target)))
        fitted = recipe.fit(table, rows.train)
        arrays = fitted.transform(table, with_target=True)
        assert arrays.x.shape == (len(arrays.rows), *fitted.input_shape)
        assert arrays.skipped_count == table.row_count - len(arrays.rows)
    except DataError:
        return


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_table_or_a_data_error(data: bytes) -> None:
    use(data)


@given(MESSY, st.sampled_from(["utf-8", "utf-16", "latin-1", "utf-16-le"]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_table_or_a_data_error(text: str, encoding: str) -> None:
    use(text.encode(encoding, "replace"))


@given(MESSY, st.sampled_from([",", ";", " ", "a"]), st.sampled_from(["", '"', "'"]), st.sampled_from([None, True, False]))
@settings(max_examples=150, deadline=None)
def test_any_options_are_taken_as_said(text: str, delimiter: str, quote: str, header: bool | None) -> None:
    use(text.encode("utf-8", "replace"), ReadOptions(delimiter=delimiter, quote=quote, header=header, decimal=","))


@given(
    st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=3, max_size=20))
)
@settings(max_examples=200, deadline=None)
def test_cells_written_by_the_csv_module_are_read_back_when_the_dialect_is_told(rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    names = [f"name{place}" for place in range(len(rows[0]))]
    writer.writerows([names, *rows])
    table = read_text(stream.getvalue(), ReadOptions(delimiter=",", quote='"', header=True))
    assert [list(table.row_texts(row)) for row in range(table.row_count)] == rows
    assert table.names == tuple(names)
    again = read_text(str(table.to_csv()), ReadOptions(delimiter=",", quote='"', header=True))
    assert [list(again.row_texts(row)) for row in range(again.row_count)] == rows


@given(
    st.lists(
        st.tuples(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**9), 10**9)), min_size=2, max_size=30
    ),
    st.sampled_from([",", ";", "\t"]),
)
@settings(max_examples=150, deadline=None)
def test_numbers_are_read_back_to_the_bit(rows: list[tuple[float, int]], delimiter: str) -> None:
    text = f"real{delimiter}whole\n" + "".join(f"{real!r}{delimiter}{whole}\n" for real, whole in rows)
    table = read_text(text)
    assert table.column("real").as_type("number").values.tolist() == [real for real, _ in rows]
    assert table.column("whole").as_type("number").values.tolist() == [float(whole) for _, whole in rows]


@given(st.one_of(st.binary(max_size=300), MESSY.map(lambda text: text.encode("utf-8", "replace"))))
@settings(max_examples=100, deadline=None)
def test_the_target_of_the_coverage_guided_fuzzer_holds(data: bytes) -> None:
    check(data)


HARD = {
    "many columns": lambda: b"\n".join([b",".join(b"c%d" % i for i in range(20_000)), *[b",".join([b"7"] * 20_000)] * 3]),
    "one very long line": lambda: b"a," * 3_000_000,
    "quotes": lambda: b'"' * 100_000,
    "quotes, one a line": lambda: b'"\n' * 50_000,
    "quotes never closed": lambda: b"a,b\n" + b'1,"x\n' * 20_000,
    "quotes and commas": lambda: b'",' * 50_000,
    "lines wrapped in quotes, unclosed": lambda: (b'"' + b"a," * 10_000 + b"\n") * 5,
    "escapes": lambda: b'a,b\n"x\\"y",2\n' + b'"\\' * 30_000,
    "digits": lambda: b"a\n" + b"9" * 99_000 + b"\n",
    "brackets": lambda: b"[[[]]]" * 17_000 + b"]",
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", HARD)
def test_hard_files_end(name: str) -> None:
    with contextlib.suppress(DataError):
        read_csv(HARD[name]())
