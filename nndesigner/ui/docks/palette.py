"""The palette: every layer that can be dragged to the canvas."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Palette(QWidget):
    """Layers by family."""

    append_requested = Signal(str)

    def __init__(self, document, runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.runner = runner
