"""A label that ends in dots where the room ends, and keeps the whole text in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QLabel, QWidget


class ElidedLabel(QLabel):
    """A label on at most ``lines`` lines; ``text()`` is always the whole text."""

    def __init__(self, lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines

    def setText(self, text: str) -> None:
        if text != self.text():
            super().setText(text)
            self.setToolTip(text)
            self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().lineSpacing() * self._lines)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), "\n".join(self._fitting()))
        painter.end()

    def _fitting(self) -> list[str]:
        layout = QTextLayout(self.text(), self.font())
        layout.beginLayout()
        starts = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, self.contentsRect().width()))
            starts.append(line.textStart())
        layout.endLayout()
        shown = starts[: self._lines]
        ends = [*shown[1:], len(self.text())]
        pieces = [self.text()[start:end].strip() for start, end in zip(shown, ends, strict=True)]
        if len(starts) > self._lines or self._lines == 1:
            pieces = pieces or [""]
            pieces[-1] = self.fontMetrics().elidedText(pieces[-1], Qt.TextElideMode.ElideRight, self.contentsRect().width())
        return pieces
