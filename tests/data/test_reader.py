"""Reading from paths: progress, cancel, refusals, exact texts."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path

import numpy as np
import pytest

from nndesigner.core.errors import DataError
from nndesigner.data.reader import Cancelled, ReadOptions, read_csv, read_text
from tests.data.found_files import packed


def big(rows: int) -> bytes:
    return b"a,b,c\n" + b"".join(b"%d,%d.5,word%d\n" % (i, i, i % 7) for i in range(rows))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"sep=;\n", "empty"),
        (b"PK\x03\x04" + bytes(range(256)), "workbook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        (bytes(range(256)) * 20, "not a text file"),
        (b"\x1f\x8b\x08\x00broken", "gzip"),
        (b"BZh9broken", "bzip2"),
        (b"\xfd7zXZbroken", "xz"),
        (packed(**{"a.csv": "x,y\n1,2\n", "b.csv": "x\n1\n"}), r"holds 2 tables \(a\.csv, b\.csv\)"),
        (packed(**{"a.csv": "x,y\n1,2\n"})[40:].join((b"PK\x03\x04", b"")), "a workbook|ZIP archive"),
        (packed(**{"a.csv": "x", "LICENSE": "y"}).replace(b"x", b""), "cannot be unpacked"),
        (packed(**{"[Content_Types].xml": "<x/>", "xl.xml": "x"}), "a workbook"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence_that_names_it(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=word) as caught:
        read_csv(path)
    assert "odd.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("way", [gzip.compress, bz2.compress, lzma.compress, lambda data: packed(**{"a.csv": data.decode()})])
def test_what_would_unpack_to_more_than_fits_is_refused_and_never_cut(way, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"x,y\n" + b"1,2\n" * 20
    assert read_csv(way(data)).row_count == 20
    monkeypatch.setattr("nndesigner.data.packed.LARGEST", len(data) - 1)
    with pytest.raises(DataError, match="more than"):
        read_csv(way(data))


def test_a_folder_a_missing_file_and_an_impossible_name_are_refused(tmp_path: Path) -> None:
    for path, word in ((tmp_path, "folder"), (tmp_path / "none.csv", "no file"), ("nul\0.csv", "cannot be read")):
        with pytest.raises(DataError, match=word):
            read_csv(path)


@pytest.mark.parametrize(
    "options",
    [
        ReadOptions(encoding="klingon"),
        ReadOptions(encoding="base64"),
        ReadOptions(delimiter=""),
        ReadOptions(delimiter=";;;;"),
        ReadOptions(delimiter="\n"),
        ReadOptions(quote=",", delimiter=","),
        ReadOptions(decimal="x"),
    ],
)
def test_impossible_options_are_refused(options: ReadOptions) -> None:
    with pytest.raises(DataError, match=r"\.$"):
        read_csv(b"a,b\n1,2\n", options)


def test_progress_rises_to_one_and_cancel_stops() -> None:
    shares: list[float] = []
    read_csv(big(60_000), progress=shares.append)
    assert len(shares) >= 3
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(Cancelled):
        read_csv(big(60_000), cancelled=lambda: True)


def test_problems_far_into_the_file_name_the_physical_line() -> None:
    lines = big(60_000).split(b"\n")
    lines[40_000] = b"1,2"
    lines[50_000] = b'7,"two\nlines",x'
    table = read_csv(b"\n".join(lines))
    assert [(problem.line, problem.column) for problem in table.problems] == [(40_001, ""), (50_001, "b")]
    assert table.row_count == 60_000
    assert table.row_texts(49_999) == ("7", "two\nlines", "x")
    assert table.lines[50_000] == 50_003
    assert table.bad.sum() == 1
    assert table.row_texts(39_999) == ("1", "2", "")


def test_problems_are_counted_when_the_list_is_full() -> None:
    table = read_csv(b"a,b\n" + b"1,2\n" * 6000 + b"1,2,3\n" * 3000)
    assert table.problem_count == 3000
    assert len(table.problems) == 1000


def test_cells_are_kept_as_they_were() -> None:
    table = read_text('a;b;c\n 1,50 ; x;"q ""r"""\n2,25;y;\n')
    assert table.row_texts(0) == (" 1,50 ", " x", 'q "r"')
    assert table.row_texts(1) == ("2,25", "y", "")
    assert table.column("a").values.tolist() == [1.5, 2.25]
    assert table.column("b").values.tolist() == ["x", "y"]
    assert table.to_csv() == 'a,b,c\r\n" 1,50 ", x,"q ""r"""\r\n"2,25",y,\r\n'


def test_overrides_win_over_detection() -> None:
    data = b"1;2,5\n3;4,5\n5;6,5\n"
    assert read_csv(data).dialect.delimiter == ";"
    forced = read_csv(data, ReadOptions(delimiter=",", header=True))
    assert forced.names == ("1;2", "5")
    assert read_csv(data, ReadOptions(decimal=".")).column("column_2").type == "number"


def test_take_keeps_order_texts_and_lines() -> None:
    table = read_csv(big(100))
    some = table.take(np.array([5, 2, 99]))
    assert some.column("a").values.tolist() == [5.0, 2.0, 99.0]
    assert some.row_texts(1) == ("2", "2.5", "word2")
    assert some.lines.tolist() == [7, 4, 101]
    assert some.column("c").values.tolist() == ["word5", "word2", "word1"]


def test_the_fingerprint_follows_the_content(tmp_path: Path) -> None:
    assert read_csv(big(10)).fingerprint == read_csv(big(10)).fingerprint != read_csv(big(11)).fingerprint
