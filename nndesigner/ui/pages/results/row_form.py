"""One field a feature: the cells of a row that somebody wants a prediction for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING

MOST_FIELDS = 48
_ROOT = QModelIndex()


class RowForm(QWidget):
    """Fields for ``columns`` (their recipes); of very many a list to scroll. ``edited`` after every keystroke."""

    edited = Signal()

    def __init__(self, columns: tuple[Any, ...], table: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        self.model: CellsModel | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        if len(columns) > MOST_FIELDS:
            self.model = CellsModel(tuple(column.name for column in columns), self)
            self.model.dataChanged.connect(lambda *_: self.edited.emit())
            layout.addWidget(_list_of(self.model))
        else:
            layout.addWidget(self._form(columns, table))

    def cells(self) -> dict[str, str]:
        """The text of every field."""
        if self.model is not None:
            return dict(self.model.cells)
        return {name: _text(field) for name, field in self.fields.items()}

    def set_cells(self, cells: dict[str, str]) -> None:
        """Fill the fields; ``edited`` follows once."""
        if self.model is not None:
            self.model.set_cells(cells)
        for name, field in self.fields.items():
            field.blockSignals(True)
            text = cells.get(name, "")
            if isinstance(field, QComboBox):
                field.setCurrentText(text)
            else:
                field.setText(text)
            field.blockSignals(False)
        self.edited.emit()

    def _form(self, columns: tuple[Any, ...], table: Any) -> QWidget:
        inside = QWidget()
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, 2 * SPACING, 0)
        form.setHorizontalSpacing(3 * SPACING)
        form.setVerticalSpacing(2 * SPACING)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for column in columns:
            field = self.fields[column.name] = self._field(column, table)
            field.setObjectName(f"results.field.{column.name}")
            field.setAccessibleName(column.name)
            form.addRow(column.name, field)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return scroll

    def _field(self, column: Any, table: Any) -> QLineEdit | QComboBox:
        if column.type in ("category", "yes/no"):
            choice = QComboBox()
            choice.setEditable(True)
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            if table is not None and column.name in table:
                choice.addItems(table.column(column.name).as_type(column.type).categories)
            choice.setCurrentText("")
            choice.lineEdit().setPlaceholderText(tr("missing"))
            choice.editTextChanged.connect(lambda _text: self.edited.emit())
            return choice
        line = QLineEdit()
        line.setPlaceholderText(tr("missing"))
        line.textChanged.connect(lambda _text: self.edited.emit())
        return line


class CellsModel(QAbstractTableModel):
    """Names and editable cells."""

    def __init__(self, names: tuple[str, ...], parent: Any = None) -> None:
        super().__init__(parent)
        self.names = names
        self.cells: dict[str, str] = dict.fromkeys(names, "")

    def set_cells(self, cells: dict[str, str]) -> None:
        """Take over these texts."""
        self.beginResetModel()
        self.cells = {name: cells.get(name, "") for name in self.names}
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.names)

    def columnCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else 2

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == 1 else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Column"), tr("Value"))[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return None
        name = self.names[index.row()]
        return self.cells[name] if index.column() else name

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != 1:
            return False
        self.cells[self.names[index.row()]] = str(value).strip()
        self.dataChanged.emit(index, index)
        return True


def _list_of(model: CellsModel) -> QTableView:
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(tr("Values of the row"))
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.horizontalHeader().setStretchLastSection(True)
    return view


def _text(field: QLineEdit | QComboBox) -> str:
    return (field.currentText() if isinstance(field, QComboBox) else field.text()).strip()
