from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from nndesigner.data.reader import read_text
from nndesigner.ui.pages.data.rows_model import RowsModel
from nndesigner.ui.pages.data.rows_view import RowsView, _ranges


@pytest.fixture
def table():
    return read_text("height,town\n1.5,Ulm\n,Bonn\n2.5,\n1.0,Ulm\n3.5,Ulm\n", name="towns.csv")


def texts(model):
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


def test_cells_stand_as_in_the_file_and_missing_ones_are_marked(qapp, table):
    model = RowsModel()
    model.set_table(table)
    assert texts(model)[:3] == [["1.5", "Ulm"], ["—", "Bonn"], ["2.5", "—"]]
    missing, present = model.index(1, 0), model.index(0, 0)
    assert missing.data(Qt.ItemDataRole.BackgroundRole) is not None
    assert present.data(Qt.ItemDataRole.BackgroundRole) is None
    assert missing.data(Qt.ItemDataRole.AccessibleTextRole) == "height: missing"
    assert present.data(Qt.ItemDataRole.AccessibleTextRole) == "1.5"


def test_only_chosen_rows_can_be_shown_and_keep_their_numbers(qapp, table):
    model = RowsModel()
    model.set_table(table)
    model.show_only(np.array([2, 4]))
    assert [row[0] for row in texts(model)] == ["2.5", "3.5"]
    assert model.headerData(1, Qt.Orientation.Vertical) == "5"


def test_a_million_rows_cost_only_what_is_looked_at(qapp):
    class Counting:
        name, type, known = "x", "number", np.ones(1_000_000, dtype=bool)

    class Table:
        columns, names, row_count, bad = (Counting(),), ("x",), 1_000_000, np.zeros(1_000_000, dtype=bool)
        asked = 0

        def row_texts(self, row):
            Table.asked += 1
            return (str(row),)

    view = RowsView()
    view.resize(400, 300)
    view.show()
    view.set_table(Table())
    view.table.scrollToBottom()
    qapp.processEvents()
    assert view.model.index(999_999, 0).data() == "999999"
    assert Table.asked < 500


def test_selected_rows_are_marked_and_can_be_shown_alone(qtbot, table):
    view = RowsView()
    qtbot.addWidget(view)
    view.set_table(table)
    view.select_rows((3, 0, 4))
    selection = view.table.selectionModel()
    assert {index.row() for index in selection.selectedRows()} == {0, 3, 4}
    view.only.setChecked(True)
    assert [row[0] for row in texts(view.model)] == ["1.5", "1.0", "3.5"]
    view.only.setChecked(False)
    assert view.model.rowCount() == 5
    with qtbot.waitSignal(view.cleared):
        view.clear.click()
    view.select_rows(())
    assert not selection.hasSelection()


def test_rows_that_the_table_lacks_are_passed_over(qtbot, table):
    view = RowsView()
    qtbot.addWidget(view)
    view.set_table(table)
    view.select_rows((-1, 2, 99))
    assert {index.row() for index in view.table.selectionModel().selectedRows()} == {2}


def test_copied_rows_are_tab_separated_with_a_header(qtbot, qapp, table):
    view = RowsView()
    qtbot.addWidget(view)
    view.set_table(table)
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (0, 1):
        view.table.selectionModel().select(view.model.index(row, 0), flags)
    view.table.copy()
    assert qapp.clipboard().text() == "height\ttown\n1.5\tUlm\n\tBonn\n"


@pytest.mark.parametrize(("rows", "ranges"), [([], []), ([3], [(3, 3)]), ([1, 2, 3, 7, 9, 10], [(1, 3), (7, 7), (9, 10)])])
def test_ranges_join_neighbours(rows, ranges):
    assert _ranges(np.array(rows, dtype=np.intp)) == ranges


def test_nothing_is_found_where_a_filter_hides_all_rows(data_page, load):
    load({"kind": "embedded", "name": "t", "csv": "a,y\nhello,1\nyou,2\n"})
    view = data_page.rows
    view.model.show_only(np.empty(0, np.int64))
    view.find_bar.begin()
    view.find_bar.field.setText("hello")
    view.find_bar.search(0)
    assert view.find_bar.label.text() == "Not found"
