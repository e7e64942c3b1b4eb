"""A port: where a wire leaves a block or arrives at it; it grows under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem

from nndesigner.ui.canvas.geometry import PORT_RADIUS, PORT_REACH
from nndesigner.ui.theme import theme

SPREAD = 14.0


class PortItem(QGraphicsItem):
    """One side of a block. An input of a merge layer is a capsule, with a place for each wire.

    ``mark`` is None, ``"legal"`` or ``"hot"`` (what a wire being drawn would take).
    """

    def __init__(self, block: QGraphicsItem, *, is_output: bool, color_role: str) -> None:
        super().__init__(block)
        self.block = block
        self.is_output = is_output
        self.mark: str | None = None
        self._color_role = color_role
        self._hovered = False
        self._places = 1
        self.setAcceptHoverEvents(True)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setZValue(1)

    def set_places(self, count: int) -> None:
        """Make room for ``count`` wires."""
        if count != self._places:
            self.prepareGeometryChange()
            self._places = max(1, count)

    def set_mark(self, mark: str | None) -> None:
        """Show what the wire that is being drawn can do here."""
        if mark != self.mark:
            self.mark = mark
            self.update()

    def anchor(self, place: int = 0) -> QPointF:
        """Where the wire number ``place`` ends, in scene coordinates."""
        offset = 0.0 if self._places == 1 else (min(place, self._places - 1) - (self._places - 1) / 2) * self._step()
        return self.mapToScene(QPointF(0, offset))

    def boundingRect(self) -> QRectF:
        reach = PORT_REACH
        return QRectF(-reach, -reach - self._extent(), 2 * reach, 2 * (reach + self._extent()))

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRoundedRect(self.boundingRect(), PORT_REACH, PORT_REACH)
        return path

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        look = theme()
        radius = PORT_RADIUS + (3.0 if self._hovered or self.mark else 0.0) + (1.0 if self.mark == "hot" else 0.0)
        extent = self._extent()
        stroke = look.color("accent" if self.mark else self._color_role)
        filled = self.mark == "hot" or (self._hovered and not self.mark)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(stroke, 2.0))
        painter.setBrush(stroke if filled else look.color("surface"))
        painter.drawRoundedRect(QRectF(-radius, -radius - extent, 2 * radius, 2 * (radius + extent)), radius, radius)

    def hoverEnterEvent(self, event: object) -> None:
        self._hovered = True
        self.update()

    def hoverLeaveEvent(self, event: object) -> None:
        self._hovered = False
        self.update()

    def _step(self) -> float:
        return min(SPREAD, 56.0 / max(1, self._places - 1))

    def _extent(self) -> float:
        return (self._places - 1) * self._step() / 2
