from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from nndesigner.project.edits import AddNode, AppendNode, SetOption
from nndesigner.project.project import Project
from nndesigner.ui.bridge import Runner
from nndesigner.ui.colors import contrast
from nndesigner.ui.docks.inspector import Inspector
from nndesigner.ui.docks.inspector_block import BlockPanel
from nndesigner.ui.docks.inspector_network import NetworkPanel
from nndesigner.ui.docks.problems import Problems
from nndesigner.ui.document import Document


@pytest.fixture
def document(qtbot):
    document = Document(Project())
    for kind, options in (("Input", {"shape": [4]}), ("Dense", {"units": 8}), ("Dense", {"units": 3}), ("Output", {})):
        document.push(AppendNode(document.project, kind, options=options))
    return document


@pytest.fixture
def inspector(document, qtbot):
    widget = Inspector(document, Runner(document))
    qtbot.addWidget(widget)
    widget.show()
    return widget


def blocks(document, kind):
    return [node.id for node in document.project.design.nodes.values() if node.kind == kind]


def test_with_nothing_selected_it_shows_training_and_the_network(inspector, document):
    assert isinstance(inspector.panel, NetworkPanel)
    table = inspector.findChild(QTableWidget, "inspector.summary")
    assert table.rowCount() == 4
    assert "67 parameters" in " ".join(label.text() for label in inspector.findChildren(QLabel))


def test_hidden_it_does_nothing_and_shows_what_changed_once_it_is_seen(inspector, document, monkeypatch):
    asked = []
    refresh = NetworkPanel.refresh
    monkeypatch.setattr(NetworkPanel, "refresh", lambda panel: asked.append(1) or refresh(panel))
    inspector.hide()
    document.push(SetOption(document.project, blocks(document, "Dense")[0], "units", 16))
    assert not asked
    inspector.show()
    assert asked
    assert "131 parameters" in " ".join(label.text() for label in inspector.findChildren(QLabel))


def test_a_setting_is_changed_by_an_edit_that_can_be_undone(inspector, document):
    editor = inspector.panel._form.editor("batch_size")
    editor.setValue(64)
    assert document.project.settings.batch_size == 64
    document.undo_stack.undo()
    assert document.project.settings.batch_size == 32
    assert editor.value() == 32


def test_a_block_is_edited_through_its_own_options(inspector, document):
    (first, _) = blocks(document, "Dense")
    document.selection.set_nodes([first])
    assert isinstance(inspector.panel, BlockPanel)
    inspector.panel._form.editor("units").setValue(12)
    assert document.project.design.nodes[first].options["units"] == 12
    document.undo_stack.undo()
    assert inspector.panel._form.editor("units").value() == 8
    assert "Parameters: 40" in inspector.findChild(QLabel, "inspector.facts").text()


def test_an_edit_from_elsewhere_shows_at_once(inspector, document):
    (first, _) = blocks(document, "Dense")
    document.selection.set_nodes([first])
    document.push(SetOption(document.project, first, "units", 99))
    assert inspector.panel._form.editor("units").value() == 99


def test_several_blocks_of_a_kind_are_changed_in_one_step(inspector, document):
    ids = blocks(document, "Dense")
    document.selection.set_nodes(ids)
    count = document.undo_stack.count()
    inspector.panel._form.changed.emit("activation", "tanh")
    assert [document.project.design.nodes[node].options["activation"] for node in ids] == ["tanh", "tanh"]
    assert document.undo_stack.count() == count + 1


def rename(inspector, document, qtbot, node, text):
    document.selection.set_nodes([node])
    name = inspector.findChild(QLineEdit, "inspector.name")
    name.selectAll()
    qtbot.keyClicks(name, text)
    name.editingFinished.emit()


def test_a_block_is_renamed_and_a_taken_name_is_named_as_a_problem(inspector, document, qtbot):
    first, second = blocks(document, "Dense")
    rename(inspector, document, qtbot, first, "hidden")
    assert document.project.design.nodes[first].name == "hidden"
    rename(inspector, document, qtbot, second, "hidden")
    sentences = [label.text() for label in inspector.panel.findChildren(QLabel)]
    assert any("hidden" in sentence and "name" in sentence for sentence in sentences)


def test_an_empty_name_changes_nothing(inspector, document, qtbot):
    (first, _) = blocks(document, "Dense")
    before = document.project.design.nodes[first].name
    rename(inspector, document, qtbot, first, " ")
    assert document.project.design.nodes[first].name == before
    assert inspector.panel._name.text() == before


