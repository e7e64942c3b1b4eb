"""Files that are dragged over the window: what would become of them is said before they are dropped, wherever it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING, theme, title_font

if TYPE_CHECKING:
    from nndesigner.ui.main_window import MainWindow

_MOVES = (QEvent.Type.DragEnter, QEvent.Type.DragMove)
_MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of some files: the one to open (None: none of them) and one sentence."""

    path: Path | None
    sentence: str


def outcome(paths: Sequence[Path]) -> Outcome:
    """Which of ``paths`` is to be opened, by their names alone: nothing is read as long as somebody only hovers."""
    from nndesigner.data.image_folder import SUFFIXES as IMAGES
    from nndesigner.data.suffixes import SUFFIXES as TABLES
    from nndesigner.files.kinds import FOREIGN_MODELS, MODEL_SUFFIX, PROJECT_SUFFIX

    folders = [path for path in paths if path.is_dir()]
    if len(folders) > 1 or all(path.suffix.lower() in IMAGES for path in paths):
        text = tr("Images are opened by their folder: take the one that holds a folder of images for each class.")
        return Outcome(None, text)
    known = (PROJECT_SUFFIX, MODEL_SUFFIX, *FOREIGN_MODELS, *TABLES)
    first = next((path for path in paths if path in folders or path.suffix.lower() in known), paths[0])
    name = first.name if len(first.name) <= _MOST_LETTERS else f"{first.name[: _MOST_LETTERS - 1]}…"
    if len(paths) > 1:
        text = tr("One file at a time: {name} is opened, the other {n} not.", name=name, n=len(paths) - 1)
    elif folders:
        text = tr("Read the images in {name}", name=name)
    else:
        text = tr("Open {name}", name=name)
    return Outcome(first, text)


def dropped_files(mime: QMimeData) -> list[Path]:
    """The local files of a drop or of the clipboard."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


class Veil(QWidget):
    """Lies over the window while files hover there, and says what letting go would do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drop.veil")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sentence = ""
        self.is_refused = False
        self.hide()

    def show_outcome(self, found: Outcome) -> None:
        """Cover the window with a frame and the sentence of ``found``."""
        self.sentence, self.is_refused = found.sentence, found.path is None
        self.setAccessibleName(found.sentence)
        self.setGeometry(self.parentWidget().rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = theme().color("error" if self.is_refused else "accent")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = theme().color("window")
        veil.setAlphaF(0.6)
        painter.fillRect(self.rect(), veil)
        pen = QPen(colour, 2, Qt.PenStyle.DashLine)
        pen.setDashPattern([6, 4])
        painter.setPen(pen)
        edge = 2 * SPACING
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 8, 8)
        painter.setFont(title_font(1.3))
        room = self.rect().adjusted(12 * SPACING, 0, -12 * SPACING, 0)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        box = painter.boundingRect(room, flags, self.sentence).adjusted(-6 * SPACING, -4 * SPACING, 6 * SPACING, 4 * SPACING)
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(theme().color("raised"))
        painter.drawRoundedRect(QRectF(box), 8, 8)
        painter.setPen(theme().color("text"))
        painter.drawText(room, flags, self.sentence)
        painter.end()


class Dropping(QObject):
    """Takes files that are dragged over ``window`` before any part of it does: a text field would write down their address."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.veil = Veil(window)

    def watch(self) -> None:
        """Listen to what the system sends to the window; it has to be there."""
        self._window.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _MOVES and isinstance(event, QDragMoveEvent):
            return self.hover(event)
        if kind == QEvent.Type.DragLeave:
            self.veil.hide()
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            return self.drop(event)
        return False

    def hover(self, event: QDragMoveEvent) -> bool:
        """Say what dropping would do; whether these are files."""
        paths = dropped_files(event.mimeData())
        if not paths:
            return False
        if QApplication.activeModalWidget() is not None:  # a question waits for its answer first
            event.ignore()
            return True
        if not self.veil.isVisible():
            self.veil.show_outcome(outcome(paths))
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        return True

    def drop(self, event: QDropEvent) -> bool:
        """Open what was dropped; whether these are files."""
        self.veil.hide()
        paths = dropped_files(event.mimeData())
        if not paths:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        window = self._window
        window.furnish()
        QTimer.singleShot(0, window, lambda: window.opener.open_one_of(paths))
        return True
