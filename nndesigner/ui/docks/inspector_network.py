"""The inspector's panel when nothing is selected: how to train, and the network as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from nndesigner.core.options import Option
from nndesigner.core.text import grouped, tr
from nndesigner.project.settings import TrainingSettings
from nndesigner.ui.theme import SPACING, title_font
from nndesigner.ui.widgets.option_form import OptionForm

if TYPE_CHECKING:
    from nndesigner.ui.document import Document


class NetworkPanel(QWidget):
    """Training settings (optimizer, batch size …) as a form, then every layer with its shape and parameters."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        layout = QVBoxLayout(self)
        layout.setSpacing(3 * SPACING)
        layout.addWidget(_heading(tr("Training")))
        self._form = OptionForm(tr("Training"), training_options(), self._values(), parent=self)
        self._form.changed.connect(self._set)
        layout.addWidget(self._form)
        layout.addWidget(_heading(tr("Network")))
        self._table = self._make_table()
        layout.addWidget(self._table)
        self._totals = QLabel(self)
        self._totals.setWordWrap(True)
        self._totals.setProperty("quiet", True)
        layout.addWidget(self._totals)
        layout.addStretch(1)
        self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on the first setting."""
        self._form.editor("optimizer").setFocus()

    def refresh(self) -> None:
        """Show what the project says now."""
        self._form.set_values(self._values())
        design = self._document.project.design
        analysis = self._document.project.analysis
        order = [design.nodes[node] for node in design.order()]
        self._table.setRowCount(len(order))
        for row, node in enumerate(order):
            shape = analysis.shapes.get(node.id)
            cells = [
                node.name,
                " × ".join(map(str, shape)) if shape is not None else "?",
                grouped(analysis.parameters.get(node.id, 0)),
            ]
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, node.id)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._table.setItem(row, column, item)
        self._table.setVisible(bool(order))
        frame = 2 * self._table.frameWidth()
        self._table.setFixedHeight(
            self._table.verticalHeader().length() + self._table.horizontalHeader().sizeHint().height() + frame
        )
        self._totals.setText(
            tr("{count} parameters in all", count=grouped(analysis.total_parameters))
            if order
            else tr("No block yet: drag one from the palette.")
        )

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 3, self)
        table.setObjectName("inspector.summary")
        table.setAccessibleName(tr("The network, a row a block"))
        table.setHorizontalHeaderLabels([tr("Block"), tr("Shape"), tr("Parameters")])
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 2 * SPACING)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.itemActivated.connect(lambda item: self._document.selection.set_nodes([item.data(Qt.ItemDataRole.UserRole)]))
        return table

    def _values(self) -> dict[str, Any]:
        settings = self._document.project.settings
        return {name: getattr(settings, name) for name in training_options()}

    def _set(self, name: str, value: Any) -> None:
        from nndesigner.project.edits import SetSettings

        self._document.push(SetSettings(self._document.project, **{name: value}))


def training_options() -> dict[str, Option]:
    """The declared training settings that have a row here; the optimizer is picked from its registry."""
    declared = {name: row for name, row in TrainingSettings.OPTIONS.items() if not row.advanced}
    return declared | {"optimizer": replace(declared["optimizer"], registry="optimizers", kind="part")}


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(title_font(1.15))
    return label
