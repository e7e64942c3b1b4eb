"""Beside the table: what is to be predicted, the column at hand, the split, and why things were chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.ui.pages.data.column_details import ColumnDetails
from nndesigner.ui.pages.data.reasons_list import ReasonsList
from nndesigner.ui.pages.data.split_editor import SplitEditor
from nndesigner.ui.pages.data.summaries import Summary
from nndesigner.ui.theme import SPACING, title_font
from nndesigner.ui.widgets.elided_label import ElidedLabel

_TASKS = {"binary": "Two classes", "multiclass": "{n} classes", "regression": "A number (regression)"}


class SidePanel(QWidget):
    """Target, column, split and reasons, one below the other. ``target_chosen`` carries a column's name."""

    target_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.target = QComboBox()
        self.target.setObjectName("data.target")
        self.target.setAccessibleName(tr("Column to predict"))
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.target.setMinimumContentsLength(8)
        self.target.activated.connect(self._choose)
        self.task = QLabel()
        self.task.setWordWrap(True)
        self.task.setProperty("quiet", True)
        self.column_title = ElidedLabel()
        self.details = ColumnDetails()
        self.split = SplitEditor()
        self.column_reasons = ReasonsList(tr("Why the columns are used like this"))
        self.network_reasons = ReasonsList(tr("Why the network looks like this"))
        self._titles: dict[str, QLabel] = {}
        self._arrange()

    def show_project(self, project: Any) -> None:
        """Show target, split and reasons of ``project``, which has data."""
        recipe = project.recipe
        targets = [column.name for column in recipe.columns if column.role == "target"]
        self.target.clear()
        self.target.addItem(tr("Choose a column…") if not targets else ", ".join(targets), targets[0] if targets else None)
        for column in recipe.columns:
            if targets != [column.name]:
                self.target.addItem(column.name, column.name)
        self.target.setCurrentIndex(0)
        self._show_task(project)
        self._show_split(project)
        self.show_reasons(project)

    def show_reasons(self, project: Any) -> None:
        """Show why columns and network were chosen."""
        columns = [(reason.subject, reason.text) for reason in project.recipe.reasons(project.table)]
        network = [(reason.subject, f"{reason.choice}: {reason.why}") for reason in project.reasons]
        for key, panel, reasons in (("columns", self.column_reasons, columns), ("network", self.network_reasons, network)):
            panel.show_reasons(reasons)
            panel.setVisible(bool(reasons))
            self._titles[key].setVisible(bool(reasons))

    def show_column(self, column: Any, summary: Summary | None, warnings: tuple[str, ...]) -> None:
        """Show one column at a closer look."""
        self.column_title.setText(column.name)
        self.details.show_column(column, summary, warnings)

    def _show_task(self, project: Any) -> None:
        recipe = project.recipe
        if recipe.task is None:
            self.task.setText(tr("Choose the column that the network shall predict."))
            return
        count = ""
        if recipe.task == "multiclass":
            count = str(recipe.output_width(project.table))
        self.task.setText(tr(_TASKS[recipe.task]).format(n=count))

    def _show_split(self, project: Any) -> None:
        from nndesigner.session.prepare import split_rows

        try:
            rows = split_rows(project.split, project.table, project.recipe)
            counts = (len(rows.train), len(rows.validation), len(rows.test))
        except DesignerError:
            counts = None
        self.split.show_split(project.split, counts, has_classes=project.recipe.task in ("binary", "multiclass"))

    def _choose(self, _index: int) -> None:
        name = self.target.currentData()
        if name is not None and self.target.currentIndex() > 0:
            self.target_chosen.emit(name)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACING, 0, 2 * SPACING, 0)
        layout.setSpacing(2 * SPACING)
        self._add(layout, tr("Predict"), self.target, self.task)
        self.column_title.setFont(title_font(1.05))
        layout.addSpacing(2 * SPACING)
        layout.addWidget(self.column_title)
        layout.addWidget(self.details)
        self._add(layout, tr("Split"), self.split)
        self._titles["network"] = self._add(layout, tr("Why this network"), self.network_reasons)
        self._titles["columns"] = self._add(layout, tr("Why these columns"), self.column_reasons)
        layout.addStretch(1)

    def _add(self, layout: QVBoxLayout, text: str, *widgets: QWidget) -> QLabel:
        title = QLabel(text)
        title.setFont(title_font(1.05))
        if layout.count():
            layout.addSpacing(2 * SPACING)
        layout.addWidget(title)
        for widget in widgets:
            layout.addWidget(widget)
        return title
