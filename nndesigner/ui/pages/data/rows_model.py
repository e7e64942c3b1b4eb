"""The rows of a table as Qt sees them: virtual, so that a million of them cost no more than a screenful."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QFont

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.ui.theme import theme

_ROOT = QModelIndex()
_CACHED_ROWS = 512
_CACHED_CELLS = 200_000
_LONGEST_CELL = 300


class RowsModel(QAbstractTableModel):
    """All rows of a table, or the chosen ones in an order of their own; cells as they stood in the file.

    Missing cells and those that reading met a problem with are marked. Row numbers are the file's, whatever is shown.
    """

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.table: Any = None
        self.rows: np.ndarray | None = None
        self._texts: OrderedDict[int, tuple[str, ...]] = OrderedDict()
        self._cached = _CACHED_ROWS
        self._places: np.ndarray | None = None
        self._problems: dict[tuple[int, int], str] = {}
        self._italic = QFont()
        self._italic.setItalic(True)

    def set_table(self, table: Any) -> None:
        """Show ``table``, or nothing."""
        self.beginResetModel()
        self.table = table
        self.rows = self._places = None
        self._texts.clear()
        self._problems = {} if table is None else _problems_by_cell(table)
        if table is not None:
            self._cached = max(80, min(_CACHED_ROWS, _CACHED_CELLS // max(1, len(table.columns))))
        self.endResetModel()

    def show_only(self, rows: np.ndarray | None) -> None:
        """Show only these rows of the table, in this order; None shows all."""
        self.beginResetModel()
        self.rows, self._places = rows, None
        self.endResetModel()

    def table_row(self, row: int) -> int:
        """The table's row behind the model's ``row``."""
        return int(row if self.rows is None else self.rows[row])

    def places(self, rows: np.ndarray) -> np.ndarray:
        """Where these rows of the table are shown, those that are not left out."""
        if self.rows is None:
            return rows
        if self._places is None:
            self._places = np.full(self.table.row_count, -1, dtype=np.intp)
            self._places[self.rows] = np.arange(len(self.rows))
        found = self._places[rows]
        return found[found >= 0]

    def is_missing(self, row: int, column: int) -> bool:
        """Whether the cell of the table's ``row`` has no value."""
        return not self.table.columns[column].known[row]

    def problem(self, row: int, column: int) -> str:
        """What reading had to say about the cell of the table's ``row``, or about its whole row; "" for nothing."""
        told = self._problems.get((row, column)) or self._problems.get((row, -1))
        if told:
            return told
        unreadable = getattr(self.table.columns[column], "unreadable", None)
        if unreadable is not None and unreadable[row]:
            return tr("not a {type}; the row is left out of training and prediction", type=self.table.columns[column].type)
        return tr("the row could not be told apart into cells; it is left out") if self.table.bad[row] else ""

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:
        if parent.isValid() or self.table is None:
            return 0
        return self.table.row_count if self.rows is None else len(self.rows)

    def columnCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() or self.table is None else len(self.table.columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._cell(index, role)
        if role in (Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.FontRole):
            return self._mark(role) if self.is_missing(self.table_row(index.row()), index.column()) else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.table is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._row_header(section, role)
        column = self.table.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{column.name} · {column.type}"
        return self.alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def alignment(self, column: int) -> int:
        """Numbers to the right, everything else to the left."""
        is_number = self.table.columns[column].type == "number"
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    def text(self, row: int, column: int) -> str:
        """The cell of the table's ``row`` as it stands in the file."""
        texts = self.row_texts(row)
        return texts[column] if column < len(texts) else ""

    def row_texts(self, row: int) -> tuple[str, ...]:
        """The cells of the table's ``row``; those of the last rows that were looked at are kept."""
        texts = self._texts.get(row)
        if texts is None:
            try:
                texts = self._texts[row] = tuple(self.table.row_texts(row))
            except DataError as error:  # a large file is not held in memory, and it may have gone or changed
                return (str(error),)
            if len(self._texts) > self._cached:
                self._texts.popitem(last=False)
        return texts

    def _row_header(self, section: int, role: int) -> str | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self.table_row(section) + 1)
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self.table_row(section)
            problem = self._problems.get((row, -1))
            line = tr("line {n} of the file", n=int(self.table.lines[row]))
            return f"{line}: {problem}" if problem else line
        return None

    def _cell(self, index: QModelIndex, role: int) -> str | None:
        row, column = self.table_row(index.row()), index.column()
        text = self.text(row, column)
        missing = self.is_missing(row, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return shown_text(text, missing)
        problem = self.problem(row, column)
        if problem:
            name, line = self.table.columns[column].name, int(self.table.lines[row])
            return tr("{name}, line {line}: {text} – {problem}", name=name, line=line, text=repr(text[:60]), problem=problem)
        if missing:
            return tr("{name}: missing", name=self.table.columns[column].name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text
        return text[:4000] if len(text) > 20 else None

    def _mark(self, role: int) -> Any:
        if role == Qt.ItemDataRole.FontRole:
            return self._italic
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme().color("warning")
        ground = theme().color("warning")
        ground.setAlpha(28)
        return ground


def shown_text(text: str, missing: bool) -> str:
    """A cell's text for the screen: one line, cut where it is very long, a dash where nothing stands."""
    text = text[:_LONGEST_CELL] or ("—" if missing else "")
    return text.replace("\n", " ⏎ ") if "\n" in text else text


def _problems_by_cell(table: Any) -> dict[tuple[int, int], str]:
    """What the listed problems say, by (row, column); column -1 is the whole row."""
    problems = getattr(table, "problems", ())
    if not problems or not table.row_count:
        return {}
    places = {name: place for place, name in enumerate(table.names)}
    rows = np.searchsorted(table.lines, np.array([problem.line for problem in problems]), side="right") - 1
    return {
        (int(row), places.get(problem.column, -1)): problem.action
        for row, problem in zip(rows, problems, strict=True)
        if row >= 0 and problem.line > 0
    }
