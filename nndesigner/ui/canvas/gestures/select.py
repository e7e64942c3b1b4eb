"""Select: a box drawn on empty canvas; a click there deselects."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem

from nndesigner.ui.canvas.geometry import BLOCK
from nndesigner.ui.canvas.gestures.base import ADDING, Gesture
from nndesigner.ui.theme import theme


class SelectGesture(Gesture):
    """With Ctrl or Shift the box adds to what is selected."""

    def begin(self) -> None:
        color = theme().color("accent")
        pen = QPen(color, 1.0)
        pen.setCosmetic(True)
        color.setAlpha(36)
        self._before = set(self.scene.selectedItems())
        self._box = QGraphicsRectItem()
        self._box.setPen(pen)
        self._box.setBrush(color)
        self._box.setZValue(10)
        self.scene.addItem(self._box)

    def drag(self, point: QPointF, place: QPoint) -> None:
        area = QRectF(self.start, point).normalized()
        self._box.setRect(area)
        frames = [(item, item.mapRectToScene(BLOCK)) for item in self.scene.blocks.values()]
        frames += [(item, item.mapRectToScene(item.rect())) for item in self.scene.notes.values()]
        inside = {item for item, frame in frames if area.intersects(frame)}
        self.scene.select(inside | self._before if self.modifiers & ADDING else inside)

    def end(self, place: QPoint) -> None:
        if self.has_moved:
            self.scene.removeItem(self._box)
        elif not self.modifiers & ADDING:
            self.scene.select(())

    def cancel(self) -> None:
        if self.has_moved:
            self.scene.removeItem(self._box)
            self.scene.select(self._before)
