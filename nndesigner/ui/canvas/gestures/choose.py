"""Which gesture a pressed button begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent

from nndesigner.ui.canvas.gestures.base import ADDING, Gesture
from nndesigner.ui.canvas.gestures.connect import ConnectGesture
from nndesigner.ui.canvas.gestures.move import MoveGesture, ResizeGesture
from nndesigner.ui.canvas.gestures.pan import PanGesture
from nndesigner.ui.canvas.gestures.select import SelectGesture
from nndesigner.ui.canvas.items.note import NoteItem
from nndesigner.ui.canvas.items.port import PortItem
from nndesigner.ui.canvas.items.wire import WireItem

if TYPE_CHECKING:
    from nndesigner.ui.canvas.view import CanvasView


def gesture_for(view: CanvasView, event: QMouseEvent, space_held: bool) -> Gesture | None:
    """The gesture for what is under the pointer; a press on a wire only selects it."""
    place, button, modifiers = event.position().toPoint(), event.button(), event.modifiers()
    if button == Qt.MouseButton.MiddleButton or (button == Qt.MouseButton.LeftButton and space_held):
        return PanGesture(view, place, modifiers)
    item = view.item_at(place)
    if button == Qt.MouseButton.RightButton:
        item = item.block if isinstance(item, PortItem) else item
        if item is not None and not item.isSelected():
            view.canvas_scene.select([item])
        return None
    if button != Qt.MouseButton.LeftButton:
        return None
    if isinstance(item, PortItem):
        return ConnectGesture(view, place, modifiers, item)
    if isinstance(item, NoteItem) and item.on_handle(view.mapToScene(place)):
        return ResizeGesture(view, place, modifiers, item)
    if isinstance(item, WireItem):
        kept = view.canvas_scene.selectedItems() if modifiers & ADDING else []
        view.canvas_scene.select([*kept, item])
        return None
    if item is not None:
        return MoveGesture(view, place, modifiers, item)
    return SelectGesture(view, place, modifiers)
