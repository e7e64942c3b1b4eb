"""The outline: the canvas as a list, for the keyboard and for screen readers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.canvas.context_menu import context_menu
from nndesigner.ui.canvas.lists import tint_selection
from nndesigner.ui.canvas.view import CanvasView
from nndesigner.ui.theme import theme

_MARKS = {"error": ("error", "error"), "warning": ("warning", "warning"), "advice": ("info", "muted")}
_ID = Qt.ItemDataRole.UserRole


class Outline(QTreeWidget):
    """A row a block, in the order of the network. ``inspect_requested`` carries the block on which Enter was pressed."""

    inspect_requested = Signal(str)

    def __init__(self, view: CanvasView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._scene = scene = view.canvas_scene
        self._syncing = False
        self.setObjectName("design.outline")
        self.setAccessibleName(tr("Outline of the network"))
        self.setHeaderLabels([tr("Block"), tr("Type"), tr("Output shape"), tr("Parameters"), tr("Problem")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setMinimumHeight(72)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(True)
        self.itemSelectionChanged.connect(self._tell_selection)
        self.itemActivated.connect(lambda item, _column: self.inspect_requested.emit(item.data(0, _ID)))
        scene.refreshed.connect(self._fill)
        scene.document.selection.nodes_changed.connect(self._show_selection)
        theme().changed.connect(self._recolour)
        tint_selection(self)
        self._fill()

    def item_of(self, node: str) -> QTreeWidgetItem | None:
        """The row of a block."""
        items = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return next((item for item in items if item.data(0, _ID) == node), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._view.editor.delete()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same menu as on the canvas, for the current row."""
        item = self.currentItem()
        if item is not None:
            block = self._scene.blocks[item.data(0, _ID)]
            menu = context_menu(self._view, block, self._view.mapFromScene(block.centre))
            menu.popup(self.viewport().mapToGlobal(self.visualItemRect(item).bottomLeft()))

    def _recolour(self) -> None:
        tint_selection(self)
        self._fill()

    def _fill(self) -> None:
        self._syncing = True
        order = [key for key in self._scene.design.order() if key in self._scene.blocks]
        while self.topLevelItemCount() > len(order):
            self.takeTopLevelItem(self.topLevelItemCount() - 1)
        while self.topLevelItemCount() < len(order):
            self.addTopLevelItem(QTreeWidgetItem())
        for row, key in enumerate(order):
            self._show(self.topLevelItem(row), key)
        self._syncing = False
        self._show_selection()

    def _show(self, item: QTreeWidgetItem, key: str) -> None:
        block = self._scene.blocks[key]
        facts = block.facts
        texts = (facts.name, facts.type, facts.shape, facts.parameters, " ".join(facts.problems))
        item.setData(0, _ID, key)
        item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, text in enumerate(texts):
            if item.text(column) != text:
                item.setText(column, text)
                item.setToolTip(column, text)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, facts.sentence())
        if self.isVisible():
            item.setIcon(0, theme().icon(block.kind.icon, block.kind.color_role))
            item.setIcon(4, theme().icon(*_MARKS[facts.severity]) if facts.severity else QIcon())

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._fill()

    def _show_selection(self) -> None:
        if self._syncing:
            return
        self._syncing = True
        chosen = self._scene.document.selection.nodes
        for row in range(self.topLevelItemCount()):
            item = self.topLevelItem(row)
            wanted = item.data(0, _ID) in chosen
            if item.isSelected() != wanted:
                item.setSelected(wanted)
        if len(chosen) == 1 and (item := self.item_of(next(iter(chosen)))) is not None and self.currentItem() is not item:
            self.setCurrentItem(item)
        self._syncing = False

    def _tell_selection(self) -> None:
        if self._syncing:
            return
        self._syncing = True
        self._scene.document.selection.set_nodes(item.data(0, _ID) for item in self.selectedItems())
        self._syncing = False
