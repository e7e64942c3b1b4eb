"""A block: one node of the design with its family's colour, name, main option, shape and parameter count."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyle, QStyleOptionGraphicsItem

from nndesigner.ui.canvas.facts import Facts
from nndesigner.ui.canvas.fonts import glyph
from nndesigner.ui.canvas.geometry import BADGE, BLOCK, HEADER, HEIGHT, PADDING, RADIUS, WIDTH
from nndesigner.ui.canvas.items.badge import BadgeItem
from nndesigner.ui.canvas.items.block_text import ICON, has_icon, lines
from nndesigner.ui.canvas.items.port import PortItem
from nndesigner.ui.canvas.kinds import kind_of
from nndesigner.ui.theme import theme

_LARGE_ICON = 64


class BlockItem(QGraphicsItem):
    """Mirrors a node; it shows facts and moves only when the design or a gesture says so."""

    def __init__(self, node: Any, facts: Facts) -> None:
        super().__init__()
        self.node = node
        self.kind = kind_of(node.kind)
        self.facts: Facts | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setZValue(2)
        role = self.kind.color_role
        self.input = None if node.kind == "Input" else PortItem(self, is_output=False, color_role=role)
        self.output = None if node.kind == "Output" else PortItem(self, is_output=True, color_role=role)
        if self.input:
            self.input.setPos(0, HEIGHT / 2)
        if self.output:
            self.output.setPos(WIDTH, HEIGHT / 2)
        self.badge = BadgeItem(self)
        self.badge.setPos(WIDTH - BADGE / 2, 0)
        self.set_node(node)
        self.set_facts(facts)

    @property
    def ports(self) -> tuple[PortItem, ...]:
        """Its ports, input first."""
        return tuple(port for port in (self.input, self.output) if port)

    @property
    def centre(self) -> QPointF:
        """Its middle in scene coordinates."""
        return self.mapToScene(BLOCK.center())

    def set_node(self, node: Any) -> None:
        """Take over the node as it is now."""
        self.node = node
        self.setPos(QPointF(*node.position))

    def set_facts(self, facts: Facts) -> None:
        """Show these texts."""
        if facts == self.facts:
            return
        self.facts = facts
        self.badge.set_problems(facts.severity, facts.problems)
        self.setToolTip("\n".join(part for part in (facts.name, facts.detail, facts.hint, facts.size) if part))
        self.update()

    def recolour(self) -> None:
        """The theme changed: what is kept of the old colours is drawn anew."""
        for item in (self, self.badge, *self.ports):
            item.update()

    def boundingRect(self) -> QRectF:
        return BLOCK.adjusted(-3, -3, 3, 3)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(BLOCK)
        return path

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: object = None) -> None:
        look = theme()
        family = look.color(self.kind.color_role)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, family, selected)
        self._paint_texts(painter, option.levelOfDetailFromTransform(painter.worldTransform()))

    def _paint_ground(self, painter: QPainter, family: QColor, selected: bool) -> None:
        look = theme()
        outline = QPainterPath()
        outline.addRoundedRect(BLOCK, RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        if selected:
            halo = look.color("accent")
            halo.setAlpha(60)
            painter.setBrush(halo)
            painter.drawRoundedRect(BLOCK.adjusted(-3, -3, 3, 3), RADIUS + 3, RADIUS + 3)
        painter.setBrush(look.color("raised"))
        painter.drawPath(outline)
        painter.setBrush(_tinted(family, 44 if look.is_dark else 30))
        painter.drawPath(_HEADER)
        painter.setBrush(family)
        painter.drawPath(_STRIPE)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("accent"), 2.0) if selected else QPen(_tinted(family, 150), 1.0))
        painter.drawPath(outline)

    def _paint_texts(self, painter: QPainter, zoom: float) -> None:
        look = theme()
        texts = lines(self.facts, zoom)
        if not texts:
            painter.fillPath(glyph(self.kind.icon, _LARGE_ICON).translated(BLOCK.center()), look.color(self.kind.color_role))
        elif has_icon(zoom):
            icon = glyph(self.kind.icon, ICON).translated(PADDING + ICON / 2, HEADER / 2)
            painter.fillPath(icon, look.color(self.kind.color_role))
        for line in texts:
            painter.setFont(line.font)
            painter.setPen(look.color(line.role))
            painter.drawText(line.place, Qt.AlignmentFlag.AlignVCenter, line.text)


def _tinted(color: QColor, alpha: int) -> QColor:
    tint = QColor(color)
    tint.setAlpha(alpha)
    return tint


def _part(rect: QRectF) -> QPainterPath:
    outline = QPainterPath()
    outline.addRoundedRect(BLOCK, RADIUS, RADIUS)
    clip = QPainterPath()
    clip.addRect(rect)
    return outline.intersected(clip)


_HEADER = _part(QRectF(0, 0, WIDTH, HEADER))
_STRIPE = _part(QRectF(0, 0, 4, HEIGHT))
