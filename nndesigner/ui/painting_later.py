"""Much that changes at once is laid out in one turn of the event loop and painted in a later one: clicks come between."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


def paint_later(widget: QWidget, milliseconds: int = 1) -> None:
    """Paint ``widget`` in a later turn; after 0 milliseconds it would still be this one."""
    widget.setUpdatesEnabled(False)
    QTimer.singleShot(milliseconds, widget, lambda: widget.setUpdatesEnabled(True))
