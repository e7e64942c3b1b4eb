from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from nndesigner.data.reader import read_text
from nndesigner.data.table import Table
from nndesigner.ui.pages.data.find_bar import find_cell
from nndesigner.ui.pages.data.row_filter import Filter, FilterError
from nndesigner.ui.pages.data.row_order import sorted_rows
from nndesigner.ui.pages.data.rows_view import RowsView
from nndesigner.ui.tasks import end_all

TEXT = """size,town,day,note
10,Ulm,2024-03-01,Alpha one
9,bonn,2023-01-05,beta
,Ulm,2024-01-31,
2.5,Aachen,2022-12-31,Gamma one
100,bonn,2024-03-02,alpha two
x1,Ulm,2024-02-01,delta
-3,,2021-07-07,epsilon
"""


@pytest.fixture
def table():
    rows = "".join(f"{n % 7},Ulm,2020-01-{n % 28 + 1:02d},row {n}\n" for n in range(40))
    return read_text(TEXT + rows, name="towns.csv")


@pytest.fixture
def view(qtbot, table):
    view = RowsView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    view.set_table(table)
    yield view
    end_all()


def shown(view):
    return [view.model.table_row(row) for row in range(view.model.rowCount())]


def head(table):
    return table.take(np.arange(7))


def test_numbers_are_sorted_as_numbers_with_missing_ones_last(table):
    column = head(table).column("size")
    assert sorted_rows(column).tolist() == [6, 3, 1, 0, 4, 2, 5]
    assert sorted_rows(column, descending=True).tolist() == [4, 0, 1, 3, 6, 2, 5]


def test_words_are_sorted_without_regard_to_case_and_equal_ones_stay(table):
    towns = head(table).column("town").as_type("category")
    assert sorted_rows(towns).tolist() == [3, 1, 4, 0, 2, 5, 6]
    assert sorted_rows(towns, descending=True).tolist() == [0, 2, 5, 1, 4, 3, 6]
    notes = head(table).column("note").as_type("text")
    assert sorted_rows(notes).tolist() == [0, 4, 1, 5, 6, 3, 2]
    assert sorted_rows(notes, descending=True).tolist() == [3, 6, 5, 1, 4, 0, 2]


def test_sorting_a_text_can_be_cancelled(table):
    assert sorted_rows(table.column("note").as_type("text"), cancelled=lambda: True) is None


@pytest.mark.parametrize(
    ("column", "text", "rows"),
    [
        ("size", "> 9", [0, 4]),
        ("size", ">=9", [0, 1, 4]),
        ("size", "1..10", [0, 1, 3]),
        ("size", "..0", [6]),
        ("size", "!= 9; > 1000", [0, 3, 4, 6]),
        ("size", "9; 10", [0, 1]),
        ("day", "2024", [0, 2, 4, 5]),
        ("day", "2024-01..2024-02", [2, 5]),
        ("day", "< 2023", [3, 6]),
        ("note", "ALPHA", [0, 4]),
        ("note", "=beta", [1]),
        ("note", "!alpha", [1, 3, 5, 6]),
        ("note", "beta; gamma", [1, 3]),
        ("town", "bo", [1, 4]),
    ],
)
def test_an_expression_finds_its_rows(table, column, text, rows):
    assert np.flatnonzero(Filter(column, text=text).mask(table)[:7]).tolist() == rows


def test_missing_cells_choices_and_problems_find_their_rows(table):
    assert np.flatnonzero(Filter("size", "missing").mask(table)[:7]).tolist() == [2, 5]
    assert np.flatnonzero(Filter("", "missing").mask(table)[:7]).tolist() == [2, 5, 6]
    assert np.flatnonzero(Filter("town", "choice", labels=("bonn", "Aachen")).mask(table)[:7]).tolist() == [1, 3, 4]
    assert np.flatnonzero(Filter("", "problems").mask(table)).tolist() == [5]


@pytest.mark.parametrize(("column", "text"), [("size", "> big"), ("day", "soon"), ("note", " ; "), ("size", "nan")])
def test_what_cannot_be_understood_is_said(table, column, text):
    with pytest.raises(FilterError):
        Filter(column, text=text).check(table)


def test_a_header_sorts_up_down_and_back_and_the_data_stay(qtbot, view, table):
    before = table.to_csv()
    header = view.table.header
    place = [header.sectionViewportPosition(0) + 40, 10]

    def click():
        from PySide6.QtCore import QPoint

        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(*place))

    click()
    assert shown(view)[0] == 6
    assert view.bar.chips[0].text().startswith("size")
    click()
    assert shown(view)[0] == 4
    assert view.model.headerData(0, Qt.Orientation.Vertical) == "5"
    click()
    assert shown(view) == list(range(47))
    assert not view.bar.chips
    assert view.model.table.to_csv() == before


def test_filters_add_up_as_chips_and_are_counted(view):
    view.add_filter(Filter("size", text="> 5"))
    view.add_filter(Filter("town", "choice", labels=("bonn",)))
    assert shown(view) == [1, 4]
    assert view.bar.count.text() == "2 of 47 rows"
    assert [chip.accessibleName() for chip in view.bar.chips] == ["size: > 5: take away", "town: bonn: take away"]
    view.add_filter(Filter("size", text="> 50"))
    assert shown(view) == [4]
    view.bar.chips[0].click()
    assert len(view.bar.chips) == 1
    view.bar.chips[0].click()
    assert view.bar.count.text() == "47 rows"


