"""Pan: the canvas follows the hand."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt

from nndesigner.ui.canvas.gestures.base import Gesture


class PanGesture(Gesture):
    """Middle button, or left button with Space held."""

    cursor = Qt.CursorShape.ClosedHandCursor
    scrolls = False

    def begin(self) -> None:
        self._last = self.press
        self._origin = self.view.scroll_position()

    def drag(self, point: QPointF, place: QPoint) -> None:
        self.view.scroll_by(self._last - place)
        self._last = place

    def cancel(self) -> None:
        if self.has_moved:
            self.view.scroll_to(self._origin)
