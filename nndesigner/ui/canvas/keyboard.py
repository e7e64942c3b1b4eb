"""The canvas from the keyboard: go from block to block, move, delete, open the menu, leave a gesture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from nndesigner.ui.canvas import navigation
from nndesigner.ui.canvas.geometry import GRID, SNAP

if TYPE_CHECKING:
    from nndesigner.ui.canvas.view import CanvasView

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ENDS = {Qt.Key.Key_Home: 1, Qt.Key.Key_End: -1}
_TEXT = ("A", "C", "V", "X", "Z", "Y", "Left", "Right", "Up", "Down", "Home", "End")
_TEXT_KEYS = {Qt.Key[f"Key_{name}"] for name in (*_TEXT, "Backspace", "Delete", "Return", "Enter", "Control", "Shift")}


class Keyboard:
    """Bound to one view."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scene = view.canvas_scene
        self._space_held = self._space_used = False

    def keeps(self, event: QKeyEvent) -> bool:
        """Whether a key is not for the window's shortcuts: in the middle of a gesture, and what a note's text takes."""
        if self._is_typing() and event.modifiers() & _CONTROL and event.key() not in _TEXT_KEYS:
            self._scene.setFocusItem(None)  # keep the text before a shortcut (Save, say) does its work
        return self._view.gesture is not None or self._is_typing()

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key means here; False leaves it to Qt."""
        key, view = event.key(), self._view
        if self._is_typing():
            return False
        if view.gesture is not None:
            if key == Qt.Key.Key_Escape:
                view.cancel_gesture()
        elif key == Qt.Key.Key_Space:
            self._hold_space(event)
        elif key in navigation.STEPS:
            self._arrow(event)
        elif key == Qt.Key.Key_Escape:
            self._scene.select(())
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            view.editor.delete()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and view.current:
            view.inspect_requested.emit(view.current)
        elif key in _ENDS:
            self._go(navigation.in_order(self._scene, None, _ENDS[Qt.Key(key)]))
        else:
            return False
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Space opens the menu when it is let go without having panned."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._space_held:
            return False
        self._space_held = False
        self._view.viewport().unsetCursor()
        if not self._space_used:
            self._view.open_menu_here()
        return True

    def forget(self) -> None:
        """The focus went elsewhere with Space held: its release will not be seen."""
        if self._space_held:
            self._space_held = False
            self._view.viewport().unsetCursor()

    def tab(self, by: int) -> bool:
        """Go to the next block (1) or the one before (-1); False past the ends."""
        node = navigation.in_order(self._scene, self._view.current, by)
        if node is None or self._is_typing():
            return False
        self._go(node)
        return True

    def space_pans(self) -> bool:
        """Whether Space is held while a button goes down: then it pans, and opens no menu afterwards."""
        self._space_used = self._space_used or self._space_held
        return self._space_held

    def _hold_space(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._space_held, self._space_used = True, False
            self._view.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def _arrow(self, event: QKeyEvent) -> None:
        if event.modifiers() & (_CONTROL | _SHIFT):
            step = SNAP if event.modifiers() & _SHIFT else GRID
            self._view.editor.nudge(navigation.STEPS[Qt.Key(event.key())] * step)
        elif self._view.current is None:
            self._go(navigation.in_order(self._scene, None, 1))
        else:
            self._go(navigation.beside(self._scene, self._view.current, event.key()))

    def _go(self, node: str | None) -> None:
        if node is not None:
            self._view.select(node)

    def _is_typing(self) -> bool:
        return self._scene.open_note is not None
