"""A note: free text on the canvas; a double click edits it, its corner resizes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen, QTextCursor
from PySide6.QtWidgets import QGraphicsItem, QGraphicsTextItem, QStyle, QStyleOptionGraphicsItem

from nndesigner.core.text import tr
from nndesigner.ui.canvas.fonts import small_font
from nndesigner.ui.canvas.geometry import RADIUS
from nndesigner.ui.theme import theme

MARGIN = 8.0
HANDLE = 12.0
SMALLEST = (96.0, 48.0)


class NoteItem(QGraphicsItem):
    """Mirrors a note of the design. ``commit`` is called with the note's id and the new text when editing ends."""

    def __init__(self, note: Any, commit: Callable[[str, str], None]) -> None:
        super().__init__()
        self._commit = commit
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setZValue(0)
        self.text = _NoteText(self)
        self.text.setPos(MARGIN / 2, MARGIN / 2)
        self.set_note(note)

    def set_note(self, note: Any) -> None:
        """Take over the note as it is now."""
        self.note = note
        x, y, width, height = note.rect
        self.setPos(x, y)
        self.size = (width, height)
        self.text.show_text(note.text)
        self.set_size(width, height)

    def set_size(self, width: float, height: float) -> None:
        """Be as large as this, not below the smallest size and never too low for the text."""
        self.prepareGeometryChange()
        width = max(SMALLEST[0], width)
        self.text.setTextWidth(width - MARGIN)
        self.size = (width, max(SMALLEST[1], height, self.text.boundingRect().height() + MARGIN))

    def edit(self) -> None:
        """Put the cursor into the text."""
        self.text.begin()

    @property
    def is_edited(self) -> bool:
        """Whether the cursor is in the text."""
        return self.text.is_open

    def finish(self, text: str) -> None:
        """Called by the text when editing ends."""
        if text != self.note.text or not self.note.id:
            self._commit(self.note.id, text)

    def on_handle(self, point: QPointF) -> bool:
        """Whether a point of the scene is on the corner that resizes."""
        return self._handle().contains(self.mapFromScene(point))

    def rect(self) -> QRectF:
        """Its frame in its own coordinates."""
        return QRectF(0, 0, *self.size)

    def _handle(self) -> QRectF:
        return QRectF(self.size[0] - HANDLE, self.size[1] - HANDLE, HANDLE, HANDLE)

    def boundingRect(self) -> QRectF:
        return self.rect().adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: object = None) -> None:
        look = theme()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = look.color("warning")
        ground.setAlpha(36 if look.is_dark else 28)
        painter.setBrush(ground)
        edge = look.color("accent" if selected or self.is_edited else "warning")
        if not (selected or self.is_edited):
            edge.setAlpha(110)
        painter.setPen(QPen(edge, 2.0 if selected else 1.0))
        painter.drawRoundedRect(self.rect(), RADIUS / 2, RADIUS / 2)
        painter.setPen(QPen(edge, 1.0))
        corner = self.rect().bottomRight()
        for step in (4, 8):
            painter.drawLine(corner - QPointF(step, 2), corner - QPointF(2, step))


class _NoteText(QGraphicsTextItem):
    """The text inside a note; Escape restores what was there, Ctrl+Enter and leaving it keep what was typed."""

    def __init__(self, owner: NoteItem) -> None:
        super().__init__(owner)
        self._owner = owner
        self._before = ""
        self.is_open = False
        self.setFont(small_font())
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.document().contentsChanged.connect(self._grow)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: object = None) -> None:
        option.state &= ~QStyle.StateFlag.State_HasFocus  # the note's own frame shows it
        super().paint(painter, option, widget)

    def _grow(self) -> None:
        if self.is_open:
            self._owner.set_size(*self._owner.size)

    def show_text(self, text: str) -> None:
        self.setPlainText(text)
        self.setDefaultTextColor(theme().color("text"))

    def begin(self) -> None:
        self._before = self._owner.note.text
        self.is_open = True
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextEditorInteraction)
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        self.setTextCursor(cursor)
        self.setToolTip(tr("Ctrl+Enter keeps the text, Escape restores it."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setPlainText(self._before)
            self.clearFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.is_open or event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        self.is_open = False
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setToolTip("")
        self._owner.update()
        self._owner.finish(self.toPlainText())
