"""What lies under the network: dots on the grid, and a welcome where there is nothing yet."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QApplication

from nndesigner.core.text import tr
from nndesigner.ui.canvas.geometry import GRID
from nndesigner.ui.theme import theme, title_font

_NEAREST = 14.0  # dots never stand closer than this on the screen


def paint_ground(painter: QPainter, rect: QRectF, zoom: float) -> None:
    """Dots every 24 pixels of the scene; every fourth, sixteenth … where they would crowd."""
    look = theme()
    painter.fillRect(rect, look.color("surface"))
    step = GRID
    while step * zoom < _NEAREST:
        step *= 4
    pen = QPen(look.color("border"), 1.6 / zoom)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    columns = range(math.floor(rect.left() / step), math.ceil(rect.right() / step) + 1)
    rows = range(math.floor(rect.top() / step), math.ceil(rect.bottom() / step) + 1)
    painter.drawPoints([QPointF(column * step, row * step) for column in columns for row in rows])


def paint_welcome(painter: QPainter, place: QRect) -> None:
    """Two lines in the middle of an empty canvas."""
    look = theme()
    painter.save()
    painter.resetTransform()
    painter.setPen(look.color("text"))
    painter.setFont(title_font(1.2))
    middle = place.center().y()
    line = QRect(place.left(), middle - 36, place.width(), 32)
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, tr("An empty canvas"))
    painter.setPen(look.color("muted"))
    painter.setFont(QApplication.font())
    hint = tr("Open a CSV for a first network, drag a layer here, or press Space for the list of blocks.")
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(QRect(place.left() + 24, middle + 4, place.width() - 48, 64), flags, hint)
    painter.restore()
