"""Facts about columns, worked out in a thread for the columns that somebody looks at, and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal

from nndesigner.ui.tasks import Task

Work = Callable[[Any, int, Any], Any]  # table, column index, key: the fact


class ColumnFacts(QObject):
    """``ready(index, fact)`` tells what ``work(table, index, key)`` found; it depends on the cells and the key alone.

    One thread works; what is wanted last comes first, and what is known is not worked out again. ``idle`` follows the last.
    """

    ready = Signal(int, object)
    idle = Signal()
    _found = Signal(object, int, object, object)

    def __init__(self, title: str, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._work = work
        self._task: Task | None = None
        self._table: Any = None
        self._known: dict[tuple[int, Hashable], Any] = {}
        self._keys: tuple[Hashable, ...] = ()
        self._wanted: list[int] = []
        self._found.connect(self._deliver)

    def update(self, table: Any, keys: tuple[Hashable, ...]) -> dict[int, Any]:
        """From now on it is about ``table``, each column with its key. Gives what is known already, by the column's index."""
        if table is not self._table:
            self.stop()
            self._known.clear()
            self._wanted.clear()
        self._table, self._keys = table, keys
        return {index: fact for (index, key), fact in self._known.items() if index < len(keys) and keys[index] == key}

    def want(self, indices: Iterable[int]) -> None:
        """See to it that these columns are worked out soon, before all that was wanted earlier."""
        wanted = [index for index in indices if index < len(self._keys) and (index, self._keys[index]) not in self._known]
        if wanted:
            now = set(wanted)
            self._wanted[:] = [*(index for index in self._wanted if index not in now), *reversed(wanted)]
            self._go_on()

    def stop(self) -> None:
        """Drop what is still to come."""
        if self._task is not None:
            self._task.cancel()
        self._task = None

    def _go_on(self) -> None:
        if self._task is None and self._wanted and self._table is not None:
            table = self._table
            task = Task(self._title, lambda _progress, cancelled: self._go_through(table, cancelled))
            task.done.connect(self._ended)
            task.failed.connect(self._ended)
            self._task = task.start()

    def _ended(self, *_: object) -> None:
        self._task = None
        self._go_on()
        if self._task is None:
            self.idle.emit()

    def _go_through(self, table: Any, cancelled: Callable[[], bool]) -> None:
        while not cancelled():
            try:
                index = self._wanted.pop()
                key = self._keys[index]
            except IndexError:
                return
            if (index, key) not in self._known and not cancelled():
                self._found.emit(table, index, key, self._work(table, index, key))

    def _deliver(self, table: Any, index: int, key: Hashable, fact: Any) -> None:
        if table is self._table:
            self._known[index, key] = fact
            if index < len(self._keys) and self._keys[index] == key:
                self.ready.emit(index, fact)
