"""Which rows of a table are shown, and in which order: sorted and filtered for the eye alone, never in the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.row_filter import Filter
from nndesigner.ui.pages.data.row_order import sorted_rows
from nndesigner.ui.tasks import Task

_AT_ONCE = 20_000  # rows that are arranged without a thread


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person wants to see: sorted by a column (``sort`` is its name, "" for the file's order), filtered, chosen."""

    sort: str = ""
    descending: bool = False
    filters: tuple[Filter, ...] = ()
    only: bytes | None = None  # the selected rows as a packed mask, where only they are to be shown

    @property
    def is_plain(self) -> bool:
        """Whether every row is shown in the file's order."""
        return not self.sort and not self.filters and self.only is None


class Arrangement(QObject):
    """Works out the rows that a wish asks for: at once for a small table, in a thread for a large one.

    ``arranged(rows)`` carries table rows in the order to be shown, or None for all of them as in the file; ``busy(on)`` frames
    what takes a while. Sorted orders and the masks of filters are kept, so that one more filter costs one mask.
    """

    arranged = Signal(object)
    busy = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: Any = None
        self.wish = Wish()
        self._orders: dict[tuple[str, bool], np.ndarray] = {}
        self._masks: dict[Filter, np.ndarray] = {}
        self._task: Task | None = None

    def set_table(self, table: Any) -> None:
        """Begin anew with ``table``; a filter or an order by a column that it has stays."""
        self._drop()
        self.table = table
        self._orders, self._masks = {}, {}
        names = () if table is None else table.names
        kept = tuple(item for item in self.wish.filters if (not item.column or item.column in names) and _holds(item, table))
        self.wish = Wish(self.wish.sort if self.wish.sort in names else "", self.wish.descending, kept)

    def ask(self, **changes: Any) -> None:
        """Change the wish."""
        self.wish = replace(self.wish, **changes)
        self.refresh()

    def refresh(self) -> None:
        """Work out the wish again."""
        self._drop()
        if self.table is None or self.wish.is_plain:
            self.arranged.emit(None)
            return
        table, wish = self.table, self.wish
        if table.row_count <= _AT_ONCE:
            self.arranged.emit(self._work(table, wish, lambda: False))
            return
        task = Task(tr("Arranging rows"), lambda _progress, cancelled: self._work(table, wish, cancelled))
        task.done.connect(self._take)
        self._task = task
        self.busy.emit(True)
        task.start()

    def next_sort(self, column: str) -> None:
        """One click on a column's header: up, down, as in the file."""
        if self.wish.sort != column:
            self.ask(sort=column, descending=False)
        elif not self.wish.descending:
            self.ask(descending=True)
        else:
            self.ask(sort="", descending=False)

    def _drop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.busy.emit(False)

    def _take(self, rows: np.ndarray | None) -> None:
        self._task = None
        self.busy.emit(False)
        self.arranged.emit(rows)

    def _work(self, table: Any, wish: Wish, cancelled: Callable[[], bool]) -> np.ndarray | None:
        rows = np.arange(table.row_count, dtype=np.intp)
        if wish.sort:
            order = self._order(table, wish, cancelled)
            rows = rows if order is None else order
        if not wish.filters and wish.only is None:
            return rows
        shown = np.ones(table.row_count, dtype=bool)
        if wish.only is not None:
            shown &= np.unpackbits(np.frombuffer(wish.only, np.uint8), count=table.row_count).astype(bool)
        for item in wish.filters:
            mask = self._masks.get(item)
            if mask is None:
                mask = item.mask(table, cancelled)
                if not cancelled() and table is self.table:
                    self._masks[item] = mask
            shown &= mask
        return rows[shown[rows]]

    def _order(self, table: Any, wish: Wish, cancelled: Callable[[], bool]) -> np.ndarray | None:
        key = (wish.sort, wish.descending)
        order = self._orders.get(key)
        if order is None:
            order = sorted_rows(table.column(wish.sort), descending=wish.descending, cancelled=cancelled)
            if order is not None and table is self.table:
                self._orders = {key: order}
        return order


def packed(rows: np.ndarray, count: int) -> bytes:
    """Row numbers as a mask of ``count`` bits."""
    mask = np.zeros(count, dtype=bool)
    mask[rows] = True
    return np.packbits(mask).tobytes()


def _holds(item: Filter, table: Any) -> bool:
    try:
        item.check(table)
    except ValueError:
        return False
    return table is not None and (item.kind != "choice" or table.column(item.column).type in ("category", "yes/no"))
