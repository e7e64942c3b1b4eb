"""Beside the table: what is to be predicted, the column at hand, the split, and why things were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.column_details import ColumnDetails
from nndesigner.ui.pages.data.consequences import Consequence, Consequences
from nndesigner.ui.pages.data.reasons_list import ReasonsList
from nndesigner.ui.pages.data.row_shape import RowShape
from nndesigner.ui.pages.data.split_editor import SplitEditor
from nndesigner.ui.pages.data.summaries import Summary
from nndesigner.ui.pages.data.target_options import TargetOptions
from nndesigner.ui.theme import SPACING, theme, title_font
from nndesigner.ui.widgets.elided_label import ElidedLabel
from nndesigner.ui.widgets.long_words import breakable

_SHOWN_PROBLEMS = 5
_TASKS = {"binary": "Two classes", "multiclass": "{n} classes", "regression": "A number (regression)"}


class SidePanel(QWidget):
    """The target on top; reasons, column, split and what a row is as tabs below. ``target_chosen`` carries a column's name,
    ``edit_wanted`` a function from the project to the Edit that is to be done.
    """

    target_chosen = Signal(str)
    edit_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.target = QComboBox()
        self.target.setObjectName("data.target")
        self.target.setAccessibleName(tr("Column to predict"))
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.target.setMinimumContentsLength(8)
        self._names = QStringListModel(self)
        self.target.setModel(self._names)
        self.target.activated.connect(self._choose)
        self.task = QLabel()
        self.task.setWordWrap(True)
        self.task.setProperty("quiet", True)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.column_title = ElidedLabel()
        self.details = ColumnDetails()
        self.split = SplitEditor()
        self.target_options = TargetOptions()
        self.row_shape = RowShape()
        for editor in (self.target_options, self.row_shape):
            editor.edit_wanted.connect(self.edit_wanted)
        self.column_reasons = ReasonsList(tr("Why the columns are used like this"))
        self._network: tuple[Any, ...] = ()
        self._proposable: tuple[Any, ...] | None = None
        self.network_reasons = ReasonsList(tr("Why the network looks like this"))
        self.consequences = Consequences(self)
        self.consequences.ready.connect(self._show_consequence)
        self._arrange()
        theme().changed.connect(self._color)
        self._color()

    def show_project(self, project: Any) -> None:
        """Show target, split and reasons of ``project``, which has data."""
        recipe = project.recipe
        targets = [column.name for column in recipe.targets]
        first = ", ".join(targets) if targets else tr("Choose a column…")
        others = [column.name for column in recipe.columns if targets != [column.name]]
        self._names.setStringList([first, *others])
        self.target.setCurrentIndex(0)
        self._show_task(project)
        self.split.show_split(
            project.split, has_classes=recipe.task in ("binary", "multiclass"), table=project.table, targets=tuple(targets)
        )
        self.target_options.show_project(project)
        self.row_shape.show_project(project)
        self.show_reasons(project)
        self.consequences.update(project.table, recipe, project.split)

    def show_reasons(self, project: Any) -> None:
        """Show why the network looks as it does."""
        self._network = project.reasons
        reasons = [(reason.subject, f"{reason.choice}: {reason.why}") for reason in project.reasons]
        self._show_whys("network", self.network_reasons, reasons)
        self._date_reasons()

    def show_column(
        self,
        column: Any,
        summary: Summary | None,
        warnings: tuple[str, ...],
        association: Any = None,
        others: int = 0,
        advice: Sequence[Any] = (),
    ) -> None:
        """Show one column at a closer look."""
        self.column_title.setText(column.name)
        self.details.show_column(column, summary, warnings, association, others, advice)

    def _show_task(self, project: Any) -> None:
        from nndesigner.project.facts import data_facts

        recipe = project.recipe
        facts = data_facts(project.contents)
        problems = [problem.sentence for problem in facts.problems[:_SHOWN_PROBLEMS]]
        self.problem.setText(breakable("\n".join(problems)))
        self.problem.setVisible(bool(problems))
        width = facts.output_width if recipe.task == "multiclass" else ""
        self.task.setText(tr(_TASKS[recipe.task], n=width) if recipe.task else "")
        self.task.setVisible(recipe.task is not None)

    def _date_reasons(self) -> None:
        """Say so where the data are no longer those that the network was proposed for."""
        is_past = bool(self._network) and self._proposable is not None and tuple(self._network) != tuple(self._proposable)
        self._titles["network"].setText(tr("The network, as it was proposed") if is_past else tr("The network"))
        self.changed_since.setVisible(is_past)

    def _show_consequence(self, consequence: Consequence) -> None:
        self._proposable = consequence.network
        self._date_reasons()
        self.split.show_counts(consequence.counts)
        self._show_whys("columns", self.column_reasons, consequence.reasons)

    def _show_whys(self, key: str, panel: ReasonsList, reasons: Sequence[tuple[str, str]]) -> None:
        panel.show_reasons(reasons)
        panel.setVisible(bool(reasons))
        self._titles[key].setVisible(bool(reasons))

    def _choose(self, _index: int) -> None:
        if self.target.currentIndex() > 0:
            self.target_chosen.emit(self.target.currentText())

    def _arrange(self) -> None:
        title = QLabel(tr("Predict"))
        title.setFont(title_font(1.05))
        title.setBuddy(self.target)
        self.column_title.setFont(title_font(1.05))
        self.changed_since = QLabel(tr("Columns or split have changed since. “Propose a network” makes one that fits them."))
        self.changed_since.setWordWrap(True)
        self.changed_since.setProperty("quiet", True)
        self.changed_since.hide()
        self._titles = {"network": _title(tr("The network")), "columns": _title(tr("The columns"))}
        self.tabs = QTabWidget()
        self.tabs.setObjectName("data.side")
        self.tabs.setDocumentMode(True)
        whys = (self._titles["network"], self.changed_since, self.network_reasons, self._titles["columns"], self.column_reasons)
        self.tabs.addTab(_scrolled(whys), tr("Why"))
        self.tabs.addTab(_scrolled((self.column_title, self.details)), tr("Column"))
        self.tabs.addTab(_scrolled((self.split,)), tr("Split"))
        self.tabs.addTab(_scrolled((self.row_shape,)), tr("Rows"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACING, 0, 0, 0)
        layout.setSpacing(2 * SPACING)
        for widget in (title, self.target, self.task, self.target_options, self.problem):
            layout.addWidget(widget)
        layout.addWidget(self.tabs, 1)

    def _color(self) -> None:
        palette = self.problem.palette()
        palette.setColor(palette.ColorRole.WindowText, theme().color("error"))
        self.problem.setPalette(palette)


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(title_font(1.05))
    label.setWordWrap(True)
    return label


def _scrolled(widgets: Sequence[QWidget]) -> QScrollArea:
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(0, 3 * SPACING, 2 * SPACING, SPACING)
    layout.setSpacing(2 * SPACING)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    scroll = QScrollArea()
    scroll.setWidget(inside)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return scroll
