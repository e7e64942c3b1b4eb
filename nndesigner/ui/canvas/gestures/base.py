"""What every mouse gesture is: an object that starts, moves, and either ends (at most one edit) or is cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from nndesigner.ui.canvas.view import CanvasView

ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Gesture:
    """``press`` is where it began, in view pixels; ``start`` the same in scene pixels."""

    cursor: Qt.CursorShape | None = None
    scrolls = True

    def __init__(self, view: CanvasView, press: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        self.view = view
        self.scene = view.canvas_scene
        self.commands = view.commands
        self.press = press
        self.start = view.mapToScene(press)
        self.modifiers = modifiers
        self.has_moved = False

    def move_to(self, place: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer went to ``place``; small tremors do not count as a drag."""
        if not self.has_moved:
            if (place - self.press).manhattanLength() < QApplication.startDragDistance():
                return
            self.has_moved = True
            self.begin()
        self.modifiers = modifiers
        if self.scrolls:
            self._scroll_after(place)
        self.drag(self.view.mapToScene(place), place)

    def _scroll_after(self, place: QPoint) -> None:
        """Follow a pointer that has left the view."""
        area = self.view.viewport().rect()
        inside = QPoint(max(area.left(), min(area.right(), place.x())), max(area.top(), min(area.bottom(), place.y())))
        if inside != place:
            self.view.scroll_by((place - inside) / 2)

    def begin(self) -> None:
        """The drag begins."""

    def drag(self, point: QPointF, place: QPoint) -> None:
        """The pointer is at ``point`` of the scene, ``place`` of the view."""

    def end(self, place: QPoint) -> None:
        """The button was released."""

    def cancel(self) -> None:
        """Escape: leave everything as it was."""
