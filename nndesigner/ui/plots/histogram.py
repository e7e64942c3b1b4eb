"""A histogram, small in a table cell or large as a widget: painted bars, no plot library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nndesigner.ui.theme import SPACING, theme


@dataclass(frozen=True, slots=True)
class Bars:
    """Counts to draw, with what stands below the first and the last bar, or below each one (``labels``)."""

    counts: tuple[int, ...]
    first: str = ""
    last: str = ""
    labels: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The same in words, for a screen reader."""
        if self.labels:
            return ", ".join(f"{label}: {count}" for label, count in zip(self.labels, self.counts, strict=False))
        return f"{self.first} – {self.last}: " + ", ".join(map(str, self.counts)) if self.counts else ""


def paint_bars(painter: QPainter, area: QRectF, counts: Sequence[float], color: QColor, gap: float = 1.0) -> None:
    """Paint ``counts`` as bars that stand on the bottom of ``area``; a count above zero is always visible."""
    highest = max(counts, default=0)
    if highest <= 0:
        return
    step = area.width() / len(counts)
    gap = gap if step > 4 else 0.0
    width = min(step - gap, 10 * SPACING)
    for index, count in enumerate(counts):
        if count > 0:
            height = max(1.0, area.height() * count / highest)
            left = area.left() + index * step + (step - gap - width) / 2
            painter.fillRect(QRectF(left, area.bottom() - height, max(1.0, width), height), color)


class HistogramView(QWidget):
    """Bars over a base line with labels below; what it shows is also its accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars = Bars(())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_bars(self, bars: Bars) -> None:
        """Show ``bars``."""
        self.bars = bars
        self.setAccessibleDescription(bars.text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(50 * SPACING, 16 * SPACING + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(20 * SPACING, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = self.fontMetrics().height()
        area = QRectF(self.rect()).adjusted(0, SPACING, 0, -line - SPACING)
        paint_bars(painter, area, self.bars.counts, theme().color("accent"), gap=2.0)
        painter.setPen(theme().color("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(theme().color("muted"))
        below = QRectF(self.rect()).adjusted(0, self.height() - line, 0, 0)
        if self.bars.labels:
            self._paint_labels(painter, below)
        else:
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self.bars.first)
            painter.drawText(below, Qt.AlignmentFlag.AlignRight, self.bars.last)

    def _paint_labels(self, painter: QPainter, below: QRectF) -> None:
        step = below.width() / len(self.bars.labels)
        metrics = self.fontMetrics()
        if step < metrics.averageCharWidth() * 3:
            return
        for index, label in enumerate(self.bars.labels):
            text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, int(step) - SPACING)
            place = QRectF(below.left() + index * step, below.top(), step, below.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, text)
