"""Insert: a layer dragged from the palette; a wire that can take it lights up, else it lands where it is dropped."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem, QToolTip

from nndesigner.ui.canvas.geometry import BLOCK, centred
from nndesigner.ui.canvas.gestures.base import Gesture
from nndesigner.ui.canvas.items.wire import WireItem
from nndesigner.ui.canvas.kinds import kind_of
from nndesigner.ui.canvas.places import free_place
from nndesigner.ui.theme import theme


class InsertGesture(Gesture):
    """Driven by the view's drag events instead of mouse events."""

    scrolls = False

    def __init__(self, view, press: QPoint, kind: str) -> None:
        super().__init__(view, press, Qt.KeyboardModifier.NoModifier)
        self._kind = kind
        self._lit: WireItem | None = None
        self.has_moved = True
        color = theme().color(kind_of(kind).color_role)
        pen = QPen(color, 2.0, Qt.PenStyle.DashLine)
        color.setAlpha(40)
        self._ghost = QGraphicsRectItem(BLOCK)
        self._ghost.setPen(pen)
        self._ghost.setBrush(color)
        self._ghost.setZValue(10)
        self.scene.addItem(self._ghost)
        self.drag(self.start, press)

    def drag(self, point: QPointF, place: QPoint) -> None:
        self._ghost.setPos(free_place(self.scene.design, centred(point)))
        wire = self.scene.wire_under(QRectF(point.x() - 40, point.y() - 20, 80, 40))
        reason = self.commands.why_not_insert(wire.wire, self._kind) if wire else None
        self._light(wire if reason is None else None)
        if reason:
            QToolTip.showText(self.view.viewport().mapToGlobal(place + QPoint(12, 12)), reason, self.view)
        else:
            QToolTip.hideText()

    def end(self, place: QPoint) -> None:
        lit, point = self._lit, self.view.mapToScene(place)
        self.cancel()
        if lit is not None:
            self.commands.insert(lit.wire, self._kind, point)
        else:
            self.commands.add(self._kind, centred(point))

    def cancel(self) -> None:
        QToolTip.hideText()
        self._light(None)
        if self._ghost.scene() is self.scene:
            self.scene.removeItem(self._ghost)

    def _light(self, item: WireItem | None) -> None:
        if item is not self._lit:
            if self._lit:
                self._lit.set_lit(False)
            if item:
                item.set_lit(True)
            self._lit = item
        self._ghost.setVisible(item is None)
