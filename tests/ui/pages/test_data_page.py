from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from nndesigner.core.errors import DataError
from nndesigner.data.column import TYPES
from nndesigner.data.column_recipe import ColumnRecipe
from nndesigner.project.edits import RemoveNodes, SetColumn, SetSplit
from nndesigner.ui.pages.data.columns_model import FIELDS
from nndesigner.ui.pages.data.words import titles


def load_file(qtbot, page, path):
    with qtbot.waitSignal(page.loader.loaded, timeout=10000):
        page.open_data(path)


def cell(page, column, field):
    row = [recipe.name for recipe in page.columns_model.recipe.columns].index(column)
    return page.columns_model.index(row, FIELDS.index(field))


def test_an_empty_project_offers_data_sets(data_page):
    assert data_page.samples.isVisible()
    assert not data_page.columns.isVisible()


def test_a_csv_becomes_data_and_a_network_as_one_undoable_step(qtbot, data_page, document, small_csv):
    load_file(qtbot, data_page, small_csv)
    project = document.project
    assert project.table.row_count == 40
    assert project.design.nodes
    assert data_page.columns.isVisible()
    assert data_page.source_bar.title.text() == "small.csv"
    assert "40 rows × 4 columns" in data_page.source_bar.size.text()
    document.undo_stack.undo()
    assert project.table is None
    assert not project.design.nodes
    assert data_page.samples.isVisible()
    document.undo_stack.redo()
    assert data_page.columns.isVisible()


def test_statistics_of_every_column_arrive(qtbot, data_page, small_csv):
    load_file(qtbot, data_page, small_csv)
    qtbot.waitUntil(lambda: len(data_page.columns_model.summaries) == 4)
    assert cell(data_page, "width", "values").data() == "-4.5 … 4.5"
    assert cell(data_page, "colour", "values").data() == "2 values"
    data_page.columns.setCurrentIndex(cell(data_page, "height", "role"))
    assert "mean 2.875" in data_page.side.details.statistics.text()


def test_a_column_is_changed_in_place_and_back(qtbot, data_page, document, small_csv):
    load_file(qtbot, data_page, small_csv)
    steps = document.undo_stack.count()
    scaling = cell(data_page, "width", "scaling")
    assert data_page.columns_model.setData(scaling, "minmax")
    assert document.project.recipe.column("width").scaling == "minmax"
    assert scaling.data() == "0 to 1"
    assert document.undo_stack.count() == steps + 1
    document.undo_stack.undo()
    assert scaling.data() == "Standardise"


def test_cells_without_a_choice_are_not_for_editing(qtbot, data_page, small_csv):
    load_file(qtbot, data_page, small_csv)
    assert "onehot" in data_page.columns_model.choices(cell(data_page, "colour", "encoding").row(), "encoding")
    for column, field in (("colour", "scaling"), ("width", "encoding"), ("ripe", "missing"), ("width", "values")):
        index = cell(data_page, column, field)
        assert not index.flags() & Qt.ItemFlag.ItemIsEditable, (column, field)


def test_enter_opens_the_choices_of_a_cell(qtbot, data_page, document, small_csv):
    load_file(qtbot, data_page, small_csv)
    data_page.columns.setCurrentIndex(cell(data_page, "height", "role"))
    qtbot.keyClick(data_page.columns, Qt.Key.Key_Return)
    editor = data_page.columns.findChild(QComboBox)
    assert editor is not None
    editor.setCurrentIndex(editor.findText("Ignore"))
    editor.activated.emit(editor.currentIndex())
    assert document.project.recipe.column("height").role == "ignore"


def test_a_fixed_value_can_be_given_for_gaps(qtbot, data_page, document, small_csv):
    load_file(qtbot, data_page, small_csv)
    missing = cell(data_page, "height", "missing")
    data_page.columns.setCurrentIndex(missing)
    data_page.columns_model.setData(missing, "constant")
    assert missing.data() == "Fill with 0"
    fill = data_page.side.details.fill
    assert not fill.parentWidget().isHidden()
    fill.clear()
    qtbot.keyClicks(fill, "2.5")
    qtbot.keyClick(fill, Qt.Key.Key_Return)
    assert document.project.recipe.column("height").fill == 2.5
    assert missing.data() == "Fill with 2.5"
    fill.clear()
    qtbot.keyClicks(fill, "much")
    with qtbot.waitSignal(document.refused) as refused:
        qtbot.keyClick(fill, Qt.Key.Key_Return)
    assert "height" in refused.args[0]
    assert "'much'" in refused.args[0]


