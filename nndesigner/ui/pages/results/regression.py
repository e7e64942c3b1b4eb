"""How a regression went: predicted against actual values, and what was missed."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.plots.scatter import ResidualPlot, ScatterPlot
from nndesigner.ui.theme import SPACING


class RegressionPanel(QWidget):
    """Shows a regression's report. ``rows_chosen(rows, what)`` carries table rows and what they have in common."""

    rows_chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: Any = None
        self.hint = tr("On the dashed line predictions are exact. Choose a point to select its row in the table.")
        self._selected = np.empty(0, dtype=np.intp)
        self.scatter = ScatterPlot()
        self.scatter.row_chosen.connect(self._choose)
        self.residuals = ResidualPlot()
        self.target = QComboBox()
        self.target.setAccessibleName(tr("Target shown"))
        self.target.currentIndexChanged.connect(lambda _index: self._draw())
        self.note = QLabel()
        self.note.setProperty("quiet", True)
        self.note.setWordWrap(True)
        self.figures = QVBoxLayout()
        top = QHBoxLayout()
        top.addWidget(self.note, 1)
        top.addWidget(self.target)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 2 * SPACING, 0)
        column.setSpacing(SPACING)
        column.addWidget(self.scatter, 1)
        column.addLayout(top)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(2 * SPACING, 0, 0, 0)
        column.setSpacing(2 * SPACING)
        column.addLayout(self.figures)
        column.addWidget(self.residuals, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def show_report(self, report: Any, targets: tuple[str, ...]) -> None:
        """Show ``report`` of the columns ``targets``."""
        self._report = report
        self.target.blockSignals(True)
        self.target.clear()
        self.target.addItems(targets)
        self.target.blockSignals(False)
        self.target.setVisible(len(targets) > 1)
        self._draw()

    def _draw(self) -> None:
        place = self.target.currentIndex()
        if self._report is None or place < 0:
            return
        actual, predicted = (_column(values, place) for values in (self._report.actual, self._report.predicted))
        name = self.target.currentText()
        self.scatter.set_values(actual, predicted, name)
        self.residuals.set_residuals(predicted - actual, name)
        is_part = self.scatter.shown < len(actual)
        text = tr("{n} of {all} rows are drawn.", n=grouped(self.scatter.shown), all=grouped(len(actual)))
        self.note.setText(text)
        self.note.setVisible(is_part)
        self.show_selected(self._selected)

    def show_selected(self, rows: np.ndarray) -> None:
        """Ring the points of these rows of the table."""
        self._selected = rows
        if self._report is not None:
            self.scatter.set_marked(np.flatnonzero(np.isin(self._report.row_indices, rows)))

    def _choose(self, position: int) -> None:
        place = self.target.currentIndex()
        actual, predicted = (_column(values, place)[position] for values in (self._report.actual, self._report.predicted))
        what = tr("actual {a}, predicted {p}", a=f"{actual:.5g}", p=f"{predicted:.5g}")
        self.rows_chosen.emit(self._report.row_indices[[position]], what)


def _column(values: np.ndarray, place: int) -> np.ndarray:
    return values if values.ndim == 1 else values[:, place]
