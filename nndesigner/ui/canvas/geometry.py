"""Sizes of the canvas in scene pixels: all on a grid of 24, moved in steps of 8."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

GRID = 24
SNAP = 8
WIDTH = 176
HEIGHT = 4 * GRID
HEADER = 32
COLUMN = 9 * GRID
ROW = 5 * GRID
RADIUS = 8.0
PADDING = 12
PORT_RADIUS = 5.0
PORT_REACH = 11.0
BADGE = 20.0
NOTE_SIZE = (192.0, 96.0)

BLOCK = QRectF(0, 0, WIDTH, HEIGHT)


def snapped(point: QPointF, step: int = SNAP) -> QPointF:
    """``point`` on the nearest multiple of ``step`` pixels."""
    return QPointF(round(point.x() / step) * step, round(point.y() / step) * step)


def centred(point: QPointF) -> QPointF:
    """The snapped corner of a block whose centre is at ``point``."""
    return snapped(point - QPointF(WIDTH / 2, HEIGHT / 2))
