"""The view of very many rows: it asks only for what can be seen, copies what is selected, and offers its menu."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.row_delegate import RowDelegate
from nndesigner.ui.pages.data.row_selection import RowSelection
from nndesigner.ui.pages.data.rows_model import RowsModel
from nndesigner.ui.pages.data.table_header import TableHeader
from nndesigner.ui.tasks import Task
from nndesigner.ui.theme import SPACING, theme

_SAMPLED_ROWS = 32
_SAMPLED_COLUMNS = 64
_SAMPLED_CELLS = 20_000
_WIDEST = 240
_NARROWEST = 27 * SPACING
_COPIED_ROWS = 200_000
_COPIED_AT_ONCE = 500


class RowNumbers(QHeaderView):
    """The numbers of the rows, as wide as the largest of the table; Qt would ask four hundred cells at each change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)

    def sizeHint(self) -> QSize:
        table = self.model().table if self.model() is not None else None
        largest = str(table.row_count if table is not None else 0)
        return QSize(self.fontMetrics().horizontalAdvance(largest) + 4 * SPACING, self.fontMetrics().height())


class RowsTable(QTableView):
    """``data.table``. ``columns_shown(range)`` follows scrolling and resizing; ``menu_wanted(column, point)`` the menu key."""

    columns_shown = Signal(object)
    menu_wanted = Signal(int, object)

    def __init__(self, model: RowsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.table")
        self.setAccessibleName(tr("Rows of the data"))
        self.header = TableHeader(self)
        self.setHorizontalHeader(self.header)
        self.setVerticalHeader(RowNumbers(self))
        self.setModel(model)
        self.selection = RowSelection(model, self)
        self.setSelectionModel(self.selection)
        # Row numbers look alike, selected or not: else Qt asks 5,000 columns of every row that it paints.
        self.verticalHeader().setSelectionModel(QItemSelectionModel(model, self))
        style_rows(self)
        self.delegate = RowDelegate(model, self.selection, self)
        self.setItemDelegate(self.delegate)
        self.header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.header.customContextMenuRequested.connect(self._header_menu)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self._tell_shown())
        self.header.sectionResized.connect(lambda *_: self._tell_shown())
        self.selection.rows_selected.connect(self.viewport().update)
        theme().changed.connect(self.viewport().update)

    def fit_columns(self) -> None:
        """Give the first columns the width of their names and first cells, and the others what those have in the middle."""
        model, metrics = self.model(), self.fontMetrics()
        if model.table is None:
            return
        sampled = min(_SAMPLED_ROWS, max(4, _SAMPLED_CELLS // max(1, model.columnCount())), model.table.row_count)
        rows = [model.row_texts(row) for row in range(sampled)]
        widths = []
        for column in range(min(model.columnCount(), _SAMPLED_COLUMNS)):
            texts = [row[column][:60] for row in rows if column < len(row)]
            widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
            name = int(1.1 * metrics.horizontalAdvance(model.table.columns[column].name)) + 4 * SPACING
            widths.append(min(_WIDEST, max(_NARROWEST, widest + 5 * SPACING, name)))
        self.header.blockSignals(True)
        if model.columnCount() > len(widths):
            self.header.setDefaultSectionSize(int(np.median(widths)))
        for column, width in enumerate(widths):
            self.header.resizeSection(column, width)
        self.header.blockSignals(False)
        self.updateGeometries()
        self._tell_shown()

    def copy(self) -> None:
        """Put the selected rows on the clipboard, tab-separated under their header, as a spreadsheet takes them."""
        self.copy_as("\t")

    def copy_as(self, delimiter: str) -> None:
        """Put the selected rows, in the order that is shown, on the clipboard; many are written off the window's thread."""
        model = self.model()
        if model.table is None:
            return
        places = np.sort(model.places(self.selection.row_ids))[:_COPIED_ROWS]
        rows = places if model.rows is None else model.rows[places]
        if not len(rows):
            return
        table = model.table
        if len(rows) <= _COPIED_AT_ONCE:
            QGuiApplication.clipboard().setText(written(table, rows, delimiter))
            return
        task = Task(tr("Copying rows"), lambda _progress, cancelled: written(table, rows, delimiter, cancelled))
        task.done.connect(QGuiApplication.clipboard().setText)
        task.start()

    def can(self, action: str) -> bool:
        """Whether the window's edit action has anything to do here."""
        return self.model().rowCount() > 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        column = self.currentIndex().column()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            column = self.columnAt(event.pos().x())
        self.menu_wanted.emit(max(0, column), event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.header.fit(self.height())
        self._tell_shown()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "delegate"):
            self.delegate.restyle()

    def _tell_shown(self) -> None:
        self.columns_shown.emit(self.header.shown_columns())

    def _header_menu(self, point: Any) -> None:
        column = self.header.logicalIndexAt(point)
        if column >= 0:
            self.menu_wanted.emit(column, self.header.mapToGlobal(point))


def row_menu(parent: QWidget, entries: list[tuple[str, Callable[[], None] | None, bool]]) -> QMenu:
    """A menu of (text, what it does, whether it can be done); None for what it does is a line between."""
    menu = QMenu(parent)
    for text, do, can in entries:
        if do is None:
            menu.addSeparator()
        else:
            menu.addAction(text, do).setEnabled(can)
    return menu


def written(table: Any, rows: np.ndarray, delimiter: str, cancelled: Callable[[], bool] = lambda: False) -> str:
    """``rows`` under the header: RFC 4180 with commas, or plain cells with tabs (what spreadsheets paste)."""
    if delimiter == "\t":
        lines = ["\t".join(_plain(cell) for cell in table.names)]
        for place, row in enumerate(rows.tolist()):
            if not place % 1024 and cancelled():
                return ""
            lines.append("\t".join(_plain(cell) for cell in table.row_texts(row)))
        return "\n".join(lines) + "\n"
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.names)
    for place, row in enumerate(rows.tolist()):
        if not place % 1024 and cancelled():
            return ""
        writer.writerow(table.row_texts(row))
    return stream.getvalue()


def _plain(cell: str) -> str:
    return cell.replace("\t", " ").replace("\n", " ")


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
    view.verticalHeader().setHighlightSections(False)
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)


def fit_columns(view: QTableView) -> None:
    """Give the first columns of any view of rows the width of their header and first cells."""
    model, metrics = view.model(), view.fontMetrics()
    rows = range(min(_SAMPLED_ROWS, model.rowCount()))
    for column in range(min(model.columnCount(), _SAMPLED_COLUMNS)):
        texts = [str(model.headerData(column, Qt.Orientation.Horizontal) or "")]
        texts += [str(model.index(row, column).data() or "") for row in rows]
        width = max(metrics.horizontalAdvance(text) for text in texts) + 6 * SPACING
        view.setColumnWidth(column, min(_WIDEST, max(14 * SPACING, width)))
