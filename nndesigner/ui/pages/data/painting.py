"""Painting the project's data: opens the painter, takes what was painted, and keeps what was not used."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget


class Painting(QObject):
    """Paints on the data of ``document``; ``loader`` reads the points. ``parent`` is what the painter stands before."""

    def __init__(self, document: Any, loader: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._loader = loader
        self._unused: tuple[Any, Any] | None = None  # the table that was painted on, and the points that were not used

    def begin(self) -> None:
        """Open a sheet to paint points on: those of the data, if they are points of a plane, or an empty one.

        What was painted on them before and not used is there again.
        """
        from nndesigner.ui.pages.data.painter.dialog import Painter, to_paint_on

        table = self._document.project.table
        painter = Painter(to_paint_on(self._document.project), self.parent())
        if self._unused is not None and self._unused[0] is table:
            painter.sheet.become(self._unused[1])
        painter.painted.connect(self.use)
        painter.rejected.connect(lambda: self._keep(table, painter.sheet))
        painter.finished.connect(painter.deleteLater)
        painter.open()

    def _keep(self, table: Any, sheet: Any) -> None:
        self._unused = (table, sheet.points) if sheet.can_undo and len(sheet.points) else None

    def use(self, points: Any) -> None:
        """Make the points the project's data; the network is kept where the columns are the same."""
        from nndesigner.ui.pages.data.painter.dialog import embedded

        self._unused = None
        project = self._document.project
        fits = project.table is not None and project.table.names == points.names and bool(project.design.nodes)
        source = embedded(points)
        self._loader.open_source(source, name=source["name"], keep_network=fits)
