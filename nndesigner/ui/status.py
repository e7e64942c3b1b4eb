"""The status line: what the network costs in parameters, memory and arithmetic."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.pages.subscriptions import ProjectWatch


class StatusLine(QLabel):
    """Totals of ``document.project.analysis``; empty while there is no network."""

    def __init__(self, document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status.totals")
        self.setAccessibleName(tr("Size of the network"))
        self.setContentsMargins(8, 0, 8, 0)
        self._document = document
        self._watch = ProjectWatch(document, {"analysis_changed": self._show, "settings_changed": self._show}, self)
        self._watch.start()

    def _show(self) -> None:
        project = self._document.project
        if not project.design.nodes:
            self.setText("")
            return
        analysis, batch = project.analysis, project.settings.batch_size
        if project.table is not None:
            batch = min(batch, max(1, project.table.row_count))
        multiply_adds = sum(analysis.multiply_adds.values())
        parts = [
            tr("{count} parameters", count=grouped(analysis.total_parameters)),
            tr("{size} for one batch of {rows}", size=_bytes(analysis.batch_bytes(batch)), rows=grouped(batch)),
            tr("{count} multiply-adds per sample", count=grouped(multiply_adds)),
        ]
        self.setText("   ·   ".join(parts))


def _bytes(count: int) -> str:
    size, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.3g} {unit}"
