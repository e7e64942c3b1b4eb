"""A small table of numbers: one look, one reading order, readable by a screen reader."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem, QWidget

from nndesigner.ui.numbers import shown_number
from nndesigner.ui.theme import SPACING

METRICS = {
    "loss": "Loss",
    "accuracy": "Accuracy",
    "mean_absolute_error": "MAE",
    "root_mean_squared_error": "RMSE",
    "r2_score": "R²",
}
HELP = {
    "loss": "What training makes small; not in the target's unit.",
    "accuracy": "Share of rows whose class was predicted.",
    "mean_absolute_error": "Mean absolute error: how far predictions miss on average, in the target's unit.",
    "root_mean_squared_error": "Root mean squared error: as MAE, with large misses counting more.",
    "r2_score": "Share of the target's variance that is explained: 1 is perfect, 0 is no better than the mean.",
}


class FiguresTable(QTableWidget):
    """Rows of texts: the first column says what, the others are numbers; as high as its rows, up to a dozen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableWidget.Shape.NoFrame)
        self.setStyleSheet(
            f"QTableView::item {{ padding: 0 {SPACING}px; }} QHeaderView::section {{ padding: 0 {2 * SPACING}px; }}"
        )
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * SPACING)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._headers: tuple[str, ...] = ()

    def show_rows(
        self, headers: Sequence[str], rows: Sequence[Sequence[str]], tips: Sequence[str] = (), bold: int = -1
    ) -> None:
        """Show ``rows`` under ``headers``; ``tips`` explain the rows, column ``bold`` stands out."""
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._headers = tuple(headers)
        self.clear()
        self.setColumnCount(len(headers))
        self.setRowCount(len(rows))
        for column, text in enumerate(headers):
            header = QTableWidgetItem(text)
            header.setTextAlignment(right if column else left)
            self.setHorizontalHeaderItem(column, header)
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(right if column else left)
                if row < len(tips):
                    item.setToolTip(tips[row])
                if column == bold:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.setItem(row, column, item)
        self._spread()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def _spread(self) -> None:
        """Make every column as wide as its texts, and share out what is left; headers break where there is too little room."""
        numbers = self.columnCount() - 1
        if numbers < 1 or self.horizontalHeaderItem(numbers) is None:  # a table that is just being filled
            return
        height = self.horizontalHeader().sizeHint().height()
        for between in (" ", "\n"):
            for column, text in enumerate(self._headers):
                self.horizontalHeaderItem(column).setText(text.replace(" ", between))
            self.resizeColumnsToContents()
            if self.horizontalHeader().length() <= self.viewport().width():
                break
        if self.horizontalHeader().sizeHint().height() != height:
            self.updateGeometry()
        left = max(0, self.viewport().width() - self.horizontalHeader().length())
        for column in range(1, numbers + 1):
            share = left // numbers + (column <= left % numbers)
            self.setColumnWidth(column, self.columnWidth(column) + share)

    def sizeHint(self) -> QSize:
        rows = min(12, self.rowCount())
        height = self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize()
        return QSize(80 * SPACING, height + 2)

    def minimumSizeHint(self) -> QSize:
        rows = min(4, self.rowCount())
        height = self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize()
        return QSize(50 * SPACING, height + 2)


def figure(name: str, value: float | None) -> str:
    """A metric's value for a person: shares in percent, all else with four significant digits and thousands in full."""
    if value is None or value != value:
        return "—"
    if name == "accuracy":
        return percent(value)
    return shown_number(value)


def percent(share: float) -> str:
    """A share as a percentage with one digit."""
    return f"{100 * share:.1f}\u202f%"
