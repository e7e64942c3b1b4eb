"""A short piece of a curve's line, to stand beside its name."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nndesigner.ui.theme import theme


class Swatch(QWidget):
    """A line in the colour of ``role``, solid or dashed as the curve is."""

    def __init__(self, role: str, is_dashed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._style = Qt.PenStyle.DashLine if is_dashed else Qt.PenStyle.SolidLine
        self.setFixedSize(QSize(20, 12))
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(theme().color(self._role), 2, self._style))
        painter.drawLine(0, self.height() // 2, self.width(), self.height() // 2)
        painter.end()
