"""The palette: every layer by family; drag one to the canvas, or append it with Enter or a double click."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDrag, QFont, QKeyEvent, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.canvas import mime
from nndesigner.ui.canvas.kinds import Kind, all_kinds, kind_of
from nndesigner.ui.canvas.lists import tint_selection
from nndesigner.ui.theme import SPACING, theme

_KIND = Qt.ItemDataRole.UserRole
_ROW = QSize(0, 28)


class Palette(QWidget):
    """A search line over a tree of families. ``append_requested`` carries the kind of a layer that the network shall get."""

    append_requested = Signal(str)

    def __init__(self, document: Any, runner: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setObjectName("palette.search")
        self.search.setPlaceholderText(tr("Search layers"))
        self.search.setAccessibleName(tr("Search layers"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._append_first)
        self.tree = _Tree()
        self.tree.setObjectName("palette.layers")
        self.tree.setAccessibleName(tr("Layers"))
        self.tree.itemActivated.connect(lambda item, _column: self._append(item))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACING, SPACING, 2 * SPACING, SPACING)
        layout.setSpacing(2 * SPACING)
        layout.addWidget(self.search)
        layout.addWidget(self.tree)
        self.setFocusProxy(self.search)
        theme().changed.connect(self._recolour)
        tint_selection(self.tree)

    def fill(self) -> None:
        """List the layers; done after the first paint, since it imports them and the icons."""
        if self.tree.topLevelItemCount():
            return
        groups: dict[str, QTreeWidgetItem] = {}
        for kind in all_kinds():
            group = groups.get(kind.group)
            if group is None:
                group = groups[kind.group] = self._heading(kind.group)
            group.addChild(_entry(kind))
        self.tree.expandAll()
        self._narrow(self.search.text())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.fill)

    def _heading(self, text: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setSizeHint(0, _ROW)
        item.setForeground(0, theme().color("muted"))
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        item.setFont(0, font)
        self.tree.addTopLevelItem(item)
        return item

    def _entries(self) -> list[QTreeWidgetItem]:
        groups = [self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount())]
        return [group.child(row) for group in groups for row in range(group.childCount())]

    def _narrow(self, words: str) -> None:
        found = []
        for entry in self._entries():
            kind = kind_of(entry.data(0, _KIND))
            entry.setHidden(not kind.matches(words))
            if not entry.isHidden():
                found.append((kind.distance(words), len(found), entry))
        for row in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(row)
            group.setHidden(all(group.child(index).isHidden() for index in range(group.childCount())))
        if words and found:
            self.tree.setCurrentItem(min(found)[2])  # "input" means Input before Dense, whose summary speaks of inputs

    def _append_first(self) -> None:
        item = self.tree.currentItem()
        if item is not None and not item.isHidden():
            self._append(item)

    def _append(self, item: QTreeWidgetItem) -> None:
        kind = item.data(0, _KIND)
        if kind:
            self.append_requested.emit(kind)

    def _recolour(self) -> None:
        tint_selection(self.tree)
        for entry in self._entries():
            kind = kind_of(entry.data(0, _KIND))
            entry.setIcon(0, theme().icon(kind.icon, kind.color_role))
        for row in range(self.tree.topLevelItemCount()):
            self.tree.topLevelItem(row).setForeground(0, theme().color("muted"))


class _Tree(QTreeWidget):
    """Two levels; only the entries can be dragged."""

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setIndentation(3 * SPACING)
        self.setRootIsDecorated(False)
        self.setIconSize(QSize(18, 18))
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # long names differ at their end: … 1D, … 2D
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return QSize(50 * SPACING, 60 * SPACING)

    def mimeData(self, items: list[QTreeWidgetItem]) -> QMimeData:
        return mime.kind_data(items[0].data(0, _KIND))

    def startDrag(self, actions: Qt.DropAction) -> None:
        item = self.currentItem()
        if item is None or not item.data(0, _KIND):
            return
        drag = QDrag(self)
        drag.setMimeData(self.mimeData([item]))
        picture = _picture(kind_of(item.data(0, _KIND)), self.devicePixelRatioF())
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(-12, -12))  # below the pointer, so that the wire under it is seen
        drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem(), 0)
        else:
            super().keyPressEvent(event)


def _entry(kind: Kind) -> QTreeWidgetItem:
    item = QTreeWidgetItem([kind.title])
    item.setData(0, _KIND, kind.name)
    item.setIcon(0, theme().icon(kind.icon, kind.color_role))
    item.setToolTip(0, f"{kind.title}\n{kind.summary}")
    item.setSizeHint(0, _ROW)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
    return item


def _picture(kind: Kind, ratio: float) -> QPixmap:
    """What hangs at the pointer while a layer is dragged: its icon on a small card."""
    picture = QPixmap(QSize(32, 32) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme().color(kind.color_role))
    painter.setBrush(theme().color("raised"))
    painter.drawRoundedRect(1, 1, 30, 30, 6, 6)
    theme().icon(kind.icon, kind.color_role).paint(painter, 7, 7, 18, 18)
    painter.end()
    return picture
