from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nndesigner.data.window import Window
from nndesigner.project.edits import SetSettings
from nndesigner.ui.pages.results_page import spans_plane

IRIS = {"kind": "bundled", "name": "iris"}
CARS = {"kind": "bundled", "name": "auto_mpg"}
MOONS = {"kind": "generator", "name": "moons", "options": {"rows": 200}}


def wait_for_report(qtbot, page):
    qtbot.waitUntil(lambda: page.evaluation.report is not None, timeout=20000)
    return page.evaluation.report


def show_tab(page, text):
    index = next(index for index in range(page.tabs.count()) if page.tabs.tabText(index) == text)
    page.tabs.setCurrentIndex(index)


def test_every_empty_state_says_what_to_do_next(results_page, load, document):
    assert not results_page.tabs.isVisible()
    assert "Open a CSV" in results_page._sentence.text()
    load(IRIS)
    assert "Press Play" in results_page._sentence.text()
    from nndesigner.project.edits import RemoveNodes

    output = next(node.id for node in document.project.design.nodes.values() if node.kind == "Output")
    document.push(RemoveNodes(document.project, [output]))
    results_page._refresh()
    assert "problem" in results_page._sentence.text()


def test_a_classification_is_measured_beside_simpler_models(qtbot, results_page, load, train, document):
    load(IRIS)
    train(30)
    report = wait_for_report(qtbot, results_page)
    panel = results_page.evaluation
    assert report.rows == len(panel._parts.rows["validation"])
    assert panel.headline.text().startswith("Accuracy")
    assert "majority class" in panel.verdict.text()
    assert "logistic regression" in panel.verdict.text()
    confusion = panel.pictures.currentWidget().confusion
    assert confusion.matrix.counts.sum() == report.rows
    assert panel.pictures.currentWidget().classes.rowCount() == 3
    assert results_page.findChild(type(confusion), "results.confusion") is confusion


def test_a_confusion_cell_selects_its_rows(qtbot, results_page, load, train, document):
    load(IRIS)
    train(30)
    report = wait_for_report(qtbot, results_page)
    confusion = results_page.evaluation.pictures.currentWidget().confusion
    confusion.setCurrentIndex(confusion.matrix.index(0, 0))
    qtbot.keyClick(confusion, Qt.Key.Key_Return)
    hits = (report.actual == 0) & (report.predicted == 0)
    assert document.selection.rows == tuple(report.row_indices[hits].tolist())
    species = document.project.table.column("species")
    assert {species.text(row) for row in document.selection.rows} == {report.classes[0]}
    assert report.classes[0] in results_page.evaluation.picked.text()
    with qtbot.waitSignal(results_page.rows_wanted):
        results_page.evaluation.show_picked.click()


def test_the_test_set_stays_sealed_until_asked_for(qtbot, results_page, load, train):
    load(IRIS)
    train()
    wait_for_report(qtbot, results_page)
    choice = results_page.evaluation.choice
    assert choice.current == "validation"
    assert not choice.buttons["test"].isVisible()
    assert choice.unseal.isVisible()
    choice.buttons["train"].click()
    rows = results_page.evaluation._parts.rows
    qtbot.waitUntil(lambda: results_page.evaluation.report.rows == len(rows["train"]))
    choice.unseal.click()
    qtbot.waitUntil(lambda: results_page.evaluation.report.rows == len(rows["test"]))
    assert set(results_page.evaluation.report.row_indices) == set(rows["test"])
    assert choice.line.text() == "Test set opened."
    assert not choice.unseal.isVisible()
    train()
    qtbot.waitUntil(lambda: choice.current == "validation")
    assert not choice.buttons["test"].isVisible()
    assert "once" in choice.line.text()


def test_rows_are_those_of_the_split_at_training_time(qtbot, results_page, load, train, document):
    from nndesigner.project.edits import SetSplit

    load(IRIS)
    train()
    rows = wait_for_report(qtbot, results_page).row_indices
    document.push(SetSplit(document.project, seed=99))
    results_page._shown = (None, None)
    results_page._refresh()
    qtbot.waitUntil(lambda: not results_page.evaluation.evaluator.is_busy)
    assert np.array_equal(results_page.evaluation.report.row_indices, rows)


