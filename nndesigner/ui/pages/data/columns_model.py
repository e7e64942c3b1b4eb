"""The columns of the data as Qt sees them: one row a column, with what the recipe does with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.summaries import Summary
from nndesigner.ui.pages.data.words import ALSO_TARGET, fitting, summary, titles, word
from nndesigner.ui.plots.histogram import Bars

FIELDS = ("name", "role", "type", "shape", "association", "missing", "scaling", "encoding", "values")
HEADERS = ("Column", "Role", "Type", "Histogram", "With target", "Missing values", "Scaling", "Encoding", "Values")
SORTED_BY = ("name", "role", "type", "association", "missing", "scaling", "encoding")

_HELP = {
    "role": "Feature: the network sees it. Target: it predicts it. Ignore: left out.",
    "type": "What the cells are; decided by the whole column, and yours to override.",
    "missing": "What stands in for a cell without a value.",
    "scaling": "How numbers are brought to a common size, measured on the training rows only.",
    "encoding": "How categories become numbers.",
}
_TIPS = _HELP | {"association": "How closely the column goes with the target, each by itself: 0 not at all, 1 entirely."}
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Cell:
    """Everything that is painted of a cell: ``share`` (0 to 1) as a strip, a mark where it can be chosen or warns."""

    text: str
    is_quiet: bool
    can_choose: bool
    is_warned: bool
    bars: Bars | None
    share: float | None


class ColumnsModel(QAbstractTableModel):
    """Recipe and statistics of every column. ``setData`` asks ``change(names, field, value)`` for the edit.

    ``chosen`` gives the rows that are selected in the view: a choice in one of several selected rows changes them all.
    Rows can be narrowed to names with a text and sorted by a field; ``index_of`` says which column of the table a row is.
    """

    def __init__(self, change: Callable[[tuple[str, ...], str, Any], bool], parent: Any = None) -> None:
        super().__init__(parent)
        self._change = change
        self.table: Any = None
        self.recipe: Any = None
        self.summaries: dict[int, Summary] = {}
        self.associations: dict[int, Any] = {}
        self.advice: dict[str, list[Any]] = {}
        self.chosen: Callable[[], Sequence[int]] = lambda: ()
        self._order: list[int] | None = None
        self._row_of: dict[int, int] = {}
        self._cells: dict[tuple[int, str], Cell] = {}
        self._needle = ""
        self.sorted_by: tuple[str, bool] = ("", False)

    # -- what is shown ---------------------------------------------------------------------------------------------------

    def set_table(self, table: Any, recipe: Any) -> None:
        """Show the columns of another table."""
        self.beginResetModel()
        self._cells.clear()
        self.table, self.recipe = table, recipe
        self.summaries.clear()
        self.associations.clear()
        self._needle, self.sorted_by, self._order = "", ("", False), None
        self.endResetModel()

    def set_recipe(
        self, recipe: Any, summaries: Mapping[int, Summary] | None = None, associations: Mapping[int, Any] | None = None
    ) -> None:
        """Show another recipe of the same table, and what is known of the columns as it reads them.

        Figures that are not known yet stay those from before until they are; how a column goes with the target does not.
        """
        if self.recipe is None or recipe is None or len(recipe.columns) != len(self.recipe.columns):
            self.set_table(self.table, recipe)
        self.recipe = recipe
        self.summaries.update(summaries or {})
        self.associations = dict(associations or {})
        self._tell(0, self.rowCount() - 1)

    def set_summary(self, index: int, found: Summary) -> None:
        """Show the statistics of one column."""
        self.summaries[index] = found
        self._tell_column(index)

    def set_association(self, index: int, found: Any) -> None:
        """Show how closely one column goes with the target."""
        self.associations[index] = found
        self._tell_column(index)

    def set_advice(self, advice: dict[str, list[Any]]) -> None:
        """Mark the columns that rules have something to say about: problems by the column's name."""
        if advice != self.advice:
            self.advice = advice
            self._tell(0, self.rowCount() - 1)

    def narrow(self, needle: str) -> None:
        """Show only columns with this text in their names."""
        if needle != self._needle:
            self._needle = needle
            self._arrange()

    def sort_by(self, field: str, *, descending: bool = False) -> None:
        """Show the columns in the order of a field; "" as in the file."""
        self.sorted_by = (field, descending)
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        self._cells.clear()
        field, descending = self.sorted_by
        order: list[int] | None = None
        if self.recipe is not None and (field or self._needle):
            needle = self._needle.casefold()
            order = [i for i, column in enumerate(self.recipe.columns) if needle in column.name.casefold()]
            if field:
                order.sort(key=lambda index: self._key(index, field), reverse=descending)
        self._order = order
        self._row_of = {} if order is None else {index: row for row, index in enumerate(order)}
        self.endResetModel()

    def _key(self, index: int, field: str) -> Any:
        column = self.recipe.columns[index]
        if field == "association":
            found = self.associations.get(index)
            return -abs(found.value) if found is not None and found.is_measured else 1.0
        return column.name.casefold() if field == "name" else word(column, field) if fitting(column, field) else "\uffff"

    def index_of(self, row: int) -> int:
        """Which column of the table stands in ``row``; -1 for none."""
        if not 0 <= row < self.rowCount():
            return -1
        return row if self._order is None else self._order[row]

    def row_of(self, index: int) -> int:
        """In which row the table's column ``index`` stands; -1 when it is not shown."""
        return index if self._order is None else self._row_of.get(index, -1)

    # -- what is asked ---------------------------------------------------------------------------------------------------

    def role(self, index: int) -> str:
        """What the table's column ``index`` is used for."""
        return self.recipe.columns[index].role if self.recipe is not None and index < len(self.recipe.columns) else "feature"

    def column(self, row: int) -> Any:
        """The recipe of the column in ``row``."""
        return self.recipe.columns[self.index_of(row)]

    def warnings(self, row: int) -> tuple[str, ...]:
        """Sentences about what may be wrong with the column in ``row``: what the rules say, or what is plain to see."""
        advice = self.advice.get(self.column(row).name)
        if advice:
            return tuple(problem.message for problem in advice)
        found = self.summaries.get(self.index_of(row))
        return found.warnings(self.column(row)) if found else ()

    def cell(self, row: int, field: str) -> Cell:
        """What is painted of a cell; kept until it changes, for painting asks again and again."""
        found = self._cells.get((row, field))
        if found is None:
            found = self._cells[row, field] = self._cell(row, field)
        return found

    def choices(self, row: int, field: str) -> dict[str, str]:
        """The values the cell may be given, each with what it is called; empty when it is not for editing."""
        column = self.column(row)
        found = dict(titles(column, field)) if field in _HELP else {}
        if field == "role" and column.type == "number" and column.role != "target":
            targets = self.recipe.targets
            if targets and all(target.type == "number" for target in targets):
                names = list(found)
                found = {name: found[name] for name in names[:2]} | {ALSO_TARGET: tr("Also a target")} | {
                    name: found[name] for name in names[2:]
                }  # fmt: skip
        return found if len(found) > 1 else {}

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:
        if parent.isValid() or self.table is None or self.recipe is None:
            return 0
        return len(self.recipe.columns) if self._order is None else len(self._order)

    def columnCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(FIELDS)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.cell(index.row(), FIELDS[index.column()]).can_choose else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        field = FIELDS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADERS[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = [tr(_TIPS[field])] if field in _TIPS else []
            return "\n".join([*lines, *([tr("Click to sort the list.")] if field in SORTED_BY else [])])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        field, row = FIELDS[index.column()], index.row()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, field, spoken=role == Qt.ItemDataRole.AccessibleTextRole)
        if role == Qt.ItemDataRole.EditRole and field in _HELP:
            return getattr(self.column(row), field)
        return self._tip(row, field) if role == Qt.ItemDataRole.ToolTipRole else None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        field, row = FIELDS[index.column()], index.row()
        rows = [row for row in self.chosen() if row < self.rowCount()]
        rows = rows if row in rows else [row]
        if role != Qt.ItemDataRole.EditRole or all(getattr(self.column(row), field) == value for row in rows):
            return False
        return bool(self._change(tuple(self.column(row).name for row in rows), field, value))

    # -- inside ----------------------------------------------------------------------------------------------------------

    def _cell(self, row: int, field: str) -> Cell:
        found = self.summaries.get(self.index_of(row)) if field == "shape" else None
        going = self.associations.get(self.index_of(row)) if field == "association" else None
        return Cell(
            self._text(row, field, spoken=False),
            self._is_quiet(row, field),
            bool(self.choices(row, field)),
            field == "name" and bool(self.warnings(row)),
            found.bars if found else None,
            abs(going.value) if going is not None and going.is_measured else None,
        )

    def _text(self, row: int, field: str, *, spoken: bool) -> str:
        column = self.column(row)
        if field == "name":
            warnings = self.warnings(row)
            return " ".join((column.name, *warnings)) if spoken else column.name
        found = self.summaries.get(self.index_of(row))
        if field == "values":
            return found.text if found else tr("counting…")
        if field == "shape":
            return found.bars.text if found and spoken else ""
        if field == "association":
            return self._association_text(row)
        return word(column, field) if fitting(column, field) else "—"

    def _association_text(self, row: int) -> str:
        found = self.associations.get(self.index_of(row))
        if self.column(row).role == "target":
            return ""
        return "" if found is None else f"{found.value:.2f}" if found.is_measured else "—"

    def _tip(self, row: int, field: str) -> str | None:
        column, index = self.column(row), self.index_of(row)
        if field == "name":
            return "\n".join((column.name, *self.warnings(row)))
        if field == "values" and index in self.summaries:
            return self.summaries[index].details
        if field == "association":
            found = self.associations.get(index)
            lines = [tr(_TIPS[field])]
            if found is not None and found.is_measured:
                lines.insert(
                    0, tr("{measure} {value}, from {n} rows", measure=found.measure, value=f"{found.value:.3f}", n=found.n)
                )
            return "\n".join(lines)
        said = summary(column, field) if field in _HELP else ""
        return said or (tr(_HELP[field]) if field in _HELP else None)

    def _is_quiet(self, row: int, field: str) -> bool:
        column = self.column(row)
        return field == "values" or column.role == "ignore" or (field in _HELP and not fitting(column, field))

    def _tell_column(self, index: int) -> None:
        row = self.row_of(index)
        self._tell(row, row)

    def _tell(self, first: int, last: int) -> None:
        self._cells.clear()
        if last >= first >= 0:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(FIELDS) - 1))
