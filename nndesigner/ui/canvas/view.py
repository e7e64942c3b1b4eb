"""The view: turns mouse, keys and drops into gestures and commands; zooms, pans, and paints the ground."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmapCache,
)
from PySide6.QtWidgets import QFrame, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.canvas import mime
from nndesigner.ui.canvas.camera import Camera
from nndesigner.ui.canvas.commands import Commands
from nndesigner.ui.canvas.context_menu import context_menu
from nndesigner.ui.canvas.editor import Editor
from nndesigner.ui.canvas.geometry import WIDTH, centred
from nndesigner.ui.canvas.gestures.base import Gesture
from nndesigner.ui.canvas.gestures.choose import gesture_for
from nndesigner.ui.canvas.gestures.insert import InsertGesture
from nndesigner.ui.canvas.ground import paint_ground, paint_welcome
from nndesigner.ui.canvas.items.block import BlockItem
from nndesigner.ui.canvas.items.note import NoteItem
from nndesigner.ui.canvas.items.port import PortItem
from nndesigner.ui.canvas.items.wire import WireItem
from nndesigner.ui.canvas.keyboard import Keyboard
from nndesigner.ui.canvas.menu import BlockMenu
from nndesigner.ui.canvas.scene import CanvasScene
from nndesigner.ui.theme import theme

_BLOCK_CACHE = 96 * 1024  # kilobytes: 100 blocks as drawn, on a screen of scale factor 2


class CanvasView(Camera):
    """The canvas. ``inspect_requested`` carries a block that the person wants to edit (Enter, double click)."""

    inspect_requested = Signal(str)

    def __init__(self, document: Any, parent: QWidget | None = None) -> None:
        super().__init__(CanvasScene(document), parent)
        self.canvas_scene.setParent(self)
        self.commands = Commands(document, self)
        self.editor = Editor(self)
        self.keyboard = Keyboard(self)
        self._gesture: Gesture | None = None
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), _BLOCK_CACHE))
        self.setObjectName("design.canvas")
        self.setAccessibleName(tr("Network diagram"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.commands.added.connect(self._show_new)
        self.canvas_scene.note_edited.connect(self.commands.set_note_text)
        self.canvas_scene.note_written.connect(self.commands.add_note)
        self.canvas_scene.replaced.connect(self.fit_legibly)
        self.canvas_scene.refreshed.connect(self._keep_in_sight)
        document.selection.nodes_changed.connect(self._describe)
        theme().changed.connect(self.viewport().update)

    @property
    def gesture(self) -> Gesture | None:
        """The gesture that is going on."""
        return self._gesture

    @property
    def current(self) -> str | None:
        """The selected block; with several, the last one in the network."""
        order = [key for key in self.canvas_scene.design.order() if key in self.canvas_scene.document.selection.nodes]
        return order[-1] if order else None

    def item_at(self, place: QPoint) -> Any:
        """The port, block, wire or note under ``place``."""
        return self.canvas_scene.item_under(self.mapToScene(place), self.viewportTransform())

    def cancel_gesture(self) -> None:
        """Leave everything as it was before the button went down."""
        if self._gesture is not None:
            self._gesture.cancel()
            self._finish()

    def select(self, node: str) -> None:
        """Select one block and bring it into view."""
        block = self.canvas_scene.blocks[node]
        self.canvas_scene.select([block])
        self.reveal(block)

    def open_menu(self, place: QPoint, *, after: str | None = None, before: str | None = None, wire: Any = None) -> BlockMenu:
        """Open the block menu at ``place``; what is chosen lands there, wired as given or spliced into ``wire``."""
        point = self.mapToScene(place)
        if wire is not None:
            menu = BlockMenu(lambda kind: self.commands.why_not_insert(wire, kind) is None, tr("Insert a block"), self)
            menu.chosen.connect(lambda kind: self.commands.insert(wire, kind, point))
        else:
            corner = centred(point)
            if after or before:
                corner += QPointF(WIDTH / 2 * (1 if after else -1), 0)
            title = tr("Add a block after this one") if after else tr("Add a block in front") if before else tr("Add a block")
            menu = BlockMenu(lambda kind: self.commands.may_add(kind, after=after, before=before), title, self)
            menu.chosen.connect(lambda kind: self.commands.add(kind, corner, after=after, before=before))
        menu.open_at(self.viewport().mapToGlobal(place))
        return menu

    def open_menu_here(self) -> BlockMenu:
        """Open the block menu at the pointer; in the middle where the pointer is elsewhere."""
        place = self.viewport().mapFromGlobal(self.cursor().pos())
        if not self.viewport().rect().contains(place):
            place = self.viewport().rect().center()
        item = self.item_at(place)
        return self.open_menu(place, wire=item.wire if isinstance(item, WireItem) else None)

    # -- mouse -----------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._gesture is not None:
            return
        if self._text_takes(place):
            super().mousePressEvent(event)
            return
        self.canvas_scene.setFocusItem(None)
        self._gesture = gesture_for(self, event, self.keyboard.space_pans())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._gesture is None:
            super().mouseMoveEvent(event)
            return
        self._gesture.move_to(event.position().toPoint(), event.modifiers())
        if self._gesture.has_moved and self._gesture.cursor is not None:
            self.viewport().setCursor(self._gesture.cursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._gesture is None:
            super().mouseReleaseEvent(event)
            return
        gesture = self._gesture
        self._finish()
        gesture.end(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position().toPoint()
        if self._text_takes(place):
            super().mouseDoubleClickEvent(event)
            return
        item = self.item_at(place)
        if isinstance(item, NoteItem):
            item.edit()
        elif isinstance(item, BlockItem):
            self.inspect_requested.emit(item.node.id)
        elif not isinstance(item, PortItem):
            self.open_menu(place, wire=item.wire if isinstance(item, WireItem) else None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._gesture is not None:
            return
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.current:
            block = self.canvas_scene.blocks[self.current]
            place = self.mapFromScene(block.centre)
            context_menu(self, block, place).popup(self.viewport().mapToGlobal(place))
        else:
            item = self.item_at(event.pos())
            item = item.block if isinstance(item, PortItem) else item
            context_menu(self, item, event.pos()).popup(event.globalPos())

    # -- drops -----------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        kind = mime.kind_in(event.mimeData())
        if kind is None:
            event.ignore()
            return
        self.cancel_gesture()
        self._gesture = InsertGesture(self, event.position().toPoint(), kind)
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if isinstance(self._gesture, InsertGesture):
            self._gesture.move_to(event.position().toPoint(), event.modifiers())
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        if isinstance(self._gesture, InsertGesture):
            self.cancel_gesture()

    def dropEvent(self, event: QDropEvent) -> None:
        gesture = self._gesture
        if not isinstance(gesture, InsertGesture):
            event.ignore()
            return
        self._finish()
        gesture.end(event.position().toPoint())
        event.acceptProposedAction()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- keys ------------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self.keyboard.keeps(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keyboard.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.keyboard.release(event):
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.keyboard.forget()
        super().focusOutEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from block to block, and past the last one out of the canvas."""
        return self.keyboard.tab(1 if forward else -1) or super().focusNextPrevChild(forward)

    # -- painting and helpers ----------------------------------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        paint_ground(painter, rect, self.zoom)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        if not self.canvas_scene.blocks and not self.canvas_scene.notes:
            paint_welcome(painter, self.viewport().rect())

    def _finish(self) -> None:
        self._gesture = None
        self.viewport().unsetCursor()

    def _text_takes(self, place: QPoint) -> bool:
        item = self.item_at(place)
        return isinstance(item, NoteItem) and item.is_edited

    def _show_new(self, ids: list[str]) -> None:
        blocks = [self.canvas_scene.blocks[key] for key in ids if key in self.canvas_scene.blocks]
        if blocks:
            self.settle()
            self.canvas_scene.select(blocks)
            self.canvas_scene.refresh()
            self.reveal(blocks[-1])

    def _keep_in_sight(self) -> None:
        if self._gesture is None:
            self.keep_in_sight()

    def _describe(self) -> None:
        """Tell screen readers what is selected."""
        chosen = [self.canvas_scene.blocks[key].facts.sentence() for key in self.canvas_scene.selected_ids()]
        self.setAccessibleDescription("; ".join(chosen))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
