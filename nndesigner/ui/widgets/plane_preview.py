"""A small picture of points in the plane, as they will be: two columns of numbers and what is to be predicted."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.plots.point_marks import paint_points
from nndesigner.ui.theme import SPACING, theme

MOST = 1500
_SIDE = 72 * SPACING
_LEAST = 32 * SPACING


class PlanePreview(QWidget):
    """Shows at most 1,500 of the points it is given in a square, as large as there is room; drawn once, then kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plane.preview")
        self.setAccessibleName(tr("Picture of the points"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMaximumSize(_SIDE, _SIDE)
        self._xy = np.empty((0, 2))
        self._labels = np.empty(0)
        self._is_classes = True
        self._picture: QPixmap | None = None
        theme().changed.connect(self._forget)

    def show_points(self, xy: np.ndarray, labels: np.ndarray, *, is_classes: bool) -> None:
        """Show points (n, 2) with class numbers from 0, or with numbers."""
        step = max(1, -(-len(xy) // MOST))
        self._xy, self._labels, self._is_classes = xy[::step], labels[::step].astype(np.float64), is_classes
        self.setAccessibleDescription(tr("{n} points", n=grouped(len(xy))))
        self._forget()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, _LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._forget()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._drawn()
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _forget(self) -> None:
        self._picture = None
        self.update()

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        side = min(self.width(), self.height())
        picture = QPixmap(QSize(side, side) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(theme().color("surface"))
        if not len(self._xy):
            return picture
        painter = QPainter(picture)
        low, high = self._xy.min(axis=0), self._xy.max(axis=0)
        spread = np.where(high > low, high - low, 1.0)
        room = 4.0 * SPACING
        share = (self._xy - low) / spread
        length = side - 2 * room
        places = np.stack([room + share[:, 0] * length, room + (1 - share[:, 1]) * length], 1)
        labels = self._labels
        if not self._is_classes:
            lowest, highest = labels.min(), labels.max()
            labels = (labels - lowest) / (highest - lowest if highest > lowest else 1.0)
        paint_points(painter, places, labels, is_classes=self._is_classes, size=5.0 if len(self._xy) > 300 else 7.0)
        painter.end()
        return picture
