"""The table as it is, to be sorted, filtered and searched; its selected rows are those of every other view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QPoint, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.arrangement import Arrangement, packed
from nndesigner.ui.pages.data.find_bar import FindBar
from nndesigner.ui.pages.data.row_filter import Filter
from nndesigner.ui.pages.data.row_selection import ranges as _ranges
from nndesigner.ui.pages.data.rows_bar import RowsBar
from nndesigner.ui.pages.data.rows_model import RowsModel
from nndesigner.ui.pages.data.rows_table import RowsTable, fit_columns, row_menu, style_rows
from nndesigner.ui.theme import SPACING

__all__ = ["RowsView", "_ranges", "fit_columns", "style_rows"]

_BUSY_AFTER_MS = 150


class RowsView(QWidget):
    """``chosen(rows)`` carries the rows that the person selected here, ``cleared`` asks to select none,
    ``columns_shown(range)`` tells which columns can be seen.
    """

    chosen = Signal(object)
    cleared = Signal()
    columns_shown = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RowsModel(self)
        self.table = RowsTable(self.model)
        self.arrangement = Arrangement(self)
        self.bar = RowsBar()
        self.find_bar = FindBar(self.model, self._current)
        self.popup: Any = None
        self._selected = np.empty(0, dtype=np.intp)
        self._waiting = QTimer(self, singleShot=True, interval=_BUSY_AFTER_MS)
        self.line, self.only, self.clear = self.bar.line, self.bar.only, self.bar.clear
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for widget in (self.bar, self.table, self.find_bar):
            layout.addWidget(widget, 1 if widget is self.table else 0)
        self._connect()

    def set_table(self, table: Any) -> None:
        """Show another table; order and filters by columns that it has too stay."""
        self._selected = np.empty(0, dtype=np.intp)
        self.find_bar.stop()
        same_columns = table is not None and self.model.table is not None and table.names == self.model.table.names
        self.model.set_table(table)
        self.arrangement.set_table(table)
        self.table.header.wish = self.arrangement.wish
        if not same_columns:
            self.table.horizontalScrollBar().setValue(0)
            self.table.fit_columns()
        self.table.selection.set_rows(self._selected)
        self.bar.setVisible(table is not None)
        self.bar.show_selected(0)
        self._show_wish()
        if not self.arrangement.wish.is_plain:
            self.arrangement.refresh()

    def select_rows(self, rows: Iterable[int]) -> None:
        """Mark these rows of the table, and go to the first of them."""
        if rows is self._selected:  # they come from here
            return
        rows = rows if isinstance(rows, np.ndarray) else np.array(tuple(rows), dtype=np.intp)
        count = self.model.table.row_count if self.model.table is not None else 0
        chosen = rows[(rows >= 0) & (rows < count)]
        if len(chosen) > 1 and not (np.diff(chosen) > 0).all():
            chosen = np.array(sorted(set(chosen.tolist())), dtype=np.intp)
        if np.array_equal(chosen, self._selected) and np.array_equal(chosen, self.table.selection.row_ids):
            return
        self._selected = chosen
        self.bar.show_selected(len(chosen))
        self.table.selection.set_rows(chosen)
        self.table.viewport().update()
        if self.only.isChecked():
            self._show_only()
        places = self.model.places(chosen)
        if len(places):
            self._go(int(places.min()), max(0, self.table.columnAt(0)))

    def open_find(self) -> None:
        """Show the find bar."""
        if self.model.table is not None:
            self.find_bar.begin()

    def find_next(self, step: int = 1) -> None:
        """Go to the next or the previous place of what was looked for last."""
        if self.find_bar.isVisible() and self.find_bar.field.text():
            self.find_bar.search(step)
        else:
            self.open_find()

    def open_filter(self, column: int | None = None, at: QPoint | None = None) -> None:
        """Ask what rows to show by one column: the current one, unless it is given."""
        if self.model.table is None:
            return
        if self.popup is None:
            from nndesigner.ui.pages.data.filter_popup import FilterPopup

            self.popup = FilterPopup(self)
            self.popup.chosen.connect(self.add_filter)
        column = max(0, self.table.currentIndex().column()) if column is None else column
        at = self.bar.filter.mapToGlobal(QPoint(0, self.bar.filter.height())) if at is None else at
        self.popup.open_for(self.model.table, column, at, self.arrangement.wish.filters)

    def add_filter(self, item: Filter) -> None:
        """Show only rows that meet ``item`` too; it takes the place of an earlier one of its column and kind."""
        kept = [old for old in self.arrangement.wish.filters if (old.column, _group(old)) != (item.column, _group(item))]
        self.arrangement.ask(filters=(*kept, item))

    def show_column(self, column: int) -> None:
        """Scroll to a column."""
        if 0 <= column < self.model.columnCount() and self.model.rowCount():
            self._go(max(0, self.table.rowAt(0)), column)

    def show_line(self, line: int, column: str) -> None:
        """Go to the row of the file's physical ``line``; filters that hide it are taken away."""
        table = self.model.table
        if table is None or not table.row_count:
            return
        row = max(0, int(np.searchsorted(table.lines, line, side="right")) - 1)
        if not len(self.model.places(np.array([row]))):
            self.only.setChecked(False)
            self.arrangement.ask(filters=(), only=None)
        place = table.names.index(column) if column in table.names else max(0, self.table.columnAt(0))
        QTimer.singleShot(0, self, lambda: self._show_row(row, place))

    # -- inside ----------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.bar.only_toggled.connect(lambda _on: self._show_only())
        self.bar.cleared.connect(self.cleared)
        self.bar.filter_wanted.connect(self.open_filter)
        self.bar.find_wanted.connect(self.open_find)
        self.bar.dropped.connect(self._drop)
        self.arrangement.arranged.connect(self._show_arranged)
        self.arrangement.busy.connect(self._show_busy)
        self._waiting.timeout.connect(lambda: self._show_wish(is_busy=True))
        self.table.header.sectionClicked.connect(lambda column: self.arrangement.next_sort(self.model.table.names[column]))
        self.table.columns_shown.connect(self.columns_shown)
        self.table.menu_wanted.connect(self._open_menu)
        self.table.selection.rows_selected.connect(self._selected_here)
        self.find_bar.found.connect(self._found)
        self.find_bar.needle_changed.connect(self._mark_found)
        self.find_bar.closed.connect(self.table.setFocus)

    def _selected_here(self) -> None:
        self._selected = self.table.selection.row_ids
        self.bar.show_selected(len(self._selected))
        self.chosen.emit(self._selected)

    def _show_only(self) -> None:
        shows = self.only.isChecked() and len(self._selected) > 0
        only = packed(self._selected, self.model.table.row_count) if shows else None
        if only != self.arrangement.wish.only:
            self.arrangement.ask(only=only)

    def _show_arranged(self, rows: np.ndarray | None) -> None:
        current = self.table.currentIndex()
        row = self.model.table_row(current.row()) if current.isValid() and current.row() < self.model.rowCount() else -1
        left = self.table.horizontalScrollBar().value()
        self.model.show_only(rows)
        self.table.header.wish = self.arrangement.wish
        self.table.selection.mirror()
        self.table.horizontalScrollBar().setValue(left)
        place = self.model.places(np.array([row])) if row >= 0 else np.empty(0)
        if len(place):
            self._go(int(place[0]), current.column())
        else:
            self.table.scrollToTop()
        self._show_wish()

    def _show_busy(self, is_busy: bool) -> None:
        if is_busy:
            self._waiting.start()
        else:
            self._waiting.stop()

    def _show_wish(self, *, is_busy: bool = False) -> None:
        whole = self.model.table.row_count if self.model.table is not None else 0
        self.bar.show_wish(self.arrangement.wish, self.model.rowCount(), whole, is_busy=is_busy)

    def _drop(self, kind: str, value: Any) -> None:
        if kind == "sort":
            self.arrangement.ask(sort="", descending=False)
        else:
            self.arrangement.ask(filters=tuple(item for item in self.arrangement.wish.filters if item != value))
        self.table.setFocus()

    def _current(self) -> tuple[int, int]:
        index = self.table.currentIndex()
        return (index.row(), index.column()) if index.isValid() else (max(0, self.table.rowAt(0)), -1)

    def _found(self, row: int, column: int) -> None:
        self.table.selection.setCurrentIndex(self.model.index(row, column), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.table.scrollTo(self.model.index(row, column), QAbstractItemView.ScrollHint.EnsureVisible)

    def _mark_found(self, needle: str) -> None:
        if needle != self.table.delegate.needle:
            self.table.delegate.needle = needle
            self.table.viewport().update()

    def _go(self, place: int, column: int) -> None:
        index = self.model.index(place, column)
        self.table.selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.table.scrollTo(index)

    def _show_row(self, row: int, column: int) -> None:
        places = self.model.places(np.array([row]))
        if len(places):
            self._go(int(places[0]), column)
            self.cleared.emit()
            self.chosen.emit(np.array([row]))
            self.table.setFocus()

    def _open_menu(self, column: int, at: QPoint) -> None:
        name, wish, ask = self.model.table.names[column], self.arrangement.wish, self.arrangement.ask
        header = self.table.header
        has_rows = bool(len(self._selected))
        cell = self.table.currentIndex()
        menu = row_menu(self, [
            (tr("Sort by {name}, up", name=name), lambda: ask(sort=name, descending=False), True),
            (tr("Sort by {name}, down", name=name), lambda: ask(sort=name, descending=True), True),
            (tr("In the order of the file"), lambda: ask(sort="", descending=False), bool(wish.sort)),
            ("", None, False),
            (tr("Filter by {name}…", name=name), lambda: self.open_filter(column, at), True),
            (tr("Rows with missing cells"), lambda: self.add_filter(Filter("", "missing")), True),
            (tr("Rows with problems"), lambda: self.add_filter(Filter("", "problems")), bool(self.model.table.problem_count)),
            (tr("Show all rows"), lambda: ask(filters=()), bool(wish.filters)),
            ("", None, False),
            (tr("Copy rows"), self.table.copy, has_rows),
            (tr("Copy rows as CSV"), lambda: self.table.copy_as(","), has_rows),
            (tr("Copy the cell"), lambda: _copy_text(self.model, cell), cell.isValid()),
            ("", None, False),
            (
                tr("Hide the figures in the header") if header.shows_statistics else tr("Show figures in the header"),
                lambda: header.show_statistics(not header.shows_statistics),
                True,
            ),
        ])  # fmt: skip
        menu.popup(at)
        menu.aboutToHide.connect(menu.deleteLater)


def _copy_text(model: RowsModel, cell: Any) -> None:
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().setText(model.text(model.table_row(cell.row()), cell.column()))


def _group(item: Filter) -> str:
    return item.kind if item.kind in ("missing", "problems") else "value"
