"""The table as it is, with the rows that are selected elsewhere marked or shown alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from nndesigner.core.text import grouped, tr
from nndesigner.ui.pages.data.rows_model import RowsModel
from nndesigner.ui.theme import SPACING, theme

_SAMPLED_ROWS = 64
_WIDEST = 240
_MARKED_RANGES = 2000
_COPIED_ROWS = 100_000


class RowsTable(QTableView):
    """``data.table``: a view that asks only for what is visible."""

    def __init__(self, model: RowsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.table")
        self.setAccessibleName(tr("Rows of the data"))
        self.setModel(model)
        style_rows(self)
        theme().changed.connect(self.viewport().update)

    def copy(self) -> None:
        """Put the selected rows on the clipboard, tab-separated under their header, as a spreadsheet takes them."""
        model = self.model()
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())[:_COPIED_ROWS]
        if model.table is None or not rows:
            return
        lines = [model.table.names, *(model.table.row_texts(model.table_row(row)) for row in rows)]
        text = "".join("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in line) + "\n" for line in lines)
        QGuiApplication.clipboard().setText(text)

    def can(self, action: str) -> bool:
        """Whether the window's edit action has anything to do here."""
        return self.model().rowCount() > 0


class RowsView(QWidget):
    """The table under a line that tells which rows are selected. ``cleared`` asks to select none."""

    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RowsModel(self)
        self.table = RowsTable(self.model)
        self._selected = np.empty(0, dtype=np.intp)
        self.line = QLabel()
        self.only = QCheckBox(tr("Show only these"))
        self.only.setObjectName("data.only_selected")
        self.only.toggled.connect(lambda _on: self._apply())
        self.clear = QPushButton(tr("Clear"))
        self.clear.setAccessibleName(tr("Clear the row selection"))
        self.clear.clicked.connect(self.cleared)
        self._bar = QWidget()
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(3 * SPACING)
        for widget in (self.line, self.only, self.clear):
            bar.addWidget(widget)
        bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self._bar)
        layout.addWidget(self.table, 1)
        self._bar.hide()

    def set_table(self, table: Any) -> None:
        """Show another table."""
        self._selected = np.empty(0, dtype=np.intp)
        self.model.set_table(table)
        fit_columns(self.table)
        self._apply()

    def select_rows(self, rows: tuple[int, ...]) -> None:
        """Mark these rows of the table."""
        count = self.model.table.row_count if self.model.table is not None else 0
        chosen = np.asarray(rows, dtype=np.intp)
        self._selected = np.unique(chosen[(chosen >= 0) & (chosen < count)])
        self._apply()

    def _apply(self) -> None:
        any_selected = bool(len(self._selected))
        self._bar.setVisible(any_selected)
        count = grouped(len(self._selected))
        self.line.setText(tr("1 row is selected") if len(self._selected) == 1 else tr("{n} rows are selected", n=count))
        rows = self._selected if any_selected and self.only.isChecked() else None
        if rows is not None or self.model.rows is not None:
            self.model.show_only(rows)
        self._mark(np.arange(len(self._selected)) if rows is not None else self._selected)

    def _mark(self, rows: np.ndarray) -> None:
        selection = QItemSelection()
        last = self.model.columnCount() - 1
        for first, end in _ranges(rows)[:_MARKED_RANGES]:
            selection.select(self.model.index(first, 0), self.model.index(end, last))
        self.table.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if len(rows):
            self.table.scrollTo(self.model.index(int(rows[0]), max(0, self.table.columnAt(0))))


def style_rows(view: QTableView) -> None:
    """Give a view of very many rows its manners: whole rows, fixed heights, no editing."""
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 2 * SPACING)
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)


def fit_columns(view: QTableView) -> None:
    """Give each column of a view of very many rows the width of its header and its first cells."""
    model, metrics = view.model(), view.fontMetrics()
    rows = range(min(_SAMPLED_ROWS, model.rowCount()))
    for column in range(min(model.columnCount(), 256)):
        texts = [str(model.headerData(column, Qt.Orientation.Horizontal) or "")]
        texts += [str(model.index(row, column).data() or "") for row in rows]
        width = max(metrics.horizontalAdvance(text) for text in texts) + 6 * SPACING
        view.setColumnWidth(column, min(_WIDEST, max(14 * SPACING, width)))


def _ranges(rows: np.ndarray) -> list[tuple[int, int]]:
    """Sorted row numbers as runs (first, last)."""
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) > 1)
    firsts = rows[np.concatenate(([0], breaks + 1))]
    lasts = rows[np.concatenate((breaks, [len(rows) - 1]))]
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]
