"""The selected rows of a table as one mask: a click, a drag, Ctrl+A on a million rows cost the same."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Signal

from nndesigner.ui.pages.data.rows_model import RowsModel

_MIRRORED_RANGES = 500
_Flag = QItemSelectionModel.SelectionFlag


class RowSelection(QItemSelectionModel):
    """What the view selects by mouse and keyboard, kept as rows of the table: sorting and filtering leave it alone.

    Qt keeps ranges of what is shown, and takes seconds for a hundred thousand of them; here they are a mask, and Qt's own
    ranges (what assistive technology reads) follow while there are at most 500. ``rows_selected`` follows a person's choice.
    """

    rows_selected = Signal()

    def __init__(self, model: RowsModel, parent: Any = None) -> None:
        super().__init__(model, parent)
        self._rows_model = model
        self.mask = np.zeros(0, dtype=bool)
        self._base = self.mask
        self._is_resetting = False

    def reset(self) -> None:
        """Qt forgets its ranges when other rows are shown; the rows that they meant stay selected."""
        self._is_resetting = True
        super().reset()
        self._is_resetting = False

    @property
    def row_ids(self) -> np.ndarray:
        """The selected rows of the table, in its order."""
        return np.flatnonzero(self.mask)

    def set_rows(self, rows: np.ndarray) -> None:
        """Select these rows of the table and no others, without telling."""
        count = 0 if self._rows_model.table is None else self._rows_model.table.row_count
        mask = np.zeros(count, dtype=bool)
        mask[rows[(rows >= 0) & (rows < count)]] = True
        self.mask = self._base = mask
        self.mirror()

    def select(self, chosen: QItemSelection | QModelIndex, command: QItemSelectionModel.SelectionFlag) -> None:
        if command == _Flag.NoUpdate or self._rows_model.table is None or self._is_resetting:
            return
        if isinstance(chosen, QModelIndex):
            chosen = QItemSelection(chosen, chosen)
        base = self._base if command & _Flag.Current else self.mask
        if command & _Flag.Clear:
            base = np.zeros(self._rows_model.table.row_count, dtype=bool)
        mask = base.copy()
        for part in chosen:
            rows = self._table_rows(part.top(), part.bottom())
            mask[rows] = ~mask[rows] if command & _Flag.Toggle else not command & _Flag.Deselect
        self._base = base
        changed = not np.array_equal(mask, self.mask)
        self.mask = mask
        if changed:
            self.mirror()
            self.rows_selected.emit()

    def mirror(self) -> None:
        """Let Qt's own selection follow, if it is simple enough to be said in ranges of what is shown."""
        selection = QItemSelection()
        model = self._rows_model
        rows = model.places(self.row_ids) if len(self.mask) else self.mask
        found = ranges(rows if model.rows is None else np.sort(rows), _MIRRORED_RANGES)
        last = model.columnCount() - 1
        for first, end in found if last >= 0 else ():
            selection.select(model.index(first, 0), model.index(end, last))
        super().select(selection, _Flag.ClearAndSelect)

    def _table_rows(self, first: int, last: int) -> Any:
        return slice(first, last + 1) if self._rows_model.rows is None else self._rows_model.rows[first : last + 1]


def ranges(rows: np.ndarray, most: int | None = None) -> list[tuple[int, int]]:
    """Sorted row numbers as runs (first, last); none if there are more than ``most``."""
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) > 1)
    if most is not None and len(breaks) >= most:
        return []
    firsts = rows[np.concatenate(([0], breaks + 1))]
    lasts = rows[np.concatenate((breaks, [len(rows) - 1]))]
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]
