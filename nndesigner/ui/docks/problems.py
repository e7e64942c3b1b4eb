"""The problems of the design, a row each: severity, sentence and the button that repairs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)  # fmt: skip

from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING, theme

if TYPE_CHECKING:
    from nndesigner.ui.bridge import Runner
    from nndesigner.ui.document import Document

_ICONS = {"error": ("error", "error"), "warning": ("warning", "warning"), "advice": ("info", "muted")}


class Problems(QWidget):
    """Mirrors ``project.analysis.problems``. A row selects its blocks; its button pushes the fix as one undo step."""

    def __init__(self, document: Document, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems")
        self._document = document
        self._shown: tuple[Any, ...] | None = None
        self._signal: Any = None
        self._list = QTreeWidget(self)
        self._list.setObjectName("problems.list")
        self._list.setAccessibleName(tr("Problems of the design"))
        self._list.setColumnCount(2)
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setWordWrap(True)
        self._list.setFrameShape(QTreeWidget.Shape.NoFrame)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.header().setStretchLastSection(False)
        self._list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._list.itemClicked.connect(self._select)
        self._list.itemActivated.connect(self._repair)
        self._none = QLabel(tr("No problems: the network can be trained."), self)
        self._none.setWordWrap(True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setProperty("quiet", True)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(self._none)
        self._layout.addWidget(self._list)
        document.project_replaced.connect(self._project_replaced)
        theme().changed.connect(self._redraw)
        self._project_replaced()

    def _project_replaced(self) -> None:
        if self._signal is not None:
            self._signal.disconnect(self._refresh)
        self._signal = self._document.project.analysis_changed
        self._signal.connect(self._refresh)
        self._redraw()

    def _redraw(self) -> None:
        self._shown = None
        self._refresh()

    def _refresh(self, *_: object) -> None:
        problems = self._document.project.analysis.problems
        if self._shown is not None and list(map(_key, problems)) == list(map(_key, self._shown)):
            self._shown = problems
            return
        self._shown = problems
        self._list.clear()
        for index, problem in enumerate(problems):
            icon, role = _ICONS[problem.severity]
            item = QTreeWidgetItem([problem.message, ""])
            item.setIcon(0, theme().icon(icon, role))
            item.setToolTip(0, problem.message)
            item.setData(0, Qt.ItemDataRole.UserRole, index)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{_severity(problem)}: {problem.message}")
            self._list.addTopLevelItem(item)
            if problem.fix is not None:
                self._list.setItemWidget(item, 1, self._fix_button(item, problem))
        self._layout.setCurrentWidget(self._list if problems else self._none)

    def _fix_button(self, item: QTreeWidgetItem, problem: Any) -> QWidget:
        holder = QWidget(self._list)
        row = QHBoxLayout(holder)
        row.setContentsMargins(SPACING, SPACING // 2, SPACING, SPACING // 2)
        button = QPushButton(theme().icon("fix"), problem.fix.title, holder)
        button.setToolTip(tr("Repair this; it can be undone."))
        button.clicked.connect(lambda: self._repair(item))
        row.addWidget(button)
        return holder

    def _problem(self, item: QTreeWidgetItem) -> Any:
        return self._document.project.analysis.problems[item.data(0, Qt.ItemDataRole.UserRole)]

    def _select(self, item: QTreeWidgetItem) -> None:
        self._document.selection.set_nodes(self._problem(item).nodes)

    def _repair(self, item: QTreeWidgetItem) -> None:
        fix = self._problem(item).fix
        if fix is None:
            self._select(item)
        else:
            self._document.push(fix.make())


def _key(problem: Any) -> tuple[Any, ...]:
    return problem.rule, problem.severity, problem.nodes, problem.message, problem.fix.title if problem.fix else None


def _severity(problem: Any) -> str:
    return {"error": tr("Error"), "warning": tr("Warning")}.get(problem.severity, tr("Advice"))
