"""Tables that are not text: workbooks, Parquet, folders of images; and text, which goes its usual way."""

from __future__ import annotations

import zipfile
from datetime import datetime, timedelta

import numpy as np
import pytest

from nndesigner.core.errors import DataError
from nndesigner.data.dialect import ReadOptions
from nndesigner.data.images import image_shapes
from nndesigner.data.recipe import Recipe
from nndesigner.data.source import load_source
from nndesigner.data.tables import as_csv, read_table

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"


def cell(value):
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def workbook(path, sheets, hidden=()):
    """The smallest .xlsx that programs accept: ``sheets`` is name → rows."""
    titles = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{"hidden" if name in hidden else "visible"}" r:id="r{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{RELATION}/worksheet" Target="worksheets/s{n}.xml"/>' for n in range(1, len(sheets) + 1)
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/s{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
            f'sheet.main+xml"/>{kinds}</Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}relationships"><Relationship Id="a" Type="{RELATION}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{RELATION}">'
            f"<sheets>{titles}</sheets></workbook>",
        )
        book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}relationships">{links}</Relationships>')
        for n, rows in enumerate(sheets.values(), 1):
            body = "".join(f"<row>{''.join(cell(value) for value in row)}</row>" for row in rows)
            book.writestr(f"xl/worksheets/s{n}.xml", SHEET.format(body))
    return path


ROWS = [["size", "kind", "price"], [1.5, "a", 10], [2, "b", 20], [3.25, "a", 30], ["", "b", 40]]


def test_a_workbook_is_read_with_its_types(tmp_path):
    pytest.importorskip("python_calamine")
    table = read_table(workbook(tmp_path / "book.xlsx", {"Notes": [["hello"]], "Data": ROWS}))
    assert table.names == ("size", "kind", "price")
    assert [column.type for column in table.columns] == ["number", "category", "number"]
    np.testing.assert_array_equal(table.column("size").values, [1.5, 2.0, 3.25, np.nan])
    assert table.row_texts(1) == ("2", "b", "20")
    assert "“Data”" in table.problems[0].action
    assert "Notes" in table.problems[0].action


def test_a_sheet_is_chosen_by_name_or_number(tmp_path):
    pytest.importorskip("python_calamine")
    path = workbook(tmp_path / "book.xlsx", {"Notes": [["hello"]], "Data": ROWS, "More": [["x"], [1], [2]]})
    assert read_table(path).dialect.sheets == ("Notes", "Data", "More")
    for wanted in ("More", " more", "3"):
        table = read_table(path, ReadOptions(sheet=wanted))
        assert (table.names, table.dialect.sheet, table.problem_count) == (("x",), "More", 0)
    with pytest.raises(DataError, match=r"no sheet 'Other'; it has Notes, Data, More\.$"):
        read_table(path, ReadOptions(sheet="Other"))
    table = load_source({"kind": "file", "path": "book.xlsx", "read": {"sheet": "More"}}, tmp_path)
    assert table.row_count == 2


def test_a_hidden_sheet_is_read_only_where_it_is_wanted(tmp_path):
    pytest.importorskip("python_calamine")
    path = workbook(tmp_path / "book.xlsx", {"Lists": ROWS, "Data": [["x"], [1], [2]]}, hidden=("Lists",))
    assert read_table(path).dialect.sheet == "Data"
    assert read_table(path, ReadOptions(sheet="Lists")).names == ("size", "kind", "price")


