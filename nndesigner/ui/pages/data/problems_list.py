"""Rows that were not as they should be: line, column, text and what was done; folded until asked for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolButton, QVBoxLayout, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.theme import SPACING

_HEADERS = ("Line", "Column", "Text", "What was done")
_ROOT = QModelIndex()
_SHOWN_ROWS = 6
_LEAST_HEIGHT = 12 * SPACING


class ProblemsModel(QAbstractTableModel):
    """One row a problem."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.problems: tuple[Any, ...] = ()

    def set_problems(self, problems: tuple[Any, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self.problems = tuple(problems)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.problems)

    def columnCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(_HEADERS[section])
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        problem = self.problems[index.row()]
        values = (problem.line, problem.column, problem.text, problem.action)
        text = "" if values[index.column()] is None else str(values[index.column()])
        return text[:300].replace("\n", " ⏎ ")


class ProblemsList(QWidget):
    """A line that says how many problems there are and unfolds them; invisible when there are none.

    ``line_wanted(line, column)`` follows a double click on a problem, or Enter: whoever has the rows goes there.
    """

    unfolded = Signal(bool)
    line_wanted = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ProblemsModel(self)
        self.toggle = QToolButton()
        self.toggle.setObjectName("data.problems")
        self.toggle.setCheckable(True)
        self.toggle.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggle.setArrowType(Qt.ArrowType.RightArrow)
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.toggled.connect(self._unfold)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setAccessibleName(tr("Problems found while reading"))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setTabKeyNavigation(False)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.horizontalHeader().setHighlightSections(False)
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for section, width in enumerate((16, 30, 60)):
            self.view.setColumnWidth(section, width * SPACING)
        self.view.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * SPACING)
        self.view.setMinimumHeight(_LEAST_HEIGHT)
        self.view.setToolTip(tr("Double-click to go to the row"))
        self.view.activated.connect(self._go)
        self.view.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.toggle)
        layout.addWidget(self.view, 1)
        self.hide()

    def show_problems(self, problems: tuple[Any, ...], count: int) -> None:
        """Show ``problems``, the listed ones out of ``count``."""
        self.model.set_problems(problems)
        row, header = self.view.verticalHeader().defaultSectionSize(), self.view.horizontalHeader().sizeHint().height()
        self.view.setMaximumHeight(header + row * min(_SHOWN_ROWS, max(1, len(problems))) + SPACING)
        text = tr("1 problem while reading") if count == 1 else tr("{n} problems while reading", n=grouped(count))
        if count > len(problems):
            text = tr("{text}, the first {n} are listed", text=text, n=grouped(len(problems)))
        self.toggle.setText(text)
        self.setVisible(count > 0)
        if not count:
            self.toggle.setChecked(False)

    def _go(self, index: QModelIndex) -> None:
        problem = self.model.problems[index.row()]
        if problem.line > 0:
            self.line_wanted.emit(problem.line, problem.column)

    def _unfold(self, is_open: bool) -> None:
        self.toggle.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.view.setVisible(is_open)
        self.unfolded.emit(is_open)
