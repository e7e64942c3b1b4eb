"""The badge of a block with a problem; its form tells error, warning and advice apart without colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem

from nndesigner.ui.canvas.fonts import name_font
from nndesigner.ui.canvas.geometry import BADGE
from nndesigner.ui.theme import theme

_ROLES = {"error": "error", "warning": "warning", "advice": "muted"}


class BadgeItem(QGraphicsItem):
    """A disc with ! for an error, a triangle with ! for a warning, a ring with i for advice."""

    def __init__(self, block: QGraphicsItem) -> None:
        super().__init__(block)
        self.severity: str | None = None
        self.setVisible(False)
        self.setZValue(2)

    def set_problems(self, severity: str | None, sentences: tuple[str, ...]) -> None:
        """Show the worst ``severity`` (None hides the badge); the tooltip has every sentence."""
        self.severity = severity
        self.setVisible(severity is not None)
        self.setToolTip("\n\n".join(sentences))
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(-BADGE / 2 - 1, -BADGE / 2 - 1, BADGE + 2, BADGE + 2)

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        look = theme()
        color = look.color(_ROLES.get(self.severity or "", "muted"))
        ground = look.color("surface")
        half = BADGE / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(name_font())
        place = QRectF(-half, -half, BADGE, BADGE)
        if self.severity == "advice":
            painter.setPen(QPen(color, 1.5))
            painter.setBrush(ground)
            painter.drawEllipse(place.adjusted(1, 1, -1, -1))
            painter.setPen(color)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "i")
            return
        painter.setPen(QPen(ground, 1.5))
        painter.setBrush(color)
        if self.severity == "error":
            painter.drawEllipse(place.adjusted(1, 1, -1, -1))
        else:
            painter.drawPolygon(QPolygonF([QPointF(0, -half), QPointF(half, half - 2), QPointF(-half, half - 2)]))
            place.translate(0, 2)
        painter.setPen(ground)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "!")
