"""The list of columns with what is found out about each: figures, how it goes with the target, what rules say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.column_facts import ColumnFacts
from nndesigner.ui.pages.data.columns_model import ColumnsModel
from nndesigner.ui.pages.data.columns_view import ColumnsView
from nndesigner.ui.pages.data.summaries import summarise
from nndesigner.ui.theme import SPACING

_LOOK_MS = 80  # what was scrolled to is painted first, then looked into
_FEW_COLUMNS = 30  # that are found by looking


class ColumnsPanel(QWidget):
    """``shown(row)`` asks to show the column in a row at a closer look, or to show it anew; ``counted(index)`` tells that the
    figures of a column are there. Only columns that can be seen are looked into: here, and where ``others()`` says.
    """

    shown = Signal(int)
    counted = Signal(int)

    def __init__(
        self,
        change: Callable[[tuple[str, ...], str, Any], bool],
        others: Callable[[], Iterable[int]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._others = others
        self._table: Any = None
        self.model = ColumnsModel(change, self)
        self.view = ColumnsView(self.model)
        self.summaries = ColumnFacts(tr("Counting"), _summary, self)
        self.associations = ColumnFacts(tr("Comparing with the target"), _association, self)
        self._looking = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._looking.timeout.connect(self._find_out)
        self.find = QLineEdit()
        self.find.setObjectName("data.find_column")
        self.find.setPlaceholderText(tr("Find a column"))
        self.find.setAccessibleName(tr("Show only columns with this in their names"))
        self.find.setClearButtonEnabled(True)
        self.find.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.find)
        layout.addWidget(self.view, 1)
        self.find.textChanged.connect(self._narrow)
        self.view.rows_shown.connect(self.look)
        self.view.column_chosen.connect(self._choose)
        self.view.sort_wanted.connect(self._sort)
        self.summaries.ready.connect(self._show_summary)
        self.associations.ready.connect(self._show_association)
        self.associations.idle.connect(self._sort_again)

    def set_table(self, table: Any, recipe: Any) -> None:
        """List the columns of another table, or of none."""
        self._table = table
        self.find.blockSignals(True)
        self.find.clear()
        self.find.blockSignals(False)
        self.find.setVisible(table is not None and len(table.columns) > _FEW_COLUMNS)
        self.model.set_table(table, recipe)
        self.view.show_sorted("", descending=False)
        if table is None:
            self.summaries.stop()
            self.associations.stop()

    def set_recipe(self, recipe: Any) -> None:
        """Show another recipe of the same table."""
        target = recipe.target
        kind = recipe.column(target).type if target else ""
        figures = self.summaries.update(self._table, tuple(column.type for column in recipe.columns))
        keys = tuple((column.type, target, kind) for column in recipe.columns)
        self.model.set_recipe(recipe, figures, self.associations.update(self._table, keys))
        self.look()

    def set_advice(self, problems: Iterable[Any]) -> None:
        """Mark the columns that rules have something to say about."""
        advice: dict[str, list[Any]] = {}
        for problem in problems:
            if problem.column:
                advice.setdefault(problem.column, []).append(problem)
        self.model.set_advice(advice)
        self._show_again()

    def look(self) -> None:
        """Soon find out about the columns that can be seen."""
        if self.isVisible():
            self._looking.start()

    def choose(self, index: int) -> None:
        """Make the table's column ``index`` the current one, or the first one that is listed."""
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(max(0, self.model.row_of(index)), 0))
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._looking.stop()

    def _choose(self, row: int) -> None:
        self.look()
        if 0 <= row < self.model.rowCount():
            self.shown.emit(row)

    def _show_again(self, index: int | None = None) -> None:
        row = self.view.currentIndex().row()
        if 0 <= row < self.model.rowCount() and index in (None, self.model.index_of(row)):
            self.shown.emit(row)

    def _find_out(self) -> None:
        if not self.isVisible() or self._table is None:
            return
        listed = [self.model.index_of(row) for row in (*self.view.shown_rows(), self.view.currentIndex().row())]
        self.summaries.want(dict.fromkeys(index for index in (*self._others(), *listed) if index >= 0))
        self.associations.want(index for index in listed if index >= 0)

    def _show_summary(self, index: int, summary: Any) -> None:
        self.model.set_summary(index, summary)
        self.counted.emit(index)
        self._show_again(index)

    def _show_association(self, index: int, association: Any) -> None:
        self.model.set_association(index, association)
        self._show_again(index)

    def _narrow(self, needle: str) -> None:
        """List only the columns whose names hold ``needle``; the one at hand stays at hand if it is among them."""
        index = self.model.index_of(self.view.currentIndex().row())
        self.model.narrow(needle.strip())
        self.choose(index)

    def _sort(self, field: str, descending: bool) -> None:
        """Sort the list of columns; the one at hand stays at hand."""
        index = self.model.index_of(self.view.currentIndex().row())
        self.model.sort_by(field, descending=descending)
        self.view.show_sorted(field, descending=descending)
        self.choose(index)
        if field == "association":
            self.associations.want(range(len(self._table.columns)))

    def _sort_again(self) -> None:
        """All associations are known: the list is sorted by them, if that was wanted."""
        field, descending = self.model.sorted_by
        if field == "association" and self._table is not None:
            index = self.model.index_of(self.view.currentIndex().row())
            self.model.sort_by(field, descending=descending)
            self.choose(index)


def _summary(table: Any, index: int, kind: str) -> Any:
    return summarise(table.columns[index].as_type(kind))


def _association(table: Any, index: int, key: tuple[str, str, str]) -> Any:
    from nndesigner.data.association import Association, association

    kind, target, target_kind = key
    if not target or table.names[index] == target:
        return Association("", float("nan"), 0)
    return association(table, table.columns[index].as_type(kind), table.column(target).as_type(target_kind))
