"""The problems of the design, a row each: severity, sentence and the button that repairs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QGridLayout,
    QLabel,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from nndesigner.core.text import tr
from nndesigner.ui.canvas.lists import tint_selection
from nndesigner.ui.theme import SPACING, theme
from nndesigner.ui.widgets.fix_button import FixButton
from nndesigner.ui.widgets.long_words import breakable

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
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setIndentation(0)
        self._list.setFrameShape(QTreeWidget.Shape.NoFrame)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.viewport().installEventFilter(self)
        self._list.itemClicked.connect(self._select)
        self._list.itemActivated.connect(self._repair)
        self._none = QLabel(tr("No problems: the network can be trained."), self)
        self._none.setWordWrap(True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setProperty("quiet", True)
        self._none.setFocusPolicy(Qt.FocusPolicy.TabFocus)
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
        tint_selection(self._list)  # the sentences keep their colour on a selected row
        self._shown = None
        self._refresh()

    def _refresh(self, *_: object) -> None:
        problems = self._document.project.analysis.problems
        if self._shown is not None and list(map(_key, problems)) == list(map(_key, self._shown)):
            self._shown = problems
            return
        self._shown = problems
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self._list.isAncestorOf(focused)
        self._list.clear()
        for index, problem in enumerate(problems):
            item = QTreeWidgetItem()
            item.setToolTip(0, problem.message)
            item.setData(0, Qt.ItemDataRole.UserRole, index)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{_severity(problem)}: {problem.message}")
            self._list.addTopLevelItem(item)
            self._list.setItemWidget(item, 0, self._card(item, problem))
        self._layout.setCurrentWidget(self._list if problems else self._none)
        self._fit_rows()
        if had_focus:  # the button that was pressed is gone: the keyboard stays here
            self._layout.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, item: QTreeWidgetItem, problem: Any) -> QWidget:
        """The sentence in as many lines as it takes, and below it the button that repairs."""
        card = QWidget(self._list)
        grid = QGridLayout(card)
        grid.setContentsMargins(2 * SPACING, SPACING, 2 * SPACING, SPACING)
        grid.setHorizontalSpacing(2 * SPACING)
        grid.setVerticalSpacing(SPACING)
        grid.setColumnStretch(1, 1)
        mark = QLabel(card)
        mark.setPixmap(theme().icon(*_ICONS[problem.severity]).pixmap(16, 16))
        mark.setFixedHeight(max(16, mark.fontMetrics().height()))
        grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        sentence = QLabel(breakable(problem.message), card)
        sentence.setWordWrap(True)
        grid.addWidget(sentence, 0, 1)
        if problem.fix is not None:
            button = FixButton(problem.fix.title, card)
            button.clicked.connect(lambda: self._repair(item))
            grid.addWidget(button, 1, 1, Qt.AlignmentFlag.AlignLeft)
        return card

    def _fit_rows(self) -> None:
        """Make every row as high as its sentence needs at this width."""
        width = self._list.viewport().width()
        for row in range(self._list.topLevelItemCount()):
            item = self._list.topLevelItem(row)
            card = self._list.itemWidget(item, 0)
            if card is not None:  # a scroll bar may come up while a row is being made
                item.setSizeHint(0, QSize(0, card.layout().totalHeightForWidth(width)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit_rows()
        return False

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
