"""Small pictures of what a choice means: an activation and its derivative, a loss, the spread of an initializer."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication

from nndesigner.ui.theme import theme

SIZE = QSize(88, 56)
_REACH = 4.0

Curve = tuple[np.ndarray, np.ndarray]


def part_icon(registry: str, part: Any, size: QSize = SIZE) -> QIcon:
    """The picture of ``part`` as an icon, sharp on the screen in use."""
    ratio = QApplication.primaryScreen().devicePixelRatio() if QApplication.primaryScreen() else 1.0
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_curves(painter, QRectF(0, 0, size.width(), size.height()), curves(registry, part))
    painter.end()
    return QIcon(pixmap)


def has_picture(registry: str) -> bool:
    """Whether parts of this registry can be drawn."""
    return registry in _CURVES


def curves(registry: str, part: Any) -> list[Curve]:
    """What is drawn for a part: the first curve is the part itself, a second one its derivative."""
    draw = _CURVES.get(registry)
    return draw(part) if draw else []


def _activation(part: Any) -> list[Curve]:
    x = np.linspace(-_REACH, _REACH, 161)
    if not part.elementwise:  # one logit against two that stay at zero
        logits = np.column_stack([x, np.zeros_like(x), np.zeros_like(x)])
        return [(x, part(logits)[:, 0]), (x, part.derivative(logits)[:, 0])]
    return [(x, part(x)), (x, part.derivative(x))]


def _loss(part: Any) -> list[Curve]:
    probability = "regression" not in part.tasks
    x = np.linspace(0.02, 1.0, 160) if probability else np.linspace(-2.0, 2.0, 160)
    return [(x, np.asarray(part.curve(x), float))]


def _initializer(part: Any) -> list[Curve]:
    values = np.asarray(part((64, 64), np.random.default_rng(0)), float).ravel()
    reach = max(1e-3, float(np.abs(values).max()) * 1.2)
    counts, edges = np.histogram(values, 41, (-reach, reach))
    return [((edges[1:] + edges[:-1]) / 2, counts.astype(float))]


_CURVES = {"activations": _activation, "losses": _loss, "initializers": _initializer}


def paint_curves(painter: QPainter, area: QRectF, drawn: list[Curve]) -> None:
    """Draw curves over faint axes, all on the scale of the first one, inside ``area``."""
    if not drawn:
        return
    inner = area.adjusted(5, 5, -5, -5)
    every_y = np.concatenate([y[np.isfinite(y)] for _, y in drawn])
    low, high = min(0.0, float(every_y.min())), max(1e-9, float(every_y.max()))
    first_x = drawn[0][0]
    left, right = float(first_x[0]), float(first_x[-1])

    def place(x: np.ndarray, y: np.ndarray) -> QPolygonF:
        across = inner.left() + (x - left) / (right - left) * inner.width()
        down = inner.bottom() - (np.clip(y, low, high) - low) / (high - low) * inner.height()
        return QPolygonF([QPointF(a, b) for a, b in zip(across, down, strict=True)])

    painter.setPen(QPen(theme().color("border"), 1))
    painter.drawPolyline(place(np.array([left, right]), np.zeros(2)))
    if left < 0 < right:
        painter.drawPolyline(place(np.zeros(2), np.array([low, high])))
    styles = [("accent", Qt.PenStyle.SolidLine, 2.0), ("family:activation", Qt.PenStyle.DashLine, 1.4)]
    for (x, y), (role, style, width) in reversed(list(zip(drawn, styles, strict=False))):
        painter.setPen(QPen(theme().color(role), width, style))
        painter.drawPolyline(place(x, np.nan_to_num(y)))
