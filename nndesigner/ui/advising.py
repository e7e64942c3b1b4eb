"""Looks through a large table for advice, away from the window's thread, whenever data, columns or split change."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from nndesigner.core.text import tr
from nndesigner.ui.pages.subscriptions import ProjectWatch
from nndesigner.ui.tasks import Task

_LATER_MS = 400  # the table is shown, and its columns are counted, first


class Adviser(QObject):
    """Has the findings ready that the rules show; a small table is looked through by the rules themselves."""

    def __init__(self, document: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._task: Task | None = None
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._search)
        slots = dict.fromkeys(("data_changed", "recipe_changed"), self._look)
        self._watch = ProjectWatch(document, slots, self)
        self._watch.start()

    def stop(self) -> None:
        """Drop what is looked for, or soon would be."""
        self._later.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _look(self) -> None:
        self.stop()
        project = self._document.project
        table, recipe, split = project.table, project.recipe, project.split
        if table is None or recipe is None:
            return
        from nndesigner.data.advice import known
        from nndesigner.data.advice.findings import is_quick

        if not is_quick(table) and known(table, recipe, split) is None:
            self._later.start()

    def _search(self) -> None:
        from nndesigner.data.advice import find

        project = self._document.project
        table, recipe, split = project.table, project.recipe, project.split
        task = Task(tr("Looking through the data"), lambda _progress, cancelled: find(table, recipe, split, cancelled))
        task.done.connect(lambda _findings: self._tell(project, task))
        self._task = task.start()

    def _tell(self, project: Any, task: Task) -> None:
        if task is self._task and project is self._document.project:
            self._task = None
            project.reconsider()
