"""Measures the trained network off the window's thread, and remembers what it has measured."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from nndesigner.core.text import tr
from nndesigner.ui.tasks import Task


class Evaluator(QObject):
    """One measurement at a time: ``ready(report)`` or ``failed(sentence)`` follows each request that is still wanted."""

    ready = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._owner: tuple[Any, Any] = (None, None)
        self._reports: dict[str, Any] = {}

    @property
    def is_busy(self) -> bool:
        """Whether something is being measured."""
        return self._task is not None

    def measure(self, trained: Any, table: Any, part: str, rows: np.ndarray) -> None:
        """Measure ``trained`` on ``rows`` of ``table``, called ``part``; a part that is known already is told at once."""
        self.cancel()
        if self._owner[0] is not trained or self._owner[1] is not table:
            self._owner, self._reports = (trained, table), {}
        if part in self._reports:
            self.ready.emit(self._reports[part])
            return

        def work(_progress: Any, _cancelled: Any) -> Any:
            from nndesigner.session.evaluate import evaluate

            return evaluate(trained, table, rows)

        task = Task(tr("Measuring"), work)
        task.done.connect(lambda report: self._take(task, part, report))
        task.failed.connect(lambda sentence, _details: self._fail(task, sentence))
        self._task = task
        task.start()

    def cancel(self) -> None:
        """Give up what is being measured."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _take(self, task: Task, part: str, report: Any) -> None:
        if task is self._task:
            self._task = None
            self._reports[part] = report
            self.ready.emit(report)

    def _fail(self, task: Task, sentence: str) -> None:
        if task is self._task:
            self._task = None
            self.failed.emit(sentence)
