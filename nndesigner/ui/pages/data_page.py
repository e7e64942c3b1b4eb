"""The Data page: a CSV as it is, what was detected, and what each column is for."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class DataPage(QWidget):
    """Table, column roles, target and split of the project's data."""

    def __init__(self, document, runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page.data")
        self._document = document
        self._runner = runner
        QVBoxLayout(self)
