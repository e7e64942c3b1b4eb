"""How many windows each part of the split gets: at once for a small table, off the window's thread for a large one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.ui.tasks import Task

AT_ONCE = 20_000
"""Rows that are counted in a few milliseconds."""


class WindowCounts(QObject):
    """``ready`` carries windows to train, to validate and to test; None where there can be none."""

    ready = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None

    def count(self, table: Any, recipe: Any, split: Any) -> None:
        """Count them; ``ready`` follows."""
        self.stop()
        if table.row_count <= AT_ONCE:
            self.ready.emit(window_counts(table, recipe, split))
            return
        self._task = Task(tr("Counting windows"), lambda _progress, _cancelled: window_counts(table, recipe, split))
        self._task.done.connect(self.ready)
        self._task.start()

    def stop(self) -> None:
        """Drop what is being counted."""
        if self._task is not None:
            self._task.cancel()
            self._task = None


def window_counts(table: Any, recipe: Any, split: Any) -> tuple[int, int, int] | None:
    """Windows whose rows all lie in the training, the validation, the test part; None where they cannot be made."""
    from nndesigner.data.split import split_rows

    window = recipe.window
    try:
        if window is None or window.problem(table) is not None:
            return None
        rows = split_rows(split, table, recipe)
    except DesignerError:
        return None
    step = window.usual_step(table, rows.train)
    train, validation, test = (
        len(window.places(table, part, step)[0]) if len(part) else 0 for part in (rows.train, rows.validation, rows.test)
    )
    return train, validation, test