def test_a_large_table_is_arranged_in_a_thread_with_the_same_rows(qtbot, view, monkeypatch):
    view.arrangement.ask(sort="size", filters=(Filter("size", text="> 2"),))
    expected = shown(view)
    view.arrangement.ask(sort="", filters=())
    monkeypatch.setattr("nndesigner.ui.pages.data.arrangement._AT_ONCE", 0)
    with qtbot.waitSignal(view.arrangement.arranged, timeout=10000):
        view.arrangement.ask(sort="size", filters=(Filter("size", text="> 2"),))
    assert shown(view) == expected


def test_filters_of_columns_that_are_gone_go_with_them(view):
    view.add_filter(Filter("size", text="> 5"))
    view.arrangement.ask(sort="town")
    view.set_table(read_text("size,other\n1,a\n7,b\n8,c\n", name="next.csv"))
    assert view.arrangement.wish.sort == ""
    assert shown(view) == [1, 2]


def test_a_selection_survives_sorting_and_filtering(qtbot, view):
    flags = QItemSelectionModel.SelectionFlag
    told = []
    view.chosen.connect(lambda rows: told.append(rows.tolist()))
    view.arrangement.ask(sort="size", descending=True)
    view.table.selection.select(view.model.index(0, 0), flags.ClearAndSelect | flags.Rows)
    view.table.selection.select(view.model.index(1, 0), flags.Toggle | flags.Rows)
    assert told[-1] == [0, 4]
    view.arrangement.ask(sort="", filters=(Filter("town", text="ulm"),))
    assert view.table.selection.row_ids.tolist() == [0, 4]
    assert [index.row() for index in view.table.selection.selectedRows()] == [0]
    view.table.selection.select(view.model.index(0, 0), flags.Toggle | flags.Rows)
    assert told[-1] == [4]


def test_shift_and_drag_replace_the_last_range_only(view):
    flags = QItemSelectionModel.SelectionFlag
    from PySide6.QtCore import QItemSelection

    selection, model = view.table.selection, view.model
    selection.select(model.index(0, 0), flags.ClearAndSelect | flags.Rows)
    selection.select(model.index(5, 0), flags.Toggle | flags.Rows)
    selection.select(QItemSelection(model.index(5, 0), model.index(9, 0)), flags.Select | flags.Current | flags.Rows)
    selection.select(QItemSelection(model.index(5, 0), model.index(6, 0)), flags.Select | flags.Current | flags.Rows)
    assert selection.row_ids.tolist() == [0, 5, 6]


def test_a_million_selected_rows_are_one_mask(qapp):
    table = Table.from_columns("x", {"a": ["1"] * 3})
    view = RowsView()
    view.set_table(table)
    view.table.selectAll()
    assert view.table.selection.row_ids.tolist() == [0, 1, 2]
    view.select_rows(np.array([0, 2]))
    assert view.table.selection.mask.tolist() == [True, False, True]


def test_find_goes_on_and_round(table):
    assert find_cell(table, None, "alpha", (0, -1), 0) == (0, 3, False)
    assert find_cell(table, None, "alpha", (0, 3), 1) == (4, 3, False)
    assert find_cell(table, None, "alpha", (4, 3), 1) == (0, 3, True)
    assert find_cell(table, None, "alpha", (0, 3), -1) == (4, 3, True)
    assert find_cell(table, None, "beta", (1, 3), 1) == (1, 3, True)
    assert find_cell(table, None, "nowhere", (0, 0), 1) is None
    assert find_cell(table, np.array([4, 0]), "alpha", (0, 3), 1) == (1, 3, False)


def test_the_find_bar_moves_the_current_cell_and_marks(qtbot, view):
    view.open_find()
    qtbot.keyClicks(view.find_bar.field, "one")
    qtbot.waitUntil(lambda: view.table.currentIndex().row() == 0, timeout=5000)
    view.find_next(1)
    assert (view.table.currentIndex().row(), view.table.currentIndex().column()) == (3, 3)
    assert view.table.delegate.needle == "one"
    view.find_next(1)
    assert view.table.currentIndex().row() == 0
    assert view.find_bar.label.text()
    qtbot.keyClick(view.find_bar.field, Qt.Key.Key_Escape)
    assert view.find_bar.isHidden()
    assert view.table.delegate.needle == ""


def test_a_problem_leads_to_its_row_whatever_is_filtered(qtbot, view):
    view.add_filter(Filter("size", text="> 50"))
    view.show_line(7, "size")
    qtbot.waitUntil(lambda: view.table.currentIndex().row() == 5)
    cell = view.table.currentIndex()
    assert cell.column() == 0
    assert "line 7" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert "not a number" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert not view.arrangement.wish.filters


def test_copies_are_csv_or_tabs_in_the_shown_order(qapp, view):
    view.arrangement.ask(sort="size", descending=True)
    view.select_rows(np.array([0, 4]))
    view.table.copy_as(",")
    assert qapp.clipboard().text() == "size,town,day,note\n100,bonn,2024-03-02,alpha two\n10,Ulm,2024-03-01,Alpha one\n"
    view.table.copy()
    assert qapp.clipboard().text().splitlines()[1] == "100\tbonn\t2024-03-02\talpha two"
