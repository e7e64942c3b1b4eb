"""The Design page: the canvas and its outline."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class DesignPage(QWidget):
    """Build the network by hand."""

    inspect_requested = Signal(str)

    def __init__(self, document, runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.runner = runner

    def append(self, kind: str) -> None:
        """Append a block of ``kind`` after the selected one."""
