"""The rows of a table as Qt sees them: virtual, so that a million of them cost no more than a screenful."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QFont

from nndesigner.core.text import tr
from nndesigner.ui.theme import theme

_ROOT = QModelIndex()
_CACHED_ROWS = 512
_LONGEST_CELL = 300


class RowsModel(QAbstractTableModel):
    """All rows of a table, or the chosen ones; cells as they stood in the file, missing ones marked."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.table: Any = None
        self.rows: np.ndarray | None = None
        self._texts: OrderedDict[int, tuple[str, ...]] = OrderedDict()
        self._italic = QFont()
        self._italic.setItalic(True)

    def set_table(self, table: Any) -> None:
        """Show ``table``, or nothing."""
        self.beginResetModel()
        self.table = table
        self.rows = None
        self._texts.clear()
        self.endResetModel()

    def show_only(self, rows: np.ndarray | None) -> None:
        """Show only these rows of the table; None shows all."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def table_row(self, row: int) -> int:
        """The table's row behind the model's ``row``."""
        return int(row if self.rows is None else self.rows[row])

    def is_missing(self, row: int, column: int) -> bool:
        """Whether the cell of the table's ``row`` has no value."""
        return not self.table.columns[column].known[row]

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:
        if parent.isValid() or self.table is None:
            return 0
        return self.table.row_count if self.rows is None else len(self.rows)

    def columnCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() or self.table is None else len(self.table.columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._cell(index, role)
        if role in (Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.FontRole):
            return self._mark(role) if self.is_missing(self.table_row(index.row()), index.column()) else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.table is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._row_header(self.table_row(section), role)
        column = self.table.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{column.name} · {column.type}"
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _row_header(self, row: int, role: int) -> str | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(row + 1)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr("line {n} of the file", n=int(self.table.lines[row]))
        return None

    def _alignment(self, column: int) -> int:
        is_number = self.table.columns[column].type == "number"
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    def _cell(self, index: QModelIndex, role: int) -> str | None:
        row = self.table_row(index.row())
        texts = self._row_texts(row)
        text = texts[index.column()] if index.column() < len(texts) else ""
        missing = self.is_missing(row, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return text[:_LONGEST_CELL] or ("—" if missing else "")
        if missing:
            return tr("{name}: missing", name=self.table.columns[index.column()].name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text
        return text if len(text) > 20 else None

    def _mark(self, role: int) -> Any:
        if role == Qt.ItemDataRole.FontRole:
            return self._italic
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme().color("warning")
        ground = theme().color("warning")
        ground.setAlpha(28)
        return ground

    def _row_texts(self, row: int) -> tuple[str, ...]:
        texts = self._texts.get(row)
        if texts is None:
            texts = self._texts[row] = tuple(self.table.row_texts(row))
            if len(self._texts) > _CACHED_ROWS:
                self._texts.popitem(last=False)
        return texts