def test_the_target_is_chosen_and_the_network_follows(qtbot, data_page, document, small_csv):
    load_file(qtbot, data_page, small_csv)
    target = data_page.side.target
    assert target.currentText() == "ripe"
    assert data_page.side.task.text() == "Two classes"
    index = target.findText("width")
    target.setCurrentIndex(index)
    target.activated.emit(index)
    assert document.project.recipe.target == "width"
    assert target.currentText() == "width"
    assert "regression" in data_page.side.task.text()
    document.undo_stack.undo()
    assert target.currentText() == "ripe"


def test_the_split_is_edited_with_its_rows_shown(qtbot, data_page, document, small_csv):
    load_file(qtbot, data_page, small_csv)
    editor = data_page.side.split
    document.push(SetSplit(document.project, train=0.7, validation=0.15, test=0.15, seed=0))
    assert [editor.counts[part].text() for part in ("train", "validation", "test")] == ["28 rows", "6 rows", "6 rows"]
    editor.shares["test"].setValue(25)
    assert document.project.split.test == 0.25
    assert editor.shares["train"].value() == 60
    assert editor.counts["test"].text() == "10 rows"
    document.undo_stack.undo()
    assert editor.shares["test"].value() == 15


def test_reasons_and_proposal(qtbot, data_page, document, small_csv):
    load_file(qtbot, data_page, small_csv)
    assert "ripe" in data_page.side.column_reasons.text()
    assert data_page.side.network_reasons.text().count("<p ") >= 3
    before = document.project.design.graph
    dense = next(node.id for node in before.nodes.values() if node.kind == "Dense")
    document.push(RemoveNodes(document.project, [dense]))
    assert document.project.design.graph != before
    data_page.source_bar.propose.click()
    assert {node.kind for node in document.project.design.nodes.values()} == {node.kind for node in before.nodes.values()}


def test_a_wrong_row_is_listed_with_its_line(qtbot, data_page, tmp_path):
    path = tmp_path / "ragged.csv"
    path.write_text("a,b\n" + "1,2\n" * 20 + "1,2,3\n" + "3,4\n" * 5)
    load_file(qtbot, data_page, path)
    assert not data_page.problems.isHidden()
    assert data_page.problems.model.index(0, 0).data() == "22"


def test_another_delimiter_reads_again_and_undo_goes_back(qtbot, data_page, document, tmp_path):
    path = tmp_path / "dots.csv"
    path.write_text("a;b,c\n1;2,5\n3;4,5\n5;6,5\n")
    load_file(qtbot, data_page, path)
    assert document.project.table.names == ("a", "b,c")
    with qtbot.waitSignal(data_page.loader.loaded, timeout=10000):
        data_page.dialect_bar.changed.emit({"delimiter": ","})
    assert document.project.table.names == ("a;b", "c")
    assert document.project.source["read"] == {"delimiter": ","}
    assert data_page.dialect_bar.fields["delimiter"].currentText() == "comma"
    document.undo_stack.undo()
    assert document.project.table.names == ("a", "b,c")
    assert "semicolon" in data_page.dialect_bar.line.text()


def test_pasted_cells_become_data_inside_the_project(qtbot, qapp, data_page, document):
    qapp.clipboard().setText("x\ty\n1\t2\n3\t4\n5\t7\n")
    with qtbot.waitSignal(data_page.loader.loaded, timeout=10000):
        data_page.source_bar.paste.click()
    assert document.project.table.names == ("x", "y")
    assert document.project.source["kind"] == "embedded"
    assert "1\t2" in document.project.source["csv"]


def test_an_empty_clipboard_says_so(qtbot, qapp, data_page, document):
    qapp.clipboard().setText("")
    with qtbot.waitSignal(document.refused) as refused:
        data_page.paste()
    assert "clipboard" in refused.args[0]


def test_a_file_that_is_not_there_leaves_the_project_alone(qtbot, data_page, document, tmp_path):
    with qtbot.waitSignal(data_page.loader.failed, timeout=10000) as failed:
        data_page.open_data(tmp_path / "nothing.csv")
    assert "nothing.csv" in failed.args[0]
    assert document.project.table is None
    assert data_page.source_bar._busy.isHidden()


def test_reading_can_be_cancelled(qtbot, monkeypatch, data_page, document):
    reached = threading.Event()

    def slow(source, base, *, progress, cancelled):
        progress(0.5)
        reached.set()
        while not cancelled():
            threading.Event().wait(0.005)
        raise DataError("was cancelled")

    monkeypatch.setattr("nndesigner.data.source.load_source", slow)
    data_page.open_source({"kind": "bundled", "name": "iris"}, "Iris")
    qtbot.waitUntil(reached.is_set)
    assert data_page.loader.is_busy
    assert not data_page.source_bar._busy.isHidden()
    with qtbot.assertNotEmitted(data_page.loader.failed, wait=50):
        data_page.source_bar.cancel.click()
    assert not data_page.loader.is_busy
    assert data_page.source_bar._busy.isHidden()
    assert document.project.table is None


