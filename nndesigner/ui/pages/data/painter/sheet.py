"""The sheet: press and drag to paint, with the other button to rub out; arrow keys and Space do the same."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.pages.data.painter.points import Brush, Points
from nndesigner.ui.plots.point_marks import class_color, paint_points, value_color
from nndesigner.ui.theme import SPACING, theme

_STEPS = 40  # key presses from one side to the other
_KEPT_STROKES = 200


class Sheet(QWidget):
    """``changed`` follows every dab. A stroke, from press to release, is one step of ``undo`` and ``redo``."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("painter.sheet")
        self.setAccessibleName(tr("Sheet to paint points on"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.points = Points()
        self.brush = Brush()
        self.label = 0.0
        self.is_erasing = False
        self._generator = np.random.Generator(np.random.PCG64(0))
        self._undone: list[Points] = []
        self._done: list[Points] = []
        self._cursor: QPointF | None = None
        self._last: QPointF | None = None
        self._picture: QPixmap | None = None
        theme().changed.connect(self._redraw)

    # -- points ----------------------------------------------------------------------------------------------------------

    def set_points(self, points: Points) -> None:
        """Begin with these points; there is nothing to undo."""
        self.points = points
        self._done, self._undone = [], []
        self._redraw()
        self.changed.emit()

    def become(self, points: Points) -> None:
        """Take over other points as one step."""
        self._keep()
        self.points = points
        self._redraw()
        self.changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether there is a stroke to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a stroke that was taken back."""
        return bool(self._undone)

    def undo(self) -> None:
        """Take the last stroke back."""
        self._swap(self._done, self._undone)

    def redo(self) -> None:
        """Do again the stroke that was taken back last."""
        self._swap(self._undone, self._done)

    def _swap(self, source: list[Points], other: list[Points]) -> None:
        if source:
            other.append(self.points)
            self.points = source.pop()
            self._redraw()
            self.changed.emit()

    def _keep(self) -> None:
        self._done.append(self.points)
        del self._done[:-_KEPT_STROKES]
        self._undone.clear()

    def _dab(self, place: QPointF, *, is_erasing: bool) -> None:
        x, y = self._values(place)
        before = self.points
        if is_erasing:
            self.points = before.rubbed_out(x, y, max(self.brush.radius, self._unit() * SPACING))
            if self.points is not before:
                self._redraw()
        else:
            self.points = before.sprayed(x, y, self.label, self.brush, self._generator)
            if self._picture is not None:
                painter = QPainter(self._picture)
                self._paint(painter, slice(len(before), None))
                painter.end()
        self.changed.emit()
        self.update()

    # -- mouse and keyboard ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._keep()
            self._last = event.position()
            self._dab(self._last, is_erasing=self.is_erasing or event.button() == Qt.MouseButton.RightButton)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._cursor = event.position()
        is_right = bool(event.buttons() & Qt.MouseButton.RightButton)
        if self._last is not None and (event.buttons() & Qt.MouseButton.LeftButton or is_right):
            step = event.position() - self._last
            gap = max(3.0 * SPACING, self.brush.radius / self._unit() / 2)
            if self.is_erasing or is_right or step.manhattanLength() >= gap:
                self._last = event.position()
                self._dab(self._last, is_erasing=self.is_erasing or is_right)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._last = None

    def leaveEvent(self, event: object) -> None:
        self._cursor = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        place = self._cursor or QPointF(self.width() / 2, self.height() / 2)
        if event.key() in moves:
            dx, dy = moves[event.key()]
            x = min(max(0.0, place.x() + dx * self.width() / _STEPS), float(self.width()))
            y = min(max(0.0, place.y() + dy * self.height() / _STEPS), float(self.height()))
            self._cursor = QPointF(x, y)
            self.update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._cursor = place
            self._keep()
            self._dab(place, is_erasing=self.is_erasing or event.key() != Qt.Key.Key_Space)
        else:
            super().keyPressEvent(event)

    # -- drawing ---------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(120 * SPACING, 120 * SPACING)

    def minimumSizeHint(self) -> QSize:
        return QSize(70 * SPACING, 70 * SPACING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._draw()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if self._cursor is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            reach = max(self.brush.radius / self._unit(), float(SPACING))
            painter.setPen(QPen(self._ink(), 1.5, Qt.PenStyle.DashLine if self.is_erasing else Qt.PenStyle.SolidLine))
            painter.drawEllipse(self._cursor, reach, reach)
        if self.hasFocus():
            painter.setPen(QPen(theme().color("accent"), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _ink(self) -> QColor:
        if self.is_erasing:
            return theme().color("text")
        return class_color(int(self.label)) if self.points.is_classes else value_color((self.label + 1) / 2)

    def _redraw(self) -> None:
        self._picture = None
        self.setAccessibleDescription(tr("{n} points", n=grouped(len(self.points))))
        self.update()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap(self.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(theme().color("surface"))
        painter = QPainter(self._picture)
        self._paint_grid(painter)
        self._paint(painter, slice(None))
        painter.end()

    def _paint_grid(self, painter: QPainter) -> None:
        left, right, bottom, top = self.points.area
        for low, high, is_upright in ((left, right, True), (bottom, top, False)):
            for value in np.linspace(low, high, 11)[1:-1].tolist():
                is_zero = abs(value) < (high - low) * 1e-9
                painter.setPen(theme().color("border" if is_zero else "grid"))
                place = self._pixels(np.array([[value if is_upright else left, bottom if is_upright else value]]))[0]
                x, y = float(place[0]), float(place[1])
                line = (QPointF(x, 0), QPointF(x, self.height())) if is_upright else (QPointF(0, y), QPointF(self.width(), y))
                painter.drawLine(*line)

    def _paint(self, painter: QPainter, chosen: slice) -> None:
        points = self.points
        labels = points.labels[chosen] if points.is_classes else (points.labels[chosen] + 1) / 2
        paint_points(painter, self._pixels(points.xy[chosen]), labels, is_classes=points.is_classes)

    def _unit(self) -> float:
        """How much one pixel is worth, on the wider axis."""
        left, right, bottom, top = self.points.area
        return max((right - left) / max(1, self.width()), (top - bottom) / max(1, self.height()))

    def _pixels(self, xy: np.ndarray) -> np.ndarray:
        left, right, bottom, top = self.points.area
        x = (xy[:, 0] - left) / (right - left) * self.width()
        return np.stack([x, (top - xy[:, 1]) / (top - bottom) * self.height()], 1)

    def _values(self, place: QPointF) -> tuple[float, float]:
        left, right, bottom, top = self.points.area
        x = left + (right - left) * place.x() / max(1, self.width())
        return x, top - (top - bottom) * place.y() / max(1, self.height())
