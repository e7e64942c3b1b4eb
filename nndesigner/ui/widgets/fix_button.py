"""The button that repairs a problem; a long title is cut to the width there is, and whole in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING, theme

_AROUND = 10 * SPACING  # icon, gap and frame


class FixButton(QPushButton):
    """``title`` says what pressing it does."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme().icon("fix"), title, parent)
        self.title = title
        self.setAccessibleName(title)
        self.setToolTip(tr("{title}. It can be undone.", title=title))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self.title) + _AROUND + SPACING, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(20 * SPACING, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        text = self.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, self.width() - _AROUND)
        self.setText(text.replace("&", "&&"))
