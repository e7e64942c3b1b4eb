"""What follows from recipe and split: how many rows each part gets, and why columns are used as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.data.advice.findings import AT_ONCE
from nndesigner.ui.tasks import Task

_LATER_MS = 150  # the table is painted first


@dataclass(frozen=True, slots=True)
class Consequence:
    """Rows for training, validation and test (None where the split cannot be made), and (column, sentence) reasons.

    ``network`` are the reasons of the network that would be proposed now, empty where none can be.
    """

    counts: tuple[int, int, int] | None
    reasons: tuple[tuple[str, str], ...]
    network: tuple[Any, ...] = ()


class Consequences(QObject):
    """Works them out: at once for a small table, off the window's thread for a large one. ``ready`` follows each change."""

    ready = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._asked: tuple[Any, Any, Any] | None = None

    def update(self, table: Any, recipe: Any, split: Any) -> None:
        """Work them out for these unless that was done last."""
        asked = (table, recipe, split)
        if self._asked is not None and all(now is before for now, before in zip(asked, self._asked, strict=True)):
            return
        self._asked = asked
        self.stop()
        if table.row_count * len(table.columns) <= AT_ONCE:
            self.ready.emit(work_out(table, recipe, split))
            return
        QTimer.singleShot(_LATER_MS, self, lambda: self._start(asked))

    def _start(self, asked: tuple[Any, Any, Any]) -> None:
        if asked is not self._asked:
            return
        task = Task(tr("Splitting"), lambda _progress, _cancelled: work_out(*asked))
        task.done.connect(self._tell)
        self._task = task.start()

    def _tell(self, consequence: Consequence) -> None:
        self._task = None
        self.ready.emit(consequence)

    def stop(self) -> None:
        """Drop what is being worked out."""
        if self._task is not None:
            self._task.cancel()
            self._task = None


def work_out(table: Any, recipe: Any, split: Any) -> Consequence:
    """Count the rows of each part and collect the reasons."""
    from nndesigner.project.propose import propose
    from nndesigner.session.prepare import split_rows

    try:
        rows = split_rows(split, table, recipe)
        counts = (len(rows.train), len(rows.validation), len(rows.test))
    except DesignerError:
        counts = None
    try:
        network = propose(table, recipe, split).reasons if recipe.task else ()
    except DesignerError:
        network = ()
    return Consequence(counts, tuple((reason.subject, reason.text) for reason in recipe.reasons(table)), network)
