"""Fields in a panel that scrolls leave the wheel to the panel, so that scrolling past them changes nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class _Guard(QObject):
    def __init__(self, field: QWidget, with_focus: bool) -> None:
        super().__init__(field)
        self._with_focus = with_focus
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel or (self._with_focus and watched.hasFocus()):
            return False
        event.ignore()
        return True


def leave_wheel(field: QWidget, *, unless_focused: bool = False) -> None:
    """Let the wheel pass through ``field`` to what scrolls behind it; ``unless_focused`` it turns a field in use."""
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    _Guard(field, unless_focused)
