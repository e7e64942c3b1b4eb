"""Move: drag blocks and notes; a single block dropped on another wire is spliced into it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QGraphicsItem

from nndesigner.ui.canvas.geometry import BLOCK, HEADER, SNAP
from nndesigner.ui.canvas.gestures.base import ADDING, Gesture
from nndesigner.ui.canvas.items.block import BlockItem
from nndesigner.ui.canvas.items.note import NoteItem
from nndesigner.ui.canvas.items.wire import WireItem

_OVER_WIRE = 0.7


class MoveGesture(Gesture):
    """A press selects what is under it; Ctrl or Shift adds to the selection, or takes away on a click."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, view, press: QPoint, modifiers: Qt.KeyboardModifier, item: QGraphicsItem) -> None:
        super().__init__(view, press, modifiers)
        self._item = item
        self._was_selected = item.isSelected()
        self._lit: WireItem | None = None
        if not self._was_selected:
            kept = self.scene.selectedItems() if modifiers & ADDING else []
            self.scene.select([*kept, item])

    def begin(self) -> None:
        moved = [item for item in self.scene.selectedItems() if isinstance(item, (BlockItem, NoteItem))]
        self._origins = {item: item.pos() for item in moved}
        self._ids = [item.node.id for item in moved if isinstance(item, BlockItem)]
        for item in moved:
            item.setZValue(item.zValue() + 3)

    def drag(self, point: QPointF, place: QPoint) -> None:
        if self._item not in self._origins:
            return
        origin = self._origins[self._item]
        wanted = origin + point - self.start
        target = QPointF(round(wanted.x() / SNAP) * SNAP, round(wanted.y() / SNAP) * SNAP)
        for item, start in self._origins.items():
            item.setPos(start + target - origin)
        self.scene.route(self._ids)
        self._light(self._wire_under())

    def end(self, place: QPoint) -> None:
        if not self.has_moved:
            self._click()
            return
        lit, moved = self._lit, {item: item.pos() for item, origin in self._origins.items() if item.pos() != origin}
        self._restore()
        if lit is not None:
            self.commands.resplice(self._ids[0], lit.wire, moved[self._item])
        elif moved:
            blocks = {item.node.id: pos for item, pos in moved.items() if isinstance(item, BlockItem)}
            notes = {item.note.id: pos for item, pos in moved.items() if isinstance(item, NoteItem)}
            self.commands.move(blocks, notes)

    def cancel(self) -> None:
        if self.has_moved:
            self._restore()

    def _click(self) -> None:
        if not self._was_selected:
            return
        if self.modifiers & ADDING:
            self.scene.select(item for item in self.scene.selectedItems() if item is not self._item)
        else:
            self.scene.select([self._item])

    def _wire_under(self) -> WireItem | None:
        if len(self._origins) != 1 or not isinstance(self._item, BlockItem):
            return None
        core = self._item.mapRectToScene(BLOCK.adjusted(24, HEADER / 2, -24, -HEADER / 2))
        item = self.scene.wire_under(core, without=self._ids)
        return item if item and self.commands.why_not_resplice(self._ids[0], item.wire) is None else None

    def _light(self, item: WireItem | None) -> None:
        if item is not self._lit:
            if self._lit:
                self._lit.set_lit(False)
            if item:
                item.set_lit(True)
            self._item.setOpacity(_OVER_WIRE if item else 1.0)
            self._lit = item

    def _restore(self) -> None:
        self._light(None)
        for item, origin in self._origins.items():
            item.setPos(origin)
            item.setZValue(item.zValue() - 3)
        self.scene.route(self._ids)


class ResizeGesture(Gesture):
    """Drag the corner of a note."""

    cursor = Qt.CursorShape.SizeFDiagCursor

    def __init__(self, view, press: QPoint, modifiers: Qt.KeyboardModifier, item: NoteItem) -> None:
        super().__init__(view, press, modifiers)
        self._item = item
        self._size = item.size

    def drag(self, point: QPointF, place: QPoint) -> None:
        grown = point - self.start
        self._item.set_size(round((self._size[0] + grown.x()) / SNAP) * SNAP, round((self._size[1] + grown.y()) / SNAP) * SNAP)

    def end(self, place: QPoint) -> None:
        size = self._item.size
        self._item.set_size(*self._size)
        if size != self._size:
            self.commands.resize_note(self._item.note.id, size)

    def cancel(self) -> None:
        self._item.set_size(*self._size)