def test_a_regression_shows_scatter_and_residuals(qtbot, results_page, load, train, document):
    load(CARS)
    train(20)
    report = wait_for_report(qtbot, results_page)
    panel = results_page.evaluation.pictures.currentWidget()
    assert results_page.evaluation.headline.text().startswith("R²")
    assert panel.scatter.shown == report.rows
    assert panel.scatter.objectName() == "results.scatter"
    panel.scatter.row_chosen.emit(4)
    assert document.selection.rows == (int(report.row_indices[4]),)


def test_the_decision_surface_is_there_for_two_numbers_only(qtbot, results_page, load, train):
    load(MOONS)
    train(20)
    wait_for_report(qtbot, results_page)
    show_tab(results_page, "Decision surface")
    plot = results_page.surface.plot
    qtbot.waitUntil(lambda: plot._surface is not None, timeout=20000)
    assert plot._surface.features == ("x1", "x2")
    assert sum(len(points.data) for points in plot._points) == 200
    recipe, table = results_page._document.project.recipe, results_page._document.project.table
    assert spans_plane(recipe, table)
    assert not spans_plane(replace(recipe, window=Window(look_back=3)), table)  # many rows make a prediction: no plane
    load(IRIS)
    train()
    qtbot.waitUntil(lambda: results_page.tabs.count() == 3)


def test_the_surface_follows_a_running_network_and_a_pause_can_be_measured(qtbot, results_page, load, document, runner):
    load(MOONS)
    document.push(SetSettings(document.project, epochs=1_000_000, early_stopping=None))
    runner.play()
    qtbot.waitUntil(lambda: results_page.tabs.isVisible())
    assert not results_page.tabs.isTabEnabled(results_page.tabs.count() - 1)
    show_tab(results_page, "Decision surface")
    seen = []
    qtbot.waitUntil(lambda: len(_note(seen, results_page.surface.plot._surface)) >= 3, timeout=20000)
    assert "epochs" in results_page.surface.line.text()
    assert not np.array_equal(seen[0].values, seen[-1].values)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state == "paused")
    report = wait_for_report(qtbot, results_page)
    assert report.rows == len(results_page.evaluation._parts.rows["validation"])
    assert document.project.trained is None
    runner.stop()
    qtbot.waitUntil(lambda: runner.state == "finished")
    qtbot.waitUntil(lambda: not results_page.surface.is_busy)


def _note(seen, surface):
    if surface is not None and (not seen or seen[-1] is not surface):
        seen.append(surface)
    return seen


def test_a_row_is_predicted_while_it_is_typed(qtbot, results_page, load, train, document):
    load(IRIS)
    train(60)
    show_tab(results_page, "Predict one row")
    desk = results_page.desk
    qtbot.waitUntil(lambda: desk.answer.value.text() != "")
    assert set(desk.form.fields) == {column.name for column in document.project.recipe.features}
    assert "Row 1 of the table says setosa" in desk.answer.note.text()
    assert abs(sum(desk.answer.bars.shares) - 1) < 1e-5
    first = desk.answer.bars.shares
    name = next(name for name in desk.form.fields if "petal" in name.lower())
    desk.form.fields[name].clear()
    qtbot.keyClicks(desk.form.fields[name], "6.5")
    qtbot.waitUntil(lambda: desk.answer.bars.shares != first)
    assert desk.answer.note.text() == ""
    desk.form.fields[name].clear()
    qtbot.keyClicks(desk.form.fields[name], "many")
    qtbot.waitUntil(lambda: desk.answer.value.text() == "—")
    assert desk.answer.note.text() == f"{name}: not a number, received “many”"


def test_one_row_gets_the_answer_of_predict(qtbot, results_page, load, train, document):
    from nndesigner.session.predict import predict

    load(CARS)
    train(20)
    show_tab(results_page, "Predict one row")
    desk = results_page.desk
    desk.row.setValue(17)
    qtbot.waitUntil(lambda: "Row 17" in desk.answer.note.text())
    expected = predict(document.project.trained, document.project.table).values[16, 0]
    assert float(desk.answer.value.text()) == pytest.approx(expected, rel=1e-5)


def test_what_another_table_says_is_not_said_of_the_old_row(qtbot, results_page, load, train, document):
    load(CARS)
    train(2)
    show_tab(results_page, "Predict one row")
    note = results_page.desk.answer.note
    qtbot.waitUntil(lambda: "Row 1 " in note.text())
    load(IRIS)
    qtbot.waitUntil(lambda: note.text() == "")


