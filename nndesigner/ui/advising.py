"""Looks through a large table for advice, away from the window's thread, whenever data, columns or split change."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from nndesigner.core.text import tr
from nndesigner.ui.pages.subscriptions import ProjectWatch
from nndesigner.ui.tasks import Task


class Adviser(QObject):
    """Has the findings ready that the rules show; a small table is looked through by the rules themselves."""

    def __init__(self, document: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._task: Task | None = None
        slots = dict.fromkeys(("data_changed", "recipe_changed"), self._look)
        self._watch = ProjectWatch(document, slots, self)
        self._watch.start()

    def _look(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        project = self._document.project
        table, recipe, split = project.table, project.recipe, project.split
        if table is None or recipe is None:
            return
        from nndesigner.data.advice import find, known
        from nndesigner.data.advice.findings import is_quick

        if is_quick(table) or known(table, recipe, split) is not None:
            return
        task = Task(tr("Looking through the data"), lambda _progress, cancelled: find(table, recipe, split, cancelled))
        task.done.connect(lambda _findings: self._tell(project, task))
        self._task = task.start()

    def _tell(self, project: Any, task: Task) -> None:
        if task is self._task and project is self._document.project:
            self._task = None
            project.reconsider()