@pytest.mark.parametrize("name", ["iris", "titanic", "auto_mpg", "mnist_subset", "moons"])
def test_data_sets_load_with_the_target_they_are_meant_for(qtbot, data_page, document, name):
    from nndesigner.data.samples import SAMPLES

    with qtbot.waitSignal(data_page.loader.loaded, timeout=20000):
        data_page.open_source({"kind": SAMPLES[name].kind, "name": name}, name)
    assert document.project.recipe.target == SAMPLES[name].target
    assert data_page.columns_model.rowCount() == len(document.project.table.columns)


def test_warnings_name_what_is_wrong_with_a_column(qtbot, data_page, tmp_path):
    path = tmp_path / "odd.csv"
    rows = [f"{index % 7}.5,4,{'' if index % 2 else 3},{'rare' if index < 2 else 'often'}" for index in range(60)]
    path.write_text("good,same,gaps,label\n" + "\n".join(rows) + "\n")
    load_file(qtbot, data_page, path)
    qtbot.waitUntil(lambda: len(data_page.columns_model.summaries) == 4)
    data_page.columns_model.setData(cell(data_page, "same", "role"), "feature")
    names = [recipe.name for recipe in data_page.columns_model.recipe.columns]
    warnings = {name: " ".join(data_page.columns_model.warnings(names.index(name))) for name in names}
    assert warnings["good"] == ""
    assert "same value" in warnings["same"]
    assert "50" in warnings["gaps"]
    assert "rare has 2 of 60 rows" in warnings["label"]


def test_rows_selected_elsewhere_are_marked(qtbot, data_page, document, small_csv):
    load_file(qtbot, data_page, small_csv)
    document.selection.set_rows((3, 7))
    assert {index.row() for index in data_page.rows.table.selectionModel().selectedRows()} == {3, 7}
    assert data_page.rows.line.text() == "2 rows are selected"
    data_page.rows.clear.click()
    assert document.selection.rows == ()


def test_another_project_is_shown(qtbot, data_page, document, small_csv):
    from nndesigner.project.project import Project

    load_file(qtbot, data_page, small_csv)
    document.set_project(Project())
    assert data_page.rows.model.rowCount() == 0
    assert data_page.samples.isVisible()
    load_file(qtbot, data_page, small_csv)
    assert data_page.rows.model.rowCount() == 40


def test_reasons_of_a_network_for_other_columns_are_dated(qtbot, data_page, document, small_csv):
    load_file(qtbot, data_page, small_csv)
    side = data_page.side
    assert side.changed_since.isHidden()
    name = document.project.recipe.features[0].name
    document.push(SetColumn(document.project, name, role="ignore"))
    assert not side.changed_since.isHidden()
    assert "as it was proposed" in side._titles["network"].text()
    data_page.source_bar.propose.click()
    assert side.changed_since.isHidden()
    document.undo_stack.undo()
    assert not side.changed_since.isHidden()


def test_the_list_of_data_sets_stays_in_its_place(data_page, qapp):
    samples = data_page.samples
    places = set()
    for name in ("iris", "plane", "moons"):
        samples.choose(name)
        samples.resize(1200, 500)
        qapp.processEvents()
        samples.layout().activate()
        places.add((samples.list.geometry().getRect()[0], samples.list.width(), samples.title.x()))
    assert len(places) == 1


def test_every_choice_of_a_column_has_a_name_for_people():
    columns = [ColumnRecipe("x", type=kind, role=role) for kind in TYPES for role in ("feature", "target")]
    for field in ("role", "type", "missing", "scaling", "encoding", "unseen"):
        named = {value: title for column in columns for value, title in titles(column, field).items()}
        assert named
        assert all(title and title != value for value, title in named.items()), field


def test_a_refused_fill_is_not_left_in_the_field(qtbot, data_page, document, load):
    load({"kind": "embedded", "name": "t", "csv": "a,y\n1,u\n,v\n3,u\n4,v\n"})
    data_page.edits.change_columns(("a",), "missing", "constant")
    data_page.columns_panel.choose(0)
    fill = data_page.side.details.fill
    fill.setText("abc")
    fill.setModified(True)
    with qtbot.waitSignal(document.refused):
        fill.editingFinished.emit()
    assert fill.text() == "0"


def test_a_data_set_is_called_as_in_the_list(data_page, load):
    load({"kind": "generator", "name": "moons"})
    assert data_page.source_bar.title.text() == "Two moons"