def test_a_sheet_that_cannot_be_read_spoils_no_other(tmp_path):
    pytest.importorskip("python_calamine")
    path = workbook(tmp_path / "book.xlsx", {"Broken": [["x"], [1]], "Data": ROWS})
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/worksheets/s1.xml"] = parts["xl/worksheets/s1.xml"].replace(b"<c><v>1", b'<c t="n"><v>no number')
    with zipfile.ZipFile(path, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    table = read_table(path)
    assert table.row_count == 4
    assert "“Broken” cannot be read" in table.problems[0].action


def test_lines_of_a_workbook_are_its_rows(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    for row, values in enumerate([("a", "b"), (1, 2), ("Total", 9)], 4):
        for column, value in enumerate(values, 3):
            book.active.cell(row, column, value)
    book.save(tmp_path / "low.xlsx")
    table = read_table(tmp_path / "low.xlsx")
    assert (table.names, table.lines.tolist()) == (("a", "b"), [5, 6])
    assert [problem.line for problem in table.problems] == [6]


def test_a_source_may_be_a_workbook(tmp_path):
    pytest.importorskip("python_calamine")
    workbook(tmp_path / "book.xlsx", {"Data": ROWS})
    table = load_source({"kind": "file", "path": "book.xlsx"}, tmp_path)
    assert table.name == "book.xlsx"
    assert table.problem_count == 0


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04" + bytes(60)])
def test_a_broken_workbook_is_one_sentence(tmp_path, content):
    pytest.importorskip("python_calamine")
    (tmp_path / "book.xlsx").write_bytes(content)
    with pytest.raises(DataError, match=r"book\.xlsx cannot be read as a workbook: .+\.$"):
        read_table(tmp_path / "book.xlsx")


def test_an_empty_workbook_is_said_to_be_empty(tmp_path):
    pytest.importorskip("python_calamine")
    with pytest.raises(DataError, match="none of its sheets has a cell"):
        read_table(workbook(tmp_path / "book.xlsx", {"Data": []}))


def test_parquet_is_read_with_its_types(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "od[d] name*.parquet"
    duckdb.connect().execute(
        f"""COPY (SELECT i / 4 AS x, CASE WHEN i % 2 = 0 THEN 'even' ELSE 'odd' END AS kind,
        DATE '2020-01-01' + CAST(i AS INTEGER) AS day, CASE WHEN i = 3 THEN NULL ELSE i END AS gap
        FROM range(25000) t(i)) TO '{path}' (FORMAT parquet)"""
    )
    table = read_table(path)
    assert table.row_count == 25_000
    assert [column.type for column in table.columns] == ["number", "category", "date", "number"]
    np.testing.assert_allclose(table.column("x").values, np.arange(25_000) / 4)
    assert np.isnan(table.column("gap").values[3])


def test_a_table_that_knows_its_columns_is_read_as_it_is(tmp_path):
    """No name is taken for a comment, no header for a row, no row for units."""
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "x.parquet"
    rows = "(VALUES (5, 'kg', '---'), (6, 'm', '---'), (7, 's', '---')) t(\"#1\", \"2\", \"3\")"
    duckdb.connect().execute(f"COPY (SELECT * FROM {rows}) TO '{path}' (FORMAT parquet)")
    table = read_table(path)
    assert (table.names, table.row_count, table.problem_count) == (("#1", "2", "3"), 3, 0)
    assert table.row_texts(0) == ("5", "kg", "---")


@pytest.mark.parametrize("content", [b"", b"PAR1 but not really PAR1"])
def test_a_broken_parquet_file_is_one_sentence(tmp_path, content):
    pytest.importorskip("duckdb")
    (tmp_path / "x.parquet").write_bytes(content)
    with pytest.raises(DataError, match=r"x\.parquet cannot be read as Parquet: .+\.$"):
        read_table(tmp_path / "x.parquet")
    with pytest.raises(DataError, match="there is no such file"):
        read_table(tmp_path / "absent.parquet")


@pytest.mark.parametrize(("suffix", "library"), [(".xlsx", "python_calamine"), (".parquet", "duckdb")])
def test_a_missing_library_is_named_with_what_to_do(tmp_path, monkeypatch, suffix, library):
    monkeypatch.setitem(__import__("sys").modules, library, None)
    (tmp_path / f"a{suffix}").write_bytes(b"x")
    with pytest.raises(DataError, match=r"nndesigner\[tables\]"):
        read_table(tmp_path / f"a{suffix}")


def picture(path, value, size=(8, 8), colour=False):
    from PySide6.QtGui import QColor, QImage

    image = QImage(*size, QImage.Format.Format_RGB888)
    image.fill(QColor(value, 255 - value if colour else value, value))
    path.parent.mkdir(parents=True, exist_ok=True)
    assert image.save(str(path))


def write_pixels(table, path):
    rows = [",".join(table.row_texts(row)) for row in range(table.row_count)]
    path.write_text("\n".join([",".join(table.names), *rows]))
    return path


def test_a_folder_of_images_is_a_table_that_learns(tmp_path):
    for number in range(12):
        picture(tmp_path / "pets" / "cats" / f"{number:02}.png", 10 * number)
        picture(tmp_path / "pets" / "dogs" / f"{number:02}.png", 255 - number)
    table = load_source({"kind": "file", "path": "pets"}, tmp_path)
    assert table.names[:2] == ("label", "pixel0")
    assert len(table.columns) == 1 + 64
    assert table.row_count == 24
    assert table.column("label").categories == ("cats", "dogs")
    assert set(table.row_texts(3)[1:]) == {"30"}
    assert set(table.row_texts(13)[1:]) == {"254"}
    recipe = Recipe.propose(table)
    assert recipe.target == "label"
    assert image_shapes(len(recipe.features)) == ((8, 8, 1),)
    assert recipe.image_shape == (8, 8, 1)  # what were images stay images
    as_text = read_table(write_pixels(table, tmp_path / "pets.csv"))
    assert Recipe.propose(as_text).image_shape is None


def test_colours_and_other_sizes(tmp_path):
    picture(tmp_path / "a" / "wide.png", 200, size=(300, 100), colour=True)
    picture(tmp_path / "b" / "small.bmp", 100, size=(20, 30), colour=True)
    table = read_table(tmp_path)
    assert len(table.columns) == 1 + 32 * 32 * 3
    assert table.row_texts(0)[1:4] == ("200", "55", "200")
    assert table.row_texts(1)[1:4] == ("100", "155", "100")


def test_a_wide_picture_is_cut_to_its_middle(tmp_path):
    from PySide6.QtGui import QColor, QImage, QPainter

    (tmp_path / "a").mkdir()
    image = QImage(300, 100, QImage.Format.Format_RGB888)
    image.fill(QColor(0, 0, 0))
    painter = QPainter(image)
    painter.fillRect(100, 0, 100, 100, QColor(90, 90, 90))
    painter.end()
    assert image.save(str(tmp_path / "a" / "wide.png"))
    assert set(read_table(tmp_path).row_texts(0)[1:]) == {"90"}


def test_a_file_that_is_no_image_is_a_problem_not_an_end(tmp_path):
    picture(tmp_path / "a" / "1.png", 5)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.png").write_bytes(b"no image")
    table = read_table(tmp_path)
    assert table.row_count == 1
    assert "b/2.png" in table.problems[0].action


def test_a_folder_without_images_says_how_they_should_stand(tmp_path):
    with pytest.raises(DataError, match="one folder for each class"):
        read_table(tmp_path)


def test_reading_images_can_be_cancelled(tmp_path):
    picture(tmp_path / "a" / "1.png", 5)
    with pytest.raises(DataError, match="cancelled"):
        read_table(tmp_path, cancelled=lambda: True)


def test_values_become_the_text_that_a_csv_would_hold():
    day, span = datetime(2020, 1, 2), timedelta(hours=26, minutes=1)
    values = [None, 1.0, 0.1, day, True, 'a,"b', b"\x01", span]
    assert as_csv([values]) == b',1,0.1,2020-01-02,True,"a,""b",01,93660\n'


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_workbook_of_no_bytes_is_said_to_be_empty(tmp_path, suffix):
    path = tmp_path / f"nothing.{suffix}"
    path.touch()
    with pytest.raises(DataError, match="is empty"):
        read_table(path)