def test_deleting_the_selected_block_goes_back_to_the_network(inspector, document):
    from nndesigner.project.edits import RemoveNodes

    (first, _) = blocks(document, "Dense")
    document.selection.set_nodes([first])
    document.push(RemoveNodes(document.project, [first]))
    assert isinstance(inspector.panel, NetworkPanel)
    assert document.selection.nodes == frozenset()


def test_another_project_leaves_no_trace_of_the_old_one(inspector, document):
    old = document.project
    document.set_project(Project())
    assert inspector.findChild(QTableWidget, "inspector.summary") is None or inspector.panel._table.rowCount() == 0
    SetOption(old, next(iter(old.design.nodes)), "shape", [5]).redo()  # nobody listens any more
    assert inspector.panel._table.rowCount() == 0


def test_problems_are_listed_selected_and_repaired(document, qtbot):
    document.push(AddNode(document.project, "Dense", options={"units": 2}))
    widget = Problems(document, Runner(document))
    qtbot.addWidget(widget)
    widget.show()
    assert widget._list.topLevelItemCount() == len(document.project.analysis.problems) > 0
    fixable = [problem for problem in document.project.analysis.problems if problem.fix is not None]
    index = document.project.analysis.problems.index(fixable[0])
    item = widget._list.topLevelItem(index)
    widget._select(item)
    assert document.selection.nodes == frozenset(fixable[0].nodes)
    button = widget._list.itemWidget(item, 0).findChild(QPushButton)
    count = document.undo_stack.count()
    button.click()
    assert document.undo_stack.count() == count + 1
    assert fixable[0].message not in [problem.message for problem in document.project.analysis.problems]


def test_the_sentence_of_a_selected_problem_can_be_read(document, qtbot):
    document.push(AddNode(document.project, "Dense", options={"units": 2}))
    widget = Problems(document, Runner(document))
    qtbot.addWidget(widget)
    sentence = widget._list.itemWidget(widget._list.topLevelItem(0), 0).findChildren(QLabel)[1]
    ground = widget._list.palette().highlight().color().name()
    assert contrast(sentence.palette().windowText().color().name(), ground) >= 4.5


def test_a_scroll_bar_may_come_up_while_the_rows_are_made(document, qtbot):
    widget = Problems(document, Runner(document))
    qtbot.addWidget(widget)
    widget.resize(200, 40)
    widget.show()
    qtbot.waitExposed(widget)
    for width in (200, 300):
        widget.resize(width, 40)
        for _ in range(3):
            document.push(AddNode(document.project, "Dense", options={"units": 2}))
            widget._redraw()
            QApplication.processEvents()
            widget._list.addTopLevelItem(QTreeWidgetItem())  # as in the middle of a refresh: no card yet
            widget._fit_rows()
    assert widget._list.topLevelItemCount() > 3


def test_a_long_problem_is_written_out_and_its_fix_keeps_the_keyboard(document, qtbot):
    document.push(AddNode(document.project, "Dense", options={"units": 2}))
    document.push(AddNode(document.project, "Dense", options={"units": 2}))
    widget = Problems(document, Runner(document))
    qtbot.addWidget(widget)
    widget.resize(240, 300)
    widget.show()
    qtbot.waitExposed(widget)
    widget._fit_rows()
    for row in range(widget._list.topLevelItemCount()):
        item = widget._list.topLevelItem(row)
        card = widget._list.itemWidget(item, 0)
        sentence = card.findChildren(QLabel)[1]
        needed = sentence.heightForWidth(sentence.width())
        assert sentence.height() >= needed
        for button in card.findChildren(QPushButton):
            assert button.fontMetrics().horizontalAdvance(button.text()) < button.width()
            assert button.accessibleName() == button.title


def test_the_keyboard_stays_in_the_panel_when_a_fix_takes_its_button_away(document, qtbot):
    document.push(AddNode(document.project, "Dense", options={"units": 2}))
    holder = QWidget()
    qtbot.addWidget(holder)
    row = QVBoxLayout(holder)
    field = QLineEdit("precious")
    widget = Problems(document, Runner(document))
    row.addWidget(field)
    row.addWidget(widget)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    button = widget.findChildren(QPushButton)[0]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert widget.isAncestorOf(QApplication.focusWidget())
