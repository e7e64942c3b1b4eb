"""How a classification went: the confusion matrix, and precision, recall and F1 of every class."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.pages.results.figures import FiguresTable, percent
from nndesigner.ui.plots.confusion import ConfusionView
from nndesigner.ui.theme import SPACING, title_font


class ClassificationPanel(QWidget):
    """Shows a classification's report. ``rows_chosen(rows, what)`` carries table rows and what they have in common."""

    rows_chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: Any = None
        self.hint = tr("Choose a cell to select its rows in the table.")
        self.confusion = ConfusionView()
        self.confusion.cell_chosen.connect(self._choose)
        self.proportions = QCheckBox(tr("Proportions"))
        self.proportions.setObjectName("results.proportions")
        self.proportions.setToolTip(tr("Show each cell as its share of the actual class"))
        self.proportions.toggled.connect(self.confusion.set_proportional)
        self.classes = FiguresTable(tr("Precision, recall and F1 by class"))
        self.classes.setObjectName("results.classes")
        self.figures = QVBoxLayout()
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._left())
        splitter.addWidget(self._right())
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([600, 400])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def show_report(self, report: Any) -> None:
        """Show ``report``."""
        self._report = report
        self.confusion.set_matrix(report.confusion, report.classes)
        rows = [
            (score.name, percent(score.precision), percent(score.recall), percent(score.f1), grouped(score.support))
            for score in report.per_class
        ]
        headers = (tr("Class"), tr("Precision"), tr("Recall"), tr("F1"), tr("Rows"))
        tip = tr("Precision: of the rows called so, how many were. Recall: of the rows that are so, how many were found.")
        self.classes.show_rows(headers, rows, [tip] * len(rows))

    def show_selected(self, rows: np.ndarray) -> None:
        """Mark the cells of the matrix in which these rows of the table are."""
        report = self._report
        if report is not None:
            chosen = np.isin(report.row_indices, rows)
            marked = np.zeros_like(report.confusion, dtype=np.int64)
            np.add.at(marked, (report.actual[chosen], report.predicted[chosen]), 1)
            self.confusion.set_marked(marked)

    def _left(self) -> QWidget:
        actual = QLabel(tr("Actual ↓"))
        predicted = QLabel(tr("Predicted →"))
        for label in (actual, predicted):
            label.setProperty("quiet", True)
        left = QWidget()
        grid = QGridLayout(left)
        grid.setContentsMargins(0, 0, 2 * SPACING, 0)
        grid.setHorizontalSpacing(3 * SPACING)
        grid.setVerticalSpacing(SPACING)
        grid.addWidget(actual, 0, 0)
        grid.addWidget(predicted, 0, 1)
        grid.addWidget(self.proportions, 0, 3, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self.confusion, 1, 0, 1, 4)
        grid.setRowStretch(1, 1)
        return left

    def _right(self) -> QWidget:
        title = QLabel(tr("By class"))
        title.setFont(title_font(1.05))
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(2 * SPACING, 0, 0, 0)
        column.setSpacing(2 * SPACING)
        column.addLayout(self.figures)
        column.addWidget(title)
        column.addWidget(self.classes)
        column.addStretch(1)
        return right

    def _choose(self, actual: int, predicted: int) -> None:
        report = self._report
        chosen = np.flatnonzero((report.actual == actual) & (report.predicted == predicted))
        what = tr("actual {a}, predicted {p}", a=report.classes[actual], p=report.classes[predicted])
        self.rows_chosen.emit(report.row_indices[chosen], what)
