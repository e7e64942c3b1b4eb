"""Edit actions go to the view that has the keyboard: the canvas, a table, a text field.

A field keeps Undo and Redo to itself only while something typed in it is not committed; after that they are the project's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLineEdit, QPlainTextEdit, QSpinBox, QTextEdit, QWidget

from nndesigner.ui.actions import Actions

# action: the methods that a view may have for it, the first found is called
METHODS: dict[str, tuple[str, ...]] = {
    "edit.cut": ("cut",),
    "edit.copy": ("copy", "copy_selection"),
    "edit.paste": ("paste",),
    "edit.duplicate": ("duplicate",),
    "edit.delete": ("delete_selection", "delete_selected", "delete"),
    "edit.select_all": ("select_all", "selectAll"),
    "edit.find": ("open_find",),
    "edit.find_next": ("find_next",),
    "edit.find_previous": ("find_previous",),
    "view.fit": ("fit",),
    "view.zoom_in": ("zoom_in",),
    "view.zoom_out": ("zoom_out",),
    "view.tidy": ("tidy",),
}

_FIELDS = (QLineEdit, QSpinBox, QDoubleSpinBox)
_NEED_SELECTION = ("edit.cut", "edit.copy", "edit.duplicate", "edit.delete")


class Editing(QObject):
    """Finds, for each action of METHODS, the view that can do it; the action is enabled while there is one.

    ``fallback`` gives the view of the current page, or None. What acts on a selection of blocks needs one.
    """

    def __init__(self, actions: Actions, fallback: Callable[[], QWidget | None], parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self._fallback = fallback
        for name in METHODS:
            actions.connect(name, lambda name=name: self.do(name))
        QApplication.instance().focusChanged.connect(self._focus_changed)
        self._follows = True
        self.refresh()

    def stop(self) -> None:
        """Follow the keyboard no longer: the window closes."""
        if self._follows:
            self._follows = False
            QApplication.instance().focusChanged.disconnect(self._focus_changed)

    def do(self, name: str) -> None:
        """Do the action ``name`` in the view that it belongs to now."""
        found = self._find(name)
        if found is not None:
            found()

    def refresh(self) -> None:
        """Enable each action for which there is a view."""
        for name in METHODS:
            self._actions[name].setEnabled(self._find(name) is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undoes = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if undoes and not _has_typed(watched):
                event.ignore()
                return True
        return False

    def _focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        for widget in (old, now):
            if isinstance(widget, _FIELDS):
                widget.removeEventFilter(self)
        if isinstance(now, _FIELDS):
            now.installEventFilter(self)
        self.refresh()

    def _find(self, name: str) -> Callable[[], Any] | None:
        widget = QApplication.focusWidget()
        while widget is not None:
            if isinstance(widget, (QLineEdit, QTextEdit, QPlainTextEdit)) and name == "edit.delete":
                return lambda field=widget: _press_delete(field)
            found = _method(widget, name)
            if found is not None:
                return found
            widget = widget.parentWidget()
        view = self._fallback()
        return None if view is None else _method(view, name)


def _method(view: QWidget, name: str) -> Callable[[], Any] | None:
    canvas = getattr(view, "canvas", None)
    if name in _NEED_SELECTION and canvas is not None and not canvas.scene().selectedItems():
        return None
    return next((method for key in METHODS[name] if callable(method := getattr(view, key, None))), None)


def _has_typed(field: QObject) -> bool:
    """Whether a field holds something that was typed and not committed."""
    if isinstance(field, (QSpinBox, QDoubleSpinBox)):
        return field.text() != f"{field.prefix()}{field.textFromValue(field.value())}{field.suffix()}"
    return isinstance(field, QLineEdit) and field.isModified()


def _press_delete(field: QWidget) -> None:
    press = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(field, press)
