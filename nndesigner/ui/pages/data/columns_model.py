"""The columns of the data as Qt sees them: one row a column, with what the recipe does with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.summaries import Summary
from nndesigner.ui.pages.data.words import fitting, word
from nndesigner.ui.theme import theme

FIELDS = ("name", "role", "type", "shape", "missing", "scaling", "encoding", "values")
HEADERS = ("Column", "Role", "Type", "Histogram", "Missing values", "Scaling", "Encoding", "Values")
BARS_ROLE = int(Qt.ItemDataRole.UserRole) + 1
CHOICES_ROLE = BARS_ROLE + 1
WARNING_ROLE = BARS_ROLE + 2

_HELP = {
    "role": "Feature: the network sees it. Target: it predicts it. Ignore: left out.",
    "type": "What the cells are; decided by the whole column, and yours to override.",
    "missing": "What stands in for a cell without a value.",
    "scaling": "How numbers are brought to a common size, measured on the training rows only.",
    "encoding": "How categories become numbers.",
}
_ROOT = QModelIndex()


class ColumnsModel(QAbstractTableModel):
    """Recipe and statistics of every column. ``setData`` asks ``change(name, field, value)`` for the edit."""

    def __init__(self, change: Any, parent: Any = None) -> None:
        super().__init__(parent)
        self._change = change
        self.table: Any = None
        self.recipe: Any = None
        self.summaries: dict[int, Summary] = {}

    def set_table(self, table: Any, recipe: Any) -> None:
        """Show the columns of another table."""
        self.beginResetModel()
        self.table, self.recipe = table, recipe
        self.summaries = {}
        self.endResetModel()

    def set_recipe(self, recipe: Any) -> None:
        """Show another recipe of the same table."""
        if self.recipe is None or recipe is None or len(recipe.columns) != len(self.recipe.columns):
            self.set_table(self.table, recipe)
            return
        self.recipe = recipe
        self._tell(0, self.rowCount() - 1)

    def set_summary(self, row: int, summary: Summary) -> None:
        """Show the statistics of one column."""
        self.summaries[row] = summary
        self._tell(row, row)

    def column(self, row: int) -> Any:
        """The recipe of the column in ``row``."""
        return self.recipe.columns[row]

    def warnings(self, row: int) -> tuple[str, ...]:
        """Sentences about what may be wrong with the column in ``row``."""
        summary = self.summaries.get(row)
        return summary.warnings(self.column(row)) if summary else ()

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() or self.table is None or self.recipe is None else len(self.recipe.columns)

    def columnCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(FIELDS)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.choices(index) else flags

    def choices(self, index: QModelIndex) -> tuple[str, ...]:
        """The values the cell may be given; empty when it is not for editing."""
        field = FIELDS[index.column()]
        found = fitting(self.column(index.row()), field) if field in _HELP else ()
        return found if len(found) > 1 else ()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADERS[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(_HELP[FIELDS[section]]) if FIELDS[section] in _HELP else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        field, row = FIELDS[index.column()], index.row()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, field, spoken=role == Qt.ItemDataRole.AccessibleTextRole)
        if role == Qt.ItemDataRole.EditRole and field in _HELP:
            return getattr(self.column(row), field)
        if role == CHOICES_ROLE:
            return self.choices(index)
        if role == BARS_ROLE and field == "shape":
            return self.summaries[row].bars if row in self.summaries else None
        if role == WARNING_ROLE:
            return bool(field == "name" and self.warnings(row))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, field)
        if role == Qt.ItemDataRole.ForegroundRole and self._is_quiet(row, field):
            return theme().color("muted")
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or value == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        return bool(self._change(self.column(index.row()).name, FIELDS[index.column()], value))

    def _text(self, row: int, field: str, *, spoken: bool) -> str:
        column = self.column(row)
        if field == "name":
            warnings = self.warnings(row)
            return " ".join((column.name, *warnings)) if spoken else column.name
        summary = self.summaries.get(row)
        if field == "values":
            return summary.text if summary else tr("counting…")
        if field == "shape":
            return summary.bars.text if summary and spoken else ""
        return word(column, field) if fitting(column, field) else "—"

    def _tip(self, row: int, field: str) -> str | None:
        if field == "name":
            return "\n".join((self.column(row).name, *self.warnings(row)))
        if field == "values" and row in self.summaries:
            return self.summaries[row].details
        return tr(_HELP[field]) if field in _HELP else None

    def _is_quiet(self, row: int, field: str) -> bool:
        column = self.column(row)
        return field == "values" or column.role == "ignore" or (field in _HELP and not fitting(column, field))

    def _tell(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(FIELDS) - 1))
