"""What a row is, by what rows are divided and how the target is treated: set by hand on the Data page, undone, told at once."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QRadioButton, QSpinBox

from nndesigner.data.window import Window
from nndesigner.project.edits import SetSettings
from nndesigner.ui.pages.results.desk import RowDesk

WAIT = 20_000


@pytest.fixture
def series(window, qtbot, tmp_path):
    path = tmp_path / "air.csv"
    rows = [f"{1949 + i // 12}-{i % 12 + 1:02d}-01,{100 + i + 20 * (i % 12)},{'ab'[i % 2]}" for i in range(144)]
    path.write_text("month,passengers,line\n" + "\n".join(rows) + "\n", encoding="utf-8")
    window.opener.open(path)
    qtbot.waitUntil(lambda: window.document.project.table is not None and not window.loader.is_busy, timeout=WAIT)
    window.switcher.show_page("page.data")
    if window.document.project.recipe.target != "passengers":
        window.switcher.page("page.data").edits.set_target("passengers")
    return window


def choose(window, name, value):
    combo = window.findChild(QComboBox, name)
    index = next((place for place in range(combo.count()) if combo.itemData(place) == value), -1)
    assert index >= 0, [combo.itemData(place) for place in range(combo.count())]
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def test_a_series_is_set_and_undone_by_hand(series):
    project = series.document.project
    before, start = project.contents, series.document.undo_stack.index()
    sentence = series.findChild(QLabel, "data.shape.sentence")
    series.findChild(QRadioButton, "data.shape.series").click()
    assert project.recipe.window == Window(12, time="month")
    assert project.contents.split.method == "time"
    width = project.recipe.feature_width(project.table)
    assert sentence.text().startswith(f"12 × {width} numbers a window; 108 windows")
    assert "LSTM" in {node.kind for node in project.design.nodes.values()}
    series.findChild(QSpinBox, "data.window.look_back").setValue(6)
    series.findChild(QSpinBox, "data.window.horizon").setValue(2)
    assert sentence.text().startswith(f"6 × {width} numbers a window")
    choose(series, "data.window.time", "")
    choose(series, "data.window.group", "line")
    series.findChild(QCheckBox, "data.window.own_past").click()
    assert project.recipe.window == Window(6, 2, own_past=False, group="line")
    series.findChild(QRadioButton, "data.shape.case").click()
    assert project.recipe.window is None
    while series.document.undo_stack.index() > start:
        series.document.undo_stack.undo()
    assert (project.contents.recipe, project.contents.split, project.contents.graph) == (
        before.recipe,
        before.split,
        before.graph,
    )


def test_rows_are_divided_by_groups_and_time(series):
    project = series.document.project
    choose(series, "data.split.method", "time")
    assert (project.contents.split.method, project.contents.split.column) == ("time", "month")
    choose(series, "data.split.column", "passengers")
    assert project.contents.split.column == "passengers"
    choose(series, "data.split.method", "group")
    assert project.contents.split.column == "line"
    assert "group" in series.findChild(QLabel, "data.split.sentence").text()
    model = series.findChild(QComboBox, "data.split.method").model()
    says = series.findChild(QComboBox, "data.split.method").findData("column")
    assert not model.item(says).isEnabled()
    choose(series, "data.split.method", "random")
    assert project.contents.split.column == ""


def test_the_target_is_bent_and_rare_classes_weighted(series):
    project = series.document.project
    choose(series, "data.target.scaling", "log")
    assert project.recipe.column("passengers").scaling == "log"
    series.switcher.page("page.data").edits.set_target("line")
    box = series.findChild(QCheckBox, "data.target.class_weight")
    box.click()
    assert project.settings.class_weight == "balanced"
    series.document.undo_stack.undo()
    assert not box.isChecked()


def test_rows_become_images(window, qtbot):
    window.switcher.page("page.start").sample_chosen.emit("digits")
    qtbot.waitUntil(lambda: window.document.project.table is not None and not window.loader.is_busy, timeout=WAIT)
    window.switcher.show_page("page.data")
    project = window.document.project
    window.findChild(QRadioButton, "data.shape.image").click()
    assert project.recipe.image_shape == (8, 8, 1)
    assert "8 × 8 × 1" in window.findChild(QLabel, "data.shape.sentence").text()
    assert not any(problem.column.startswith("pixel") for problem in project.analysis.problems)
    choose(window, "data.image.shape", (4, 16, 1))
    assert project.recipe.image_shape == (4, 16, 1)
    assert project.analysis.errors == ()


def test_the_desk_forecasts_the_row_after_the_last(series, qtbot):
    project = series.document.project
    series.findChild(QRadioButton, "data.shape.series").click()
    series.document.push(SetSettings(project, epochs=2, early_stopping=None))
    series.runner.play()
    qtbot.waitUntil(lambda: series.runner.state == "finished", timeout=WAIT)
    desk = RowDesk()
    qtbot.addWidget(desk)
    desk.show_trained(project.trained, project.table)
    assert desk.row.value() == desk.row.maximum() == 145
    assert "12 rows" in desk.note.text()
    desk._predict()
    assert desk.answer.findChildren(QLabel)
    texts = " ".join(label.text() for label in desk.answer.findChildren(QLabel))
    assert "The row after the last: 1961-01-01" in texts
    desk._timer.stop()
