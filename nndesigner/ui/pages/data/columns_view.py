"""The column panel: what each column is for, changed in place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.columns_model import FIELDS, SORTED_BY, ColumnsModel
from nndesigner.ui.pages.data.row_delegate import paint_share
from nndesigner.ui.plots.histogram import paint_bars
from nndesigner.ui.theme import SPACING, theme

_WIDTHS = {
    "name": 132,
    "role": 92,
    "type": 100,
    "shape": 88,
    "association": 100,
    "missing": 124,
    "scaling": 108,
    "encoding": 92,
    "values": 168,
}
_LINE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class ColumnDelegate(QStyledItemDelegate):
    """Paints text, histogram and a mark on what can be changed in one pass, and edits through a list of choices."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        cell = index.model().cell(index.row(), FIELDS[index.column()])
        area, look = option.rect, theme()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        accent = look.color("on_accent" if selected else "accent")
        room = option.fontMetrics.height() + 2 * SPACING if cell.can_choose or cell.is_warned else SPACING
        if selected:
            painter.fillRect(area, look.color("accent"))
        if cell.text:
            painter.setPen(look.color("on_accent" if selected else "muted" if cell.is_quiet else "text"))
            place = area.adjusted(SPACING, 0, -room, 0)
            painter.drawText(
                place, _LINE, option.fontMetrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, max(0, place.width()))
            )
        if cell.bars is not None:
            paint_bars(painter, QRectF(area).adjusted(SPACING, SPACING, -SPACING, -SPACING), cell.bars.counts, accent)
        if cell.share is not None:
            strip = QRectF(area.left() + SPACING, area.bottom() - SPACING, area.width() - 2 * SPACING, 3)
            paint_share(painter, strip, cell.share, accent, look.color("grid"))
        if cell.can_choose:
            self._paint_arrow(painter, area, "on_accent" if selected else "muted")
        if cell.is_warned:
            side = option.fontMetrics.height()
            mark = QRect(area.right() - side - SPACING, area.center().y() - side // 2, side, side)
            look.icon("warning", "on_accent" if selected else "warning").paint(painter, mark)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(look.color("on_accent" if selected else "text"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(area.adjusted(1, 1, -2, -2))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(0, option.fontMetrics.height() + 3 * SPACING))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:
        editor = QComboBox(parent)
        editor.setAccessibleName(index.model().headerData(index.column(), Qt.Orientation.Horizontal))
        for value, title in index.model().choices(index.row(), FIELDS[index.column()]).items():  # by data() Qt sorts
            editor.addItem(title, value)
        editor.activated.connect(lambda _index: self._finish(editor))
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        editor.setCurrentIndex(max(0, editor.findData(index.data(Qt.ItemDataRole.EditRole))))
        if not editor.property("opened"):
            editor.setProperty("opened", True)
            editor.showPopup()

    def setModelData(self, editor: QWidget, model: Any, index: QModelIndex) -> None:
        model.setData(index, editor.currentData())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        editor.setGeometry(option.rect)

    def _finish(self, editor: QComboBox) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    def _paint_arrow(self, painter: QPainter, area: QRect, role: str) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(theme().color(role))
        pen.setWidthF(1.5)
        painter.setPen(pen)
        x, y = area.right() - 2.5 * SPACING, area.center().y() + 0.5
        painter.drawPolyline([QPointF(x - 3.5, y - 2), QPointF(x, y + 1.5), QPointF(x + 3.5, y - 2)])
        painter.restore()


class ColumnsView(QTableView):
    """``data.columns``. ``column_chosen`` tells the row of the current column, ``sort_wanted`` a field and whether downwards,
    ``show_wanted`` the row of a column to go to in the table.
    """

    column_chosen = Signal(int)
    rows_shown = Signal()
    sort_wanted = Signal(str, bool)
    show_wanted = Signal(int)

    def __init__(self, model: ColumnsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.columns")
        self.setAccessibleName(tr("Columns: role, type and treatment"))
        self.setModel(model)
        self.setItemDelegate(ColumnDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        model.chosen = self.chosen_rows
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 3 * SPACING)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(12 * SPACING)
        for section, field in enumerate(FIELDS):
            self.setColumnWidth(section, _WIDTHS[field])
        header.setStretchLastSection(True)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort)
        self.selectionModel().currentChanged.connect(lambda index, _before: self.column_chosen.emit(index.row()))
        self.selectionModel().selectionChanged.connect(lambda *_: self.column_chosen.emit(self.currentIndex().row()))
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.rows_shown.emit())

    def chosen_rows(self) -> list[int]:
        """The selected rows: a choice in one of them is meant for all."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def _sort(self, section: int) -> None:
        """One click on a header: up, down, as in the file."""
        field, model = FIELDS[section], self.model()
        if field not in SORTED_BY:
            return
        known, descending = model.sorted_by
        if known != field:
            self.sort_wanted.emit(field, False)
        else:
            self.sort_wanted.emit("" if descending else field, not descending)

    def show_sorted(self, field: str, *, descending: bool) -> None:
        """Mark the header by which the list is sorted."""
        header = self.horizontalHeader()
        header.setSortIndicatorShown(bool(field))
        if field:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(FIELDS.index(field), order)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be chosen for the selected columns, all at once."""
        index = self.currentIndex()
        if not index.isValid():
            return
        menu = QMenu(self)
        for section in range(len(FIELDS)):
            cell = index.siblingAtColumn(section)
            found = cell.model().choices(cell.row(), FIELDS[section])
            if found:
                part = menu.addMenu(cell.model().headerData(section, Qt.Orientation.Horizontal))
                for value, title in found.items():
                    action = part.addAction(title, lambda cell=cell, value=value: self.model().setData(cell, value))
                    action.setCheckable(True)
                    action.setChecked(value == cell.data(Qt.ItemDataRole.EditRole))
        menu.addSeparator()
        menu.addAction(tr("Show it among the rows"), lambda: self.show_wanted.emit(index.row()))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(
            event.globalPos() if event.reason() == event.Reason.Mouse else self.mapToGlobal(self.visualRect(index).center())
        )

    def shown_rows(self) -> range:
        """The rows that can be seen now."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return range(0) if first < 0 else range(first, (self.model().rowCount() - 1 if last < 0 else last) + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rows_shown.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers() and _can_choose(index):
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and _can_choose(self.currentIndex()):
            self.edit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 3 * SPACING)


def _can_choose(index: QModelIndex) -> bool:
    return bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
