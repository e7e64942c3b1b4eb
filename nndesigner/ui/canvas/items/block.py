"""A block: one node of the design with its family's colour, name, main option, shape and parameter count."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyle, QStyleOptionGraphicsItem

from nndesigner.ui.canvas.facts import Facts
from nndesigner.ui.canvas.fonts import elided, fitted, glyph, name_font
from nndesigner.ui.canvas.geometry import BADGE, BLOCK, HEADER, HEIGHT, PADDING, RADIUS, WIDTH
from nndesigner.ui.canvas.items.badge import BadgeItem
from nndesigner.ui.canvas.items.port import PortItem
from nndesigner.ui.canvas.kinds import kind_of
from nndesigner.ui.theme import theme

ICON = 18
LINE = 18
FAR = 0.45  # below this zoom only the name is legible, so only the name is drawn


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
        width = WIDTH - PADDING - PADDING / 2
        self._name = elided(facts.name, name_font(), width - ICON - 8)
        self._lines = [fitted(text, width) for text in (facts.detail, facts.shape, facts.size)]
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
        if option.levelOfDetailFromTransform(painter.worldTransform()) < FAR:
            self._paint_far(painter)
        else:
            self._paint_texts(painter)

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

    def _paint_texts(self, painter: QPainter) -> None:
        look = theme()
        icon = glyph(self.kind.icon, ICON).translated(PADDING + ICON / 2, HEADER / 2)
        painter.fillPath(icon, look.color(self.kind.color_role))
        painter.setPen(look.color("text"))
        painter.setFont(name_font())
        left = PADDING + ICON + 8
        painter.drawText(QRectF(left, 0, WIDTH - left - PADDING / 2, HEADER), Qt.AlignmentFlag.AlignVCenter, self._name)
        for index, ((text, font), role) in enumerate(zip(self._lines, ("text", "text", "muted"), strict=True)):
            painter.setFont(font)
            painter.setPen(look.color(role))
            row = QRectF(PADDING, HEADER + 5 + index * LINE, WIDTH - PADDING, LINE)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_far(self, painter: QPainter) -> None:
        font = name_font(24)
        painter.setFont(font)
        painter.setPen(theme().color("text"))
        text = elided(self.facts.name, font, WIDTH - PADDING)
        painter.drawText(BLOCK.adjusted(0, HEADER, 0, 0), Qt.AlignmentFlag.AlignCenter, text)


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
