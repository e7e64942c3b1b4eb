"""By what rows are divided: at random, in their order, by groups, by time, or as a column says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.data.splits import SPLITS
from nndesigner.ui.theme import SPACING

_BEST_TYPES = {"time": ("date", "number"), "group": ("identifier", "category", "text")}
"""Which of the types that a method takes are likeliest to be meant."""
MOST_PARTS = 12
FEWEST_GROUPS = 6
_REPEATED = 0.7  # more different values than this share of the rows are no groups
_LOOKED_AT = 2000
_TIME_WORDS = frozenset({"date", "time", "timestamp", "year", "yr", "month", "week", "day", "hour", "quarter"})


class SplitMethodChoice(QWidget):
    """A method, its column where it needs one, and a sentence; ``changed`` carries ``{"method": …, "column": …}``."""

    changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Any = None
        self._able: dict[str, bool] = {}
        self._listed: tuple[str, str] | None = None
        self._targets: tuple[str, ...] = ()
        self.method = _combo("data.split.method", tr("How rows are drawn"))
        for name, method in SPLITS.items():
            self.method.addItem(tr(method.title), name)
        self.method.activated.connect(lambda _index: self._choose(self.method.currentData()))
        self.column = _combo("data.split.column", tr("Column by which rows are divided"))
        self.column.activated.connect(lambda _index: self._tell(self.column.currentData()))
        self.sentence = QLabel()
        self.sentence.setObjectName("data.split.sentence")
        self.sentence.setWordWrap(True)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(2 * SPACING)
        form.setVerticalSpacing(SPACING)
        form.addRow(tr("Rows"), self.method)
        form.addRow(tr("By"), self.column)
        self._form = form
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(form)
        layout.addWidget(self.sentence)

    def show_split(self, split: Any, table: Any = None, targets: tuple[str, ...] = ()) -> None:
        """Show the method of ``split`` and the columns of ``table`` that it may go by; ``targets`` are the unlikeliest."""
        is_new = not self._able or table is not self._table
        is_other = is_new or targets != self._targets
        self._table, self._targets = table, targets
        self.method.setCurrentIndex(self.method.findData(split.method))
        for index in range(self.method.count()):
            name = self.method.itemData(index)
            if is_new:
                self._able[name] = (
                    not SPLITS.get(name).column_types or table is None or next(_fitting(name, table), None) is not None
                )
            self.method.model().item(index).setEnabled(self._able[name] or name == split.method)
        needs = bool(SPLITS.get(split.method).column_types)
        self._form.setRowVisible(self.column, needs)
        wanted = (split.method, split.column)
        if is_other or wanted != self._listed:
            self._listed = wanted
            names = columns_for(split.method, table, targets) if needs and table is not None else ()
            self.column.clear()
            for name in dict.fromkeys((*names, *((split.column,) if split.column else ()))):
                self.column.addItem(name, name)
        self.column.setCurrentIndex(self.column.findData(split.column))
        problem = None if table is None else split.problem(table)
        self.sentence.setText(problem or tr(SPLITS.get(split.method).summary))
        self.sentence.setProperty("problem", "error" if problem else "")
        self.sentence.setProperty("quiet", not problem)
        self.sentence.style().unpolish(self.sentence)
        self.sentence.style().polish(self.sentence)

    def _choose(self, method: str) -> None:
        names = columns_for(method, self._table, self._targets) if self._table is not None else ()
        self.changed.emit({"method": method, "column": names[0] if names else ""})

    def _tell(self, column: str) -> None:
        self.changed.emit({"column": column})


def columns_for(method: str, table: Any, targets: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The columns of ``table`` by which ``method`` may divide it, the likeliest first."""
    found = list(_fitting(method, table))
    best = _BEST_TYPES.get(method, ())

    def rank(column: Any) -> tuple[bool, bool, int, bool]:
        is_timely = method == "time" and column.name.strip().casefold() in _TIME_WORDS
        place = best.index(column.type) if column.type in best else len(best)
        return column.name in targets, method == "group" and not _has_groups(column), place, not is_timely

    found.sort(key=rank)
    return tuple(column.name for column in found)


def _fitting(method: str, table: Any) -> Iterator[Any]:
    part = SPLITS.create(method)
    for column in table.columns:
        if column.type in part.column_types and (method != "column" or (_few(column) and part.refuse(column) is None)):
            yield column


def _has_groups(column: Any) -> bool:
    """Whether rows share their values, as far as the first ones tell, and there are enough of them to be divided."""
    if column.type in ("category", "yes/no"):
        return FEWEST_GROUPS <= len(column.categories) <= _REPEATED * len(column.codes)
    found = column.values[:_LOOKED_AT][column.known[:_LOOKED_AT]]
    return FEWEST_GROUPS <= len(np.unique(found)) <= _REPEATED * len(found)


def _few(column: Any) -> bool:
    """Whether the column has so few different texts that they may name the parts of a split."""
    return column.type in ("category", "yes/no") and len(column.categories) <= MOST_PARTS


def _combo(name: str, title: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(title)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    combo.setMinimumContentsLength(8)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return combo
