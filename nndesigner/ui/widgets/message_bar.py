"""Messages that wait in the window instead of standing in the way: one sentence, its buttons, a way to dismiss it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING, theme
from nndesigner.ui.widgets.long_words import breakable

Button = tuple[str, Callable[[], None]]
_LIMIT = 4
_AROUND = 24 * SPACING  # mark, cross and gaps


class Message(QFrame):
    """One message. Its buttons do their work and then dismiss it; they stand beside the text, or below it if it is narrow."""

    def __init__(
        self, bar: MessageBar, key: str, text: str, level: str, buttons: Sequence[Button], *, can_dismiss: bool
    ) -> None:
        super().__init__(bar)
        self.key = key
        self.setObjectName(f"message.{key}" if key else "message")
        self.setProperty("message", level)
        self.setAccessibleName(text)
        self._bar = bar
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACING, SPACING, SPACING, SPACING)
        column.setSpacing(SPACING)
        row = self._row = QHBoxLayout()
        row.setSpacing(2 * SPACING)
        column.addLayout(row)
        mark = QToolButton()
        mark.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme().set_icon(mark, level, "accent" if level == "info" else level)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        # Plain, for names come from files, and "<img src=…>" is one.
        self.label = QLabel(breakable(text), textFormat=Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(self.label, 1)
        self._strip = QWidget()
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(0, 0, 0, 0)
        strip.setSpacing(2 * SPACING)
        self.buttons = [self._add_button(strip, title, action) for title, action in buttons]
        row.addWidget(self._strip)
        self._strip.setVisible(bool(buttons))
        if can_dismiss:
            self._add_cross()
        self._arrange(bar.width())

    @property
    def is_stacked(self) -> bool:
        """Whether the buttons stand below the text."""
        return self._row.indexOf(self._strip) < 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def _arrange(self, width: int) -> None:
        """Put the buttons beside the text if it has room on one line there, else below it."""
        text = self.label.fontMetrics().horizontalAdvance(self.label.text())
        is_stacked = bool(self.buttons) and text + self._strip.sizeHint().width() + _AROUND > width
        if is_stacked == self.is_stacked:
            return
        column = self.layout()
        if is_stacked:
            self._row.removeWidget(self._strip)
            column.addWidget(self._strip, 0, Qt.AlignmentFlag.AlignRight)
        else:
            column.removeWidget(self._strip)
            self._row.insertWidget(2, self._strip)

    def _add_button(self, row: QHBoxLayout, title: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(title)

        def clicked() -> None:
            self.dismiss()
            action()

        button.clicked.connect(clicked)
        row.addWidget(button)
        return button

    def _add_cross(self) -> None:
        cross = QToolButton()
        cross.setAccessibleName(tr("Dismiss"))
        cross.setToolTip(tr("Dismiss"))
        theme().set_icon(cross, "close")
        cross.clicked.connect(self.dismiss)
        self._row.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)

    def dismiss(self) -> None:
        """Take the message away."""
        self._bar.remove(self)


class MessageBar(QWidget):
    """The messages, newest first. A message with the ``key`` of one that is there takes its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messages")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.messages: list[Message] = []
        self.hide()

    def show_message(
        self, text: str, *, level: str = "info", key: str = "", buttons: Sequence[Button] = (), can_dismiss: bool = True
    ) -> Message:
        """Show ``text``; ``level`` is info, warning or error."""
        if key:
            self.clear(key)
        same = [message for message in self.messages if not key and message.label.text() == breakable(text)]
        for message in same:
            self.remove(message)
        message = Message(self, key, text, level, buttons, can_dismiss=can_dismiss)
        self.messages.insert(0, message)
        self._column.insertWidget(0, message)
        for old in [message for message in self.messages if not message.key][_LIMIT:]:
            self.remove(old)
        self.show()
        return message

    def clear(self, key: str) -> None:
        """Take away the message called ``key``, if it is there."""
        for message in [message for message in self.messages if message.key == key]:
            self.remove(message)

    def remove(self, message: Message) -> None:
        """Take one message away."""
        if message in self.messages:
            self.messages.remove(message)
            self._column.removeWidget(message)
            message.hide()
            message.deleteLater()
        self.setVisible(bool(self.messages))
