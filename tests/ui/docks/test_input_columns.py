"""An Input's columns in the inspector: ticked by hand, undone, and in step with the Data page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from nndesigner.data.table import Table
from nndesigner.project.edits import AppendNode, ReplaceData, SetColumn
from nndesigner.ui.docks.inspector import Inspector


@pytest.fixture
def inspector(qtbot, document, runner):
    rows = range(60)
    columns = {"a": rows, "b": [i % 7 for i in rows], "c": [i / 3 for i in rows], "y": [i * 0.5 for i in rows]}
    document.push(ReplaceData(document.project, {"kind": "test"}, Table.from_columns("t", columns)))
    inspector = Inspector(document, runner)
    qtbot.addWidget(inspector)
    inspector.show()
    document.selection.set_nodes([document.project.design.input_nodes()[0].id])
    return inspector


def tick(inspector, name):
    model = inspector.panel._columns.model
    index = model.index(model.names.index(name))
    is_on = model.data(index, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    new = Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked
    assert model.setData(index, new.value, Qt.ItemDataRole.CheckStateRole)


def test_ticks_bind_columns_and_can_be_undone(document, inspector):
    project = document.project
    first = project.design.input_nodes()[0].id
    model, rest = inspector.panel._columns.model, inspector.findChild(QCheckBox, "inspector.input_rest")
    names = list(model.names)
    assert rest.isChecked()
    assert model.chosen == names
    tick(inspector, names[0])
    assert project.design.nodes[first].options["columns"] == names[1:]
    assert project.analysis.shapes[first] == (len(names) - 1,)
    assert not rest.isChecked()
    document.undo_stack.undo()
    assert model.chosen == names
    assert rest.isChecked()
    tick(inspector, names[0])
    rest.click()
    assert "columns" not in project.design.nodes[first].options


def test_a_column_that_is_dropped_on_the_data_page_goes_at_once(document, inspector):
    project = document.project
    first, model = project.design.input_nodes()[0].id, inspector.panel._columns.model
    document.push(SetColumn(project, model.names[0], role="ignore"))
    assert len(model.names) == 2
    document.push(SetColumn(project, model.names[0], type="category"))
    shape = project.analysis.shapes[first]
    assert shape == (sum(model._widths.values()),)
    assert shape[0] > 2


def test_a_second_input_takes_columns_from_the_first(document, inspector):
    project = document.project
    edit = AppendNode(project, "Input")
    document.push(edit)
    document.selection.set_nodes([edit.node_id])
    model = inspector.panel._columns.model
    assert model.chosen == []
    name = model.names[-1]
    assert "at input" in model.data(model.index(len(model.names) - 1), Qt.ItemDataRole.DisplayRole)
    tick(inspector, name)
    assert project.design.nodes[edit.node_id].options["columns"] == [name]
    first = project.design.input_nodes()[0].id
    assert project.analysis.shapes[first] == (len(model.names) - 1,)
