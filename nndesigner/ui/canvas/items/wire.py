"""A wire: a smooth curve with an arrow head from an output port to an input port."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyle, QStyleOptionGraphicsItem

from nndesigner.ui.canvas.geometry import GRID, PORT_RADIUS
from nndesigner.ui.theme import theme

ARROW = 9.0
_BEND = 40.0
_ON_TOP = 8.0  # above a block that is being dragged over it


class WireItem(QGraphicsItem):
    """Mirrors a wire of the design; ``is_lit`` says that what is dragged can be inserted into it."""

    def __init__(self, wire: Any) -> None:
        super().__init__()
        self.wire = wire
        self.is_lit = False
        self._hovered = False
        self._path = QPainterPath()
        self._tip = QPointF()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setAcceptHoverEvents(True)
        self.setZValue(1)

    def set_ends(self, start: QPointF, end: QPointF, obstacles: Iterable[QRectF] = ()) -> None:
        """Draw from ``start`` to ``end``, above or below the ``obstacles`` that stand in between."""
        self.prepareGeometryChange()
        self._tip = end - QPointF(PORT_RADIUS + 1, 0)
        self._path = wire_path(start, self._tip - QPointF(ARROW - 1, 0), list(obstacles))

    @property
    def path(self) -> QPainterPath:
        """The curve, in scene coordinates."""
        return self._path

    def set_lit(self, lit: bool) -> None:
        """Light up, or not."""
        if lit != self.is_lit:
            self.is_lit = lit
            self.setZValue(_ON_TOP if lit else 1)
            self.update()

    def boundingRect(self) -> QRectF:
        return self._path.boundingRect().united(QRectF(self._tip, self._tip)).adjusted(-10, -10, 10, 10)

    def shape(self) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(14)
        return stroker.createStroke(self._path)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: object = None) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        strong = selected or self.is_lit
        color = theme().color("accent" if strong or self._hovered else "muted")
        width = 4.0 if self.is_lit else 2.5 if selected or self._hovered else 1.6
        paint_wire(painter, self._path, self._tip, QPen(color, width))

    def hoverEnterEvent(self, event: object) -> None:
        self._hovered = True
        self.update()

    def hoverLeaveEvent(self, event: object) -> None:
        self._hovered = False
        self.update()


class LooseWireItem(QGraphicsItem):
    """The wire that is being drawn, from a port to the pointer. ``state`` is ``open``, ``legal`` or ``refused``."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "open"
        self._path = QPainterPath()
        self._tip = QPointF()
        self.setZValue(5)

    def set_ends(self, start: QPointF, end: QPointF, state: str) -> None:
        """Draw from an output at ``start`` to an input at ``end``."""
        self.prepareGeometryChange()
        self.state = state
        self._tip = end
        self._path = wire_path(start, end - QPointF(ARROW - 1, 0), [])
        self.update()

    def boundingRect(self) -> QRectF:
        return self._path.boundingRect().united(QRectF(self._tip, self._tip)).adjusted(-10, -10, 10, 10)

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        pen = QPen(theme().color("error" if self.state == "refused" else "accent"), 2.5)
        if self.state != "legal":
            pen.setDashPattern([3, 2])
        paint_wire(painter, self._path, self._tip, pen)


def paint_wire(painter: QPainter, path: QPainterPath, tip: QPointF, pen: QPen) -> None:
    """The curve, then a solid head that points to the right."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    half = ARROW / 2 + (pen.widthF() - 1.6) * 0.6
    length = half * math.sqrt(3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pen.color())
    painter.drawPolygon(QPolygonF([tip, tip + QPointF(-length, -half), tip + QPointF(-length, half)]))


def wire_path(start: QPointF, end: QPointF, obstacles: list[QRectF]) -> QPainterPath:
    """A curve that leaves and arrives level; around ``obstacles`` it runs level above or below them, whichever is nearer."""
    path = QPainterPath(start)
    if end.x() < start.x() and obstacles:
        return _backwards(start, end, obstacles)
    if not obstacles:
        reach = _reach(start, end)
        path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
        return path
    middle = (start.y() + end.y()) / 2
    above = min(rect.top() for rect in obstacles) - GRID
    below = max(rect.bottom() for rect in obstacles) + GRID
    lane = above if abs(above - middle) <= abs(below - middle) else below
    left = min(rect.left() for rect in obstacles)
    right = max(rect.right() for rect in obstacles)
    first, last = QPointF(max(left, start.x() + GRID), lane), QPointF(min(right, end.x() - GRID), lane)
    half = (first.x() - start.x()) / 2 + 8
    path.cubicTo(start + QPointF(half, 0), first - QPointF(half, 0), first)
    path.lineTo(last)
    half = (end.x() - last.x()) / 2 + 8
    path.cubicTo(last + QPointF(half, 0), end - QPointF(half, 0), end)
    return path


def _backwards(start: QPointF, end: QPointF, obstacles: list[QRectF]) -> QPainterPath:
    """Out to the right, level below everything in between, and in from the left."""
    path = QPainterPath(start)
    lane = max(rect.bottom() for rect in obstacles) + GRID
    path.cubicTo(start + QPointF(_BEND, 0), QPointF(start.x() + _BEND, lane), QPointF(start.x(), lane))
    path.lineTo(end.x(), lane)
    path.cubicTo(QPointF(end.x() - _BEND, lane), end - QPointF(_BEND, 0), end)
    return path


def _reach(start: QPointF, end: QPointF) -> float:
    across = end.x() - start.x()
    if across >= 0:
        return max(min(_BEND, abs(end.y() - start.y()) / 2 + 4), across / 2)
    return _BEND + min(160.0, -across / 2)
