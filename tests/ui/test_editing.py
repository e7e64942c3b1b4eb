"""Undo from a field: its own while something typed is not committed, the project's after that."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QSpinBox

from nndesigner.ui.editing import Editing


@pytest.fixture
def editing(window):
    return next(child for child in window.findChildren(Editing))


def asks_for_undo(field) -> bool:
    """Whether the field wants Ctrl+Z for itself, as the window asks before it takes the shortcut."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "z")
    event.ignore()
    QApplication.sendEvent(field, event)
    return event.isAccepted()


@pytest.mark.parametrize("kind", [QLineEdit, QSpinBox])
def test_undo_is_the_projects_once_a_field_is_committed(qtbot, editing, kind):
    field = kind()
    if kind is QSpinBox:
        field.setKeyboardTracking(False)
    else:
        field.returnPressed.connect(lambda: field.setModified(False))  # as the forms do
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    editing._focus_changed(None, field)
    assert not asks_for_undo(field)
    field.selectAll()
    qtbot.keyClicks(field, "12")
    assert asks_for_undo(field)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not asks_for_undo(field)
