"""The overview map: the whole network small, with the frame of what the view shows; drag the frame to go there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nndesigner.core.text import tr
from nndesigner.ui.canvas.geometry import BLOCK
from nndesigner.ui.theme import theme

SIZE = QSize(176, 104)
_MARGIN = 8.0


class Overview(QWidget):
    """A child of the view; it shows itself only while there is something outside the view."""

    def __init__(self, view) -> None:
        super().__init__(view)
        self._view = view
        self.setObjectName("design.overview")
        self.setAccessibleName(tr("Overview map"))
        self.setToolTip(tr("Drag to move the view."))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(SIZE)
        self.hide()

    def follow(self) -> None:
        """The view or its content changed."""
        content, seen = self._view.canvas_scene.content_rect(), self._view.visible_rect()
        self.setVisible(not content.isEmpty() and not seen.contains(content))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("border"), 1))
        painter.setBrush(look.color("window"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        scale, origin = self._mapping()
        scene = self._view.canvas_scene
        painter.setClipRect(self.rect().adjusted(2, 2, -2, -2))
        painter.setPen(QPen(look.color("muted"), 1))
        for wire in scene.wires.values():
            path = wire.path
            ends = (path.pointAtPercent(0), path.pointAtPercent(1)) if not path.isEmpty() else ()
            if ends:
                painter.drawLine(*((point - origin) * scale for point in ends))
        painter.setPen(Qt.PenStyle.NoPen)
        for block in scene.blocks.values():
            painter.setBrush(look.color("accent" if block.isSelected() else block.kind.color_role))
            painter.drawRect(_scaled(block.mapRectToScene(BLOCK), origin, scale))
        for note in scene.notes.values():
            painter.setBrush(look.color("border"))
            painter.drawRect(_scaled(note.mapRectToScene(note.rect()), origin, scale))
        frame = look.color("accent")
        painter.setPen(QPen(frame, 1.5))
        frame.setAlpha(30)
        painter.setBrush(frame)
        inside = QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5)
        painter.drawRect(_scaled(self._view.visible_rect(), origin, scale).intersected(inside))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._kept = self._mapping()
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def _go(self, place: QPointF) -> None:
        scale, origin = self._kept
        self._view.centerOn(origin + place / scale)

    def _mapping(self) -> tuple[float, QPointF]:
        """Pixels of the map a scene pixel, and the scene point at the map's corner."""
        area = self._view.canvas_scene.content_rect().adjusted(-48, -48, 48, 48)
        inner = QSize(self.width() - int(2 * _MARGIN), self.height() - int(2 * _MARGIN))
        scale = min(inner.width() / area.width(), inner.height() / area.height())
        size = QPointF(self.width(), self.height()) / scale
        return scale, area.center() - size / 2


def _scaled(rect: QRectF, origin: QPointF, scale: float) -> QRectF:
    return QRectF((rect.topLeft() - origin) * scale, rect.size() * scale)
