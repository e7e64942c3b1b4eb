"""Points of a plane, painted without a plot library: a class by colour and shape, a number by its place between two hues."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from nndesigner.ui.colors import CLASS_HUES
from nndesigner.ui.theme import theme

SIZE = 7.0


def class_color(index: int) -> QColor:
    """The colour of the class number ``index``, from 0."""
    return theme().color(CLASS_HUES[index % len(CLASS_HUES)])


def class_shape(index: int, size: float = SIZE) -> QPainterPath:
    """The shape of the class number ``index`` around the origin, so that colour is never the only sign."""
    path, half = QPainterPath(), size / 2
    kind = index % 6
    if kind == 0:
        path.addEllipse(QRectF(-half, -half, size, size))
    elif kind == 1:
        path.addRect(QRectF(-half * 0.9, -half * 0.9, size * 0.9, size * 0.9))
    else:
        corners = {2: 3, 3: 4, 4: 5, 5: 6}[kind]
        turn = -math.pi / 2
        steps = [turn + 2 * math.pi * corner / corners for corner in range(corners)]
        path.moveTo(half * 1.2 * math.cos(steps[0]), half * 1.2 * math.sin(steps[0]))
        for angle in steps[1:]:
            path.lineTo(half * 1.2 * math.cos(angle), half * 1.2 * math.sin(angle))
        path.closeSubpath()
    return path


def value_color(share: float) -> QColor:
    """The colour of a number that lies ``share`` (0 to 1) of the way from the lowest to the highest."""
    low, middle, high = theme().color(CLASS_HUES[1]), theme().color("border"), theme().color(CLASS_HUES[0])
    first, second, part = (low, middle, 2 * share) if share < 0.5 else (middle, high, 2 * share - 1)
    part = min(1.0, max(0.0, part))
    pairs = zip(first.getRgbF()[:3], second.getRgbF()[:3], strict=True)
    return QColor.fromRgbF(*(a + (b - a) * part for a, b in pairs))


def paint_points(
    painter: QPainter, places: np.ndarray, labels: np.ndarray, *, is_classes: bool = True, size: float = SIZE
) -> None:
    """Paint points at ``places`` (n, 2) in pixels; ``labels`` (n,) are class numbers from 0, or shares from 0 to 1."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = theme().color("surface")
    painter.setPen(Qt.PenStyle.NoPen)
    if is_classes:
        for label in np.unique(labels).astype(int).tolist():
            path = class_shape(label, size)
            painter.setBrush(class_color(label))
            painter.setPen(edge)
            for x, y in places[labels == label].tolist():
                painter.drawPath(path.translated(QPointF(x, y)))
        return
    path = class_shape(0, size)
    painter.setPen(edge)
    for (x, y), share in zip(places.tolist(), labels.tolist(), strict=True):
        painter.setBrush(value_color(share))
        painter.drawPath(path.translated(QPointF(x, y)))
