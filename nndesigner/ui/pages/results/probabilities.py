"""The answer for one row: a label or a value, and how sure the network is of each class."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.results.figures import percent
from nndesigner.ui.theme import SPACING, theme, title_font


class ProbabilityBars(QWidget):
    """A bar a class; the most likely one in the accent colour and bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.classes: tuple[str, ...] = ()
        self.shares: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Probability of each class"))
        theme().changed.connect(self.update)

    def set_probabilities(self, classes: tuple[str, ...], shares: tuple[float, ...]) -> None:
        """Show ``shares`` (0 to 1) of ``classes``."""
        self.classes, self.shares = classes, shares
        texts = (f"{name} {percent(share)}" for name, share in zip(classes, shares, strict=True))
        self.setAccessibleDescription(", ".join(texts))
        self.updateGeometry()
        self.update()

    @property
    def _row(self) -> int:
        return self.fontMetrics().height() + 2 * SPACING

    def sizeHint(self) -> QSize:
        return QSize(60 * SPACING, self._row * len(self.classes))

    def minimumSizeHint(self) -> QSize:
        return QSize(40 * SPACING, self._row * len(self.classes))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.classes:
            return
        painter = QPainter(self)
        metrics = self.fontMetrics()
        best = max(range(len(self.shares)), key=self.shares.__getitem__)
        names = min(self.width() // 3, max(metrics.horizontalAdvance(name) for name in self.classes) + 2 * SPACING)
        numbers = metrics.horizontalAdvance("100.0\u202f%") + 3 * SPACING
        for index, (name, share) in enumerate(zip(self.classes, self.shares, strict=True)):
            top = index * self._row
            font = self.font()
            font.setBold(index == best)
            painter.setFont(font)
            painter.setPen(theme().color("text"))
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, names - SPACING)
            middle = int(Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(QRectF(0, top, names, self._row), middle | int(Qt.AlignmentFlag.AlignLeft), shown)
            place = QRectF(self.width() - numbers, top, numbers, self._row)
            painter.drawText(place, middle | int(Qt.AlignmentFlag.AlignRight), percent(share))
            track = QRectF(names, top + SPACING, self.width() - names - numbers, self._row - 2 * SPACING)
            painter.fillRect(track, theme().color("grid"))
            bar = QRectF(track.left(), track.top(), track.width() * min(1.0, max(0.0, share)), track.height())
            painter.fillRect(bar, theme().color("accent" if index == best else "muted"))


class Answer(QWidget):
    """What the network says about one row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel()
        self.heading.setProperty("quiet", True)
        self.value = QLabel()
        self.value.setObjectName("results.answer")
        self.value.setFont(title_font(1.8))
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.value.setWordWrap(True)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("quiet", True)
        self.bars = ProbabilityBars()
        scroll = QScrollArea()
        scroll.setWidget(self.bars)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.heading)
        layout.addWidget(self.value)
        layout.addWidget(self.note)
        layout.addSpacing(2 * SPACING)
        layout.addWidget(scroll, 1)

    def show_answer(
        self, target: str, value: str, note: str, classes: tuple[str, ...] = (), shares: tuple[float, ...] = ()
    ) -> None:
        """Show ``value`` for ``target``; a ``note`` stands below, ``classes`` with their ``shares`` as bars."""
        self.heading.setText(tr("Prediction of {target}", target=target))
        self.value.setText(value)
        self.note.setText(note)
        self.bars.set_probabilities(classes, shares)
