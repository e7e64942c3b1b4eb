"""The Results page: how good the trained network is, and what it says about new rows."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class ResultsPage(QWidget):
    """Evaluation of the trained network beside a baseline, and the prediction desk."""

    def __init__(self, document, runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page.results")
        self._document = document
        self._runner = runner
        QVBoxLayout(self)