def test_a_csv_is_predicted_and_exported_as_it_is(qtbot, results_page, load, train, document, tmp_path):
    load(IRIS)
    train(20)
    lines = document.project.table.to_csv().splitlines()
    path, out = tmp_path / "new.csv", tmp_path / "out.csv"
    path.write_text("\n".join([*lines[:4], "broken", *lines[4:8]]) + "\n")
    results_page.predict_csv(path)
    batch = results_page.batch
    qtbot.waitUntil(lambda: batch.predictions is not None, timeout=20000)
    table, predictions = results_page.shown_predictions()
    assert (table.row_count, predictions.empty_count) == (8, 1)
    assert "7 of 8" in batch.line.text()
    assert batch.model.headerData(0, Qt.Orientation.Horizontal) == "prediction"
    assert not batch.problems.isHidden()
    with qtbot.waitSignal(batch.told, timeout=10000) as told:
        batch.export_file(out)
    assert told.args[1] == "info"
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][: len(table.names)] == list(table.names)
    assert rows[1][: len(table.names)] == list(table.row_texts(0))
    assert len(rows) == 9
    assert batch.model.index(0, 0).data() == rows[1][len(table.names)]


def test_a_missing_column_is_one_sentence_and_no_predictions(qtbot, results_page, load, train, tmp_path):
    load(IRIS)
    train()
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    with qtbot.waitSignal(results_page.batch.told, timeout=20000) as told:
        results_page.predict_csv(path)
    assert told.args[1] == "error"
    assert "\n" not in told.args[0].strip()
    assert results_page.shown_predictions() is None
    assert results_page.messages.messages[0].label.text() == told.args[0]


def test_predictions_of_an_older_network_are_taken_away(qtbot, results_page, load, train, document):
    load(IRIS)
    train()
    results_page.predict_table(document.project.table)
    qtbot.waitUntil(lambda: results_page.shown_predictions() is not None, timeout=20000)
    train()
    qtbot.waitUntil(lambda: results_page.shown_predictions() is None)


def test_another_project_has_no_results(qtbot, results_page, load, train, document):
    from nndesigner.project.project import Project

    load(IRIS)
    train()
    wait_for_report(qtbot, results_page)
    document.set_project(Project())
    assert not results_page.tabs.isVisible()
    assert results_page.shown_predictions() is None


def test_many_features_are_a_list_of_cells(qtbot, results_page, load, train, document):
    load({"kind": "bundled", "name": "digits"})
    train(2)
    show_tab(results_page, "Predict one row")
    desk = results_page.desk
    qtbot.waitUntil(lambda: desk.answer.value.text() not in ("", "—"))
    assert desk.form.model.rowCount() == len(document.project.recipe.features)
    before = desk.answer.bars.shares
    for row in range(20, 40):
        desk.form.model.setData(desk.form.model.index(row, 1), "16")
    qtbot.waitUntil(lambda: desk.answer.bars.shares != before)


def test_predictions_stand_under_their_headers_whole_and_numbers_right(qtbot, results_page, load, train, tmp_path):
    load(CARS)
    train(2)
    path = tmp_path / "cars.csv"
    names = results_page._document.project.trained.columns
    path.write_text(",".join((*names, "a very long name of a column that nobody needs")) + "\n", "utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write(",".join("3" for _ in names) + ",text\n")
    results_page.predict_csv(path)
    qtbot.waitUntil(lambda: results_page.shown_predictions() is not None, timeout=20000)
    view = results_page.batch.view
    model, last = view.model(), view.model().columnCount() - 1
    header = view.fontMetrics().horizontalAdvance(model.headerData(last, Qt.Orientation.Horizontal))
    assert view.columnWidth(last) > min(header, 200)
    role = Qt.ItemDataRole.TextAlignmentRole
    for column, side in (
        (0, Qt.AlignmentFlag.AlignRight),
        (1, Qt.AlignmentFlag.AlignRight),
        (last, Qt.AlignmentFlag.AlignLeft),
    ):
        assert model.headerData(column, Qt.Orientation.Horizontal, role) & int(side)
        assert model.index(0, column).data(role) & int(side)
