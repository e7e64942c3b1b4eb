"""The start page: what an empty window offers. Drop a CSV, open one, or begin with something that is here already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING, theme, title_font

_WIDTH = 760
_MOST_COLUMNS = 4
_LONG_TITLE = 24


class DropTarget(QFrame):
    """The dashed frame that says where a file may be dropped; the whole window takes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(44 * SPACING)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme().color("muted"), 1.5, Qt.PenStyle.DashLine)
        pen.setDashPattern([6, 4])
        painter.setPen(pen)
        painter.setBrush(theme().color("surface"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 8, 8)
        painter.end()


class StartPage(QScrollArea):
    """Shown in the centre while the project is empty. Every choice is a signal; the window acts on it."""

    open_data = Signal()
    open_file = Signal()
    paste_data = Signal()
    sample_chosen = Signal(str)
    example_chosen = Signal(str)
    recent_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        body = QWidget()
        across = QHBoxLayout(body)
        across.addStretch(1)
        centre = QWidget()
        centre.setMaximumWidth(_WIDTH)
        centre.setMinimumWidth(560)
        self._column = QVBoxLayout(centre)
        self._column.setContentsMargins(4 * SPACING, 8 * SPACING, 4 * SPACING, 8 * SPACING)
        self._column.setSpacing(3 * SPACING)
        self._add_drop_target()
        self._lists = QVBoxLayout()
        self._lists.setSpacing(3 * SPACING)
        self._column.addLayout(self._lists)
        self._column.addStretch(1)
        across.addWidget(centre, 8)
        across.addStretch(1)
        self.setWidget(body)

    def _add_drop_target(self) -> None:
        target = DropTarget()
        column = QVBoxLayout(target)
        column.setSpacing(2 * SPACING)
        column.addStretch()
        self.picture = QLabel()
        self.picture.setFixedHeight(12 * SPACING)
        column.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        title = QLabel(tr("Drop a CSV here"))
        title.setFont(title_font(1.6))
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        text = QLabel(tr("Its columns are recognised, a first network is proposed, and you can press Play."))
        text.setProperty("quiet", True)
        column.addWidget(text, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch()
        self.data_button = QPushButton(tr("Open data…"))
        self.data_button.setObjectName("start.open_data")
        self.data_button.setProperty("primary", "true")
        self.data_button.clicked.connect(self.open_data)
        self.file_button = QPushButton(tr("Open a project or model…"))
        self.file_button.setObjectName("start.open")
        self.file_button.setStyleSheet(f"padding: {SPACING + 2}px {4 * SPACING}px")
        self.file_button.clicked.connect(self.open_file)
        row.addWidget(self.data_button)
        row.addWidget(self.file_button)
        row.addStretch()
        column.addSpacing(SPACING)
        column.addLayout(row)
        column.addStretch()
        self._column.addWidget(target)

    def fill(
        self,
        samples: Sequence[tuple[str, str, str]],
        examples: Sequence[tuple[str, str, str]],
        recent: Sequence[Path],
    ) -> None:
        """List what there is to begin with; samples and examples as (name, title, summary)."""
        self.picture.setPixmap(theme().icon("drop", "accent").pixmap(QSize(12 * SPACING, 12 * SPACING)))
        theme().changed.connect(self._repaint_picture)
        if recent:
            rows = [(str(path), path.name, str(path)) for path in recent]
            self._add_list(tr("Recent"), rows, lambda name: self.recent_chosen.emit(Path(name)), "recent")
        self._add_list(tr("Data sets and generators"), samples, self.sample_chosen.emit, "sample")
        self._add_list(tr("Worked examples"), examples, self.example_chosen.emit, "example")

    def _repaint_picture(self) -> None:
        self.picture.setPixmap(theme().icon("drop", "accent").pixmap(QSize(12 * SPACING, 12 * SPACING)))

    def _add_list(self, title: str, rows: Sequence[tuple[str, str, str]], chosen, kind: str) -> None:
        if not rows:
            return
        heading = QLabel(title)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        self._lists.addSpacing(2 * SPACING)
        self._lists.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACING)
        grid.setVerticalSpacing(SPACING)
        columns = _MOST_COLUMNS - any(len(text) > _LONG_TITLE for _name, text, _summary in rows)
        for index, (name, text, summary) in enumerate(rows):
            button = QToolButton()
            button.setObjectName(f"start.{kind}.{name}")
            button.setText(text)
            button.setToolTip(summary)
            button.setAccessibleName(text)
            button.setAccessibleDescription(summary)
            button.setProperty("choice", "true")
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
            button.clicked.connect(lambda _checked=False, name=name: chosen(name))
            grid.addWidget(button, index // columns, index % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        self._lists.addLayout(grid)
