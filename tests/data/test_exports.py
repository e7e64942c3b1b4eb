"""Exports of spreadsheets, databases and statistics programs, read as a careful person would read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from nndesigner.core.errors import DataError
from nndesigner.data.reader import read_csv
from nndesigner.data.recipe import Recipe


@dataclass(frozen=True)
class Export:
    """A file, the names and types that must be read from it, and the lines that are named as problems."""

    data: bytes
    names: tuple[str, ...]
    types: tuple[str, ...]
    delimiter: str
    rows: int
    lines: tuple[int, ...] = ()
    first: tuple[object, ...] | None = None


def of(head: str, row: str, rows: int = 20, foot: str = "", encoding: str = "utf-8") -> bytes:
    lines = (row.format(i=i, j=i * 2, w="xyz"[i % 3], f=f"{i / 2:.1f}", c=f"{i},5") for i in range(rows))
    return (head + "".join(f"{line}\n" for line in lines) + foot).encode(encoding)


N, C, ID = "number", "category", "identifier"
ABC = ("a", "b", "c")

EXPORTS: dict[str, Export] = {
    "one column with a decimal comma": Export(of("wert\n", "{c}"), ("wert",), (N,), ";", 20, (), (0.5,)),
    "no-break space between thousands": Export(
        of("a;b\n", "{i}1\u00a0234,50;{i}"), ("a", "b"), (N, N), ";", 20, (), (11234.5 - 10000, 0)
    ),
    "minus behind the number": Export(of("a;b\n", "1.00{i},50-;{j}", 9), ("a", "b"), (N, N), ";", 9, (), (-1000.5, 0)),
    "a total at the end": Export(of("n,a,b\n", "{w},{i},{j}", foot="Total,190,380\n"), ("n", "a", "b"), (C, N, N), ",",
                                 21, (22,)),
    "a category called total": Export(of("n,a\n", "Total,{i}"), ("n", "a"), (C, N), ",", 20),
    "Markdown": Export(of("| a | b |\n|---|--:|\n", "| {i} | {w} |"), ("a", "b"), (N, C), "|", 20),
    "psql": Export(of(" a  | b\n----+-----\n", " {i}  | {w}", foot="(20 rows)\n"), ("a", "b"), (N, C), "|", 21, (23,)),
    "backslash before quotes and a comma": Export(of("a,b,c\n", '{i},"say \\"hi\\", {w}",{j}'), ABC, (N, C, N), ",", 20),
    "spaces behind commas": Export(of("a, b, c\n", '{i}, "x, {w}", {j}'), ABC, (N, C, N), ",", 20),
    "a tab among runs of spaces": Export(of("", '{f}   {i}.   {j}.\t"{w} v"'), ("column_1", "column_2", "column_3", "column_4"),
                                         (N, N, N, C), " ", 20),
    "ARFF": Export(
        of("% c\n@RELATION 'r s'\n@attribute 'a b' numeric\n@attribute c {x,y,z}\n\n@DATA\n", "{i},{w}"), ("a b", "c"), (N, C),
        ",", 20
    ),
    "Eurostat": Export(of("g,u\\t\t2019 \t2020 \n", "A,{w}\t: \t{f} "), ("g,u\\t", "2019", "2020"), (C, "text", N), "\t", 20),
    "two tables": Export(of("a,b\n" + "1,2\n" * 9 + "\nc,d,e\n", "{i},{w},{j}"), ("c", "d", "e"), (N, C, N), ",", 20, (12,)),
    "two lines of names": Export(of(",2020,2020\nn,a,b\n", "{w},{i},{j}"), ("n", "a", "b"), (C, N, N), ",", 20, (2,)),
    "empty rows": Export(of("a,b,c\n", "{i},{j},{w}", foot=",,\n,,\n"), ABC, (N, N, C), ",", 22, (22, 23)),
    "infinite numbers": Export(of("a,b\n", "inf,{w}", 2, "1.5,x\n-inf,y\n2,x\n"), ("a", "b"), (N, C), ",", 5, (2, 3, 5)),
    "the end mark of DOS": Export(of("a,b\n", "{i},{w}", foot="\x1a"), ("a", "b"), (N, C), ",", 20),
    "a little Cyrillic": Export(of("город;число\n", "Казань {w};{i}", encoding="cp1251"), ("город", "число"), (C, N), ";", 20),
    "a little Greek": Export(of("πόλη;τιμή\n", "Αθήνα {w};{i}", encoding="cp1253"), ("πόλη", "τιμή"), (C, N), ";", 20),
}  # fmt: skip


@pytest.mark.parametrize("export", EXPORTS.values(), ids=list(EXPORTS))
def test_an_export_is_read_as_a_person_would(export: Export) -> None:
    table = read_csv(export.data)
    assert table.names == export.names
    assert tuple(column.type for column in table.columns) == export.types
    assert table.dialect.delimiter == export.delimiter
    assert table.row_count == export.rows
    assert tuple(problem.line for problem in table.problems) == export.lines
    if export.first is not None:
        assert tuple(column.values[0] for column in table.columns) == export.first


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"a": [1, 2], "b": "x"}\n', "a JSON file"),
        (b'{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', "a JSON file"),
        (b"<!DOCTYPE html>\n<html><body>Not found</body></html>", "a web page"),
        (b'<?xml version="1.0"?>\n<rows><row a="1"/></rows>', "an XML file"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(data: bytes, kind: str) -> None:
    with pytest.raises(DataError, match=kind):
        read_csv(data, name="export.csv")


def test_a_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        read_csv(tmp_path)
    assert str(refused.value) == f"{tmp_path} is a folder; choose a file in it."


def test_rows_left_out_have_no_values() -> None:
    table = read_csv(b"n,a,b\nx,1,2\ny,3,4\n,,\nTotal,4,6\n")
    assert table.bad.tolist() == [False, False, True, True]
    assert np.isnan(table.column("a").values[2:]).all()
    assert table.column("n").as_type("category").categories == ("x", "y")
    assert table.row_texts(3) == ("Total", "4", "6")


def test_a_row_left_out_says_why_when_it_is_used() -> None:
    table = read_csv(b"a,b\n1,2\n3,4\n5,6\n,\n7\n")
    made = Recipe.propose(table, "b").fit(table)
    why = [problem.action for problem in made.transform(table, with_target=False).skipped]
    assert why == ["every cell of the row is empty", "the row has 1 cell instead of 2"]
