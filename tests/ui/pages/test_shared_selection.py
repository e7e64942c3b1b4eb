from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt


def test_rows_selected_in_the_table_are_marked_in_the_matrix(qtbot, document, load, train, results_page):
    load({"kind": "bundled", "name": "iris"})
    train(3)
    evaluation = results_page.evaluation
    qtbot.waitUntil(lambda: evaluation.report is not None, timeout=10000)
    report = evaluation.report
    document.selection.set_rows(report.row_indices[:4])
    matrix = evaluation.pictures.currentWidget().confusion.matrix
    assert matrix.marked.sum() == 4
    cell = matrix.index(int(report.actual[0]), int(report.predicted[0]))
    assert "selected" in cell.data(Qt.ItemDataRole.ToolTipRole)
    document.selection.set_rows(())
    assert matrix.marked.sum() == 0


def test_rows_selected_in_the_table_are_ringed_in_the_scatter(qtbot, document, load, train, results_page):
    load({"kind": "bundled", "name": "auto_mpg"})
    train(3)
    evaluation = results_page.evaluation
    qtbot.waitUntil(lambda: evaluation.report is not None, timeout=10000)
    scatter = evaluation.pictures.currentWidget().scatter
    assert scatter.marked == 0
    document.selection.set_rows(np.concatenate([evaluation.report.row_indices[:3], [-5]]))
    assert scatter.marked == 3
