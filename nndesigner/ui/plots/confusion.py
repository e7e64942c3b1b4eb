"""The confusion matrix: a table whose cells are shaded by their share of the row; read and chosen cell by cell."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nndesigner.core.text import grouped, tr
from nndesigner.ui.theme import SPACING, theme

SHARE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
MARKED_ROLE = SHARE_ROLE + 1
_ROOT = QModelIndex()
_STRONGEST = 0.92


class ConfusionModel(QAbstractTableModel):
    """Counts by actual (row) and predicted class (column), shown as counts or as shares of the actual class."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.counts = np.zeros((0, 0), dtype=np.int64)
        self.classes: tuple[str, ...] = ()
        self.marked = self.counts
        self.is_proportional = False

    def set_matrix(self, counts: np.ndarray, classes: tuple[str, ...]) -> None:
        """Show ``counts`` (classes, classes), row = actual."""
        self.beginResetModel()
        self.counts, self.classes = counts, classes
        self.marked = np.zeros_like(counts)
        self.endResetModel()

    def set_marked(self, marked: np.ndarray) -> None:
        """Mark the cells where ``marked`` (classes, classes) counts selected rows."""
        self.marked = marked
        if self.classes:
            last = len(self.classes) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last, last))

    def set_proportional(self, is_proportional: bool) -> None:
        """Show shares of each row instead of counts."""
        self.is_proportional = is_proportional
        if self.classes:
            last = len(self.classes) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last, last))

    def share(self, row: int, column: int) -> float:
        """The cell's part of its row, 0 to 1."""
        return float(self.counts[row, column] / max(1, self.counts[row].sum()))

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.classes)

    def columnCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.classes)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _share_text(self.share(row, column)) if self.is_proportional else grouped(self.counts[row, column])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        if role == SHARE_ROLE:
            return self.share(row, column)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            values = {"n": grouped(self.counts[row, column]), "actual": self.classes[row], "predicted": self.classes[column]}
            share = _share_text(self.share(row, column))
            told = tr("{n} rows are {actual} and were predicted {predicted} ({share} of {actual})", share=share, **values)
            marked = int(self.marked[row, column])
            return told + (" · " + tr("{n} of them selected", n=grouped(marked)) if marked else "")
        if role == MARKED_ROLE:
            return bool(self.marked[row, column])
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.classes[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            text = "Actual: {name}" if orientation == Qt.Orientation.Vertical else "Predicted: {name}"
            return tr(text, name=self.classes[section])
        return None


class _CellDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        share = index.data(SHARE_ROLE)
        ground = shade(share)
        area = QRect(option.rect).adjusted(1, 1, -1, -1)
        painter.fillRect(area, ground)
        painter.setPen(theme().color("muted") if share == 0 else _readable(ground))
        font = option.font
        font.setBold(index.row() == index.column())
        painter.setFont(font)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, index.data())
        if index.data(MARKED_ROLE):
            painter.setPen(QPen(theme().color("text"), 2, Qt.PenStyle.DotLine))
            painter.drawRect(area.adjusted(2, 2, -2, -2))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(theme().color("text"), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))


class ConfusionView(QTableView):
    """``results.confusion``. ``cell_chosen(actual, predicted)`` when a cell is clicked or Enter is pressed on it."""

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matrix = ConfusionModel(self)
        self.setObjectName("results.confusion")
        self.setAccessibleName(tr("Confusion matrix: rows are actual classes, columns predicted ones"))
        self.setModel(self.matrix)
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        clear = self.palette()
        clear.setColor(clear.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(clear)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: self.cell_chosen.emit(index.row(), index.column()))
        self.activated.connect(lambda index: self.cell_chosen.emit(index.row(), index.column()))
        theme().changed.connect(self.viewport().update)

    def set_matrix(self, counts: np.ndarray, classes: tuple[str, ...]) -> None:
        """Show ``counts`` (classes, classes), row = actual; the selection is dropped."""
        self.matrix.set_matrix(counts, classes)
        self._fit()

    def set_marked(self, marked: np.ndarray) -> None:
        """Mark the cells where ``marked`` (classes, classes) counts selected rows."""
        self.matrix.set_marked(marked)

    def set_proportional(self, is_proportional: bool) -> None:
        """Show shares of each row instead of counts."""
        self.matrix.set_proportional(is_proportional)
        self._fit()

    def sizeHint(self) -> QSize:
        width = self.verticalHeader().sizeHint().width() + sum(map(self.columnWidth, range(self.matrix.columnCount())))
        height = self.horizontalHeader().sizeHint().height() + sum(map(self.rowHeight, range(self.matrix.rowCount())))
        return QSize(width + SPACING, height + SPACING)

    def minimumSizeHint(self) -> QSize:
        return QSize(60 * SPACING, 40 * SPACING).boundedTo(self.sizeHint())

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the cells the room there is, between legible and square."""
        count = len(self.matrix.classes)
        if not count:
            return
        metrics = self.fontMetrics()
        widest = "99.9\u202f%" if self.matrix.is_proportional else grouped(int(self.matrix.counts.max(initial=0)))
        narrowest = max(metrics.horizontalAdvance(widest), metrics.height()) + 4 * SPACING
        lowest = metrics.height() + SPACING
        room = self.maximumViewportSize()
        width = (room.width() - self.verticalHeader().sizeHint().width()) // count
        height = (room.height() - self.horizontalHeader().sizeHint().height()) // count
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setDefaultSectionSize(max(narrowest, min(width, 48 * SPACING)))
        self.verticalHeader().setDefaultSectionSize(max(lowest, min(height, 28 * SPACING)))


def shade(share: float) -> QColor:
    """The ground of a cell: the surface, mixed with the accent the more the larger ``share`` (0 to 1)."""
    low, high = theme().color("surface"), theme().color("accent")
    part = 0.04 + (_STRONGEST - 0.04) * share if share > 0 else 0.0
    mixed = (low.redF(), low.greenF(), low.blueF()), (high.redF(), high.greenF(), high.blueF())
    return QColor.fromRgbF(*(a + (b - a) * part for a, b in zip(*mixed, strict=True)))


def _readable(ground: QColor) -> QColor:
    from nndesigner.ui.colors import contrast

    return QColor(max(("#ffffff", "#0f141c"), key=lambda ink: contrast(ink, ground.name())))


def _share_text(share: float) -> str:
    percent = 100 * share
    digits = 0 if percent in (0.0, 100.0) else 1
    return f"{percent:.{digits}f}\u202f%"
