"""Which columns enter at an Input block: all that no other takes, or those that are ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.project.inputs import bindings, named_columns
from nndesigner.ui.theme import SPACING, theme

if TYPE_CHECKING:
    from nndesigner.ui.document import Document

MANY = 12
"""From so many columns on there is a line to find one."""
_MOST_SHOWN = 10
_ROOT = QModelIndex()


class InputColumns(QWidget):
    """Boxes for the columns of one Input; each tick is one edit that can be undone."""

    def __init__(self, document: Document, node_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._node_id = node_id
        self.rest = QCheckBox()
        self.rest.setObjectName("inspector.input_rest")
        self.rest.clicked.connect(self._set_rest)
        self.find = QLineEdit(clearButtonEnabled=True)
        self.find.setObjectName("inspector.input_find")
        self.find.setPlaceholderText(tr("Find a column"))
        self.find.setAccessibleName(tr("Find a column"))
        self.model = TickModel(self)
        self.model.ticked.connect(self._tick)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self.model)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.find.textChanged.connect(self._found.setFilterFixedString)
        self.list = QListView()
        self.list.setObjectName("inspector.input_columns")
        self.list.setAccessibleName(tr("Columns that enter here"))
        self.list.setUniformItemSizes(True)
        self.list.setModel(self._found)
        self.heading = QLabel(tr("Columns"))
        self.heading.setBuddy(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for widget in (self.heading, self.rest, self.find, self.list):
            layout.addWidget(widget)
        theme().changed.connect(self._recolour)
        self._recolour()
        self.refresh()

    def _recolour(self) -> None:
        palette = QPalette()  # the boxes in it are outlined as those of a form are; all else follows the window
        palette.setColor(QPalette.ColorRole.Window, QApplication.palette("QCheckBox").color(QPalette.ColorRole.Window))
        self.list.setPalette(palette)

    def refresh(self) -> None:
        """Show what the project says now."""
        from nndesigner.project.facts import data_facts

        project = self._document.project
        node = project.design.nodes.get(self._node_id)
        widths = dict(data_facts(project.contents).widths) if project.recipe is not None else {}
        recipe = project.recipe
        is_image = recipe is not None and recipe.image_shape is not None
        self.setVisible(node is not None and bool(widths) and not is_image)
        if node is None or not widths:
            return
        bound = bindings(project.graph, tuple(widths))
        here = set(bound.get(node.id, ()))
        others = {name: project.design.nodes[key].name for key, names in bound.items() if key != node.id for name in names}
        names = named_columns(node)
        count = len(project.design.input_nodes())
        self.rest.setText(tr("All columns") if count == 1 else tr("All that no other Input takes"))
        self.rest.setChecked(names is None)
        gone = [name for name in names or () if name not in widths]
        self.model.show_columns([*widths, *gone], here | set(gone), widths, others)
        self.find.setVisible(len(widths) > MANY)
        rows = min(_MOST_SHOWN, max(1, len(widths) + len(gone)))
        height = self.list.sizeHintForRow(0) if self.model.rowCount() else 6 * SPACING
        self.list.setFixedHeight(rows * max(height, 4 * SPACING) + 2 * self.list.frameWidth() + SPACING)

    def _set_rest(self, on: bool) -> None:
        self._set(None if on else self.model.chosen)

    def _tick(self, name: str, on: bool) -> None:
        chosen = {*self.model.chosen, name} if on else {*self.model.chosen} - {name}
        self._set([other for other in self.model.names if other in chosen])

    def _set(self, columns: list[str] | None) -> None:
        from nndesigner.project.edits import SetOption

        project = self._document.project
        if self._node_id not in project.design.nodes:
            return
        if not self._document.push(SetOption(project, self._node_id, "columns", columns, merge=False)):
            self.refresh()


class TickModel(QAbstractListModel):
    """Names with boxes; ``ticked`` carries a name and whether it is to be on: the model waits to be told."""

    ticked = Signal(str, bool)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.names: list[str] = []
        self._chosen: set[str] = set()
        self._widths: dict[str, int] = {}
        self._others: dict[str, str] = {}

    @property
    def chosen(self) -> list[str]:
        """The names that are ticked, in order."""
        return [name for name in self.names if name in self._chosen]

    def show_columns(self, names: list[str], chosen: set[str], widths: dict[str, int], others: dict[str, str]) -> None:
        """Show ``names``; ``others`` says at which other Input a column enters."""
        self._widths, self._others = widths, others
        if names != self.names:
            self.beginResetModel()
            self.names, self._chosen = names, chosen
            self.endResetModel()
            return
        self._chosen = chosen
        self.dataChanged.emit(self.index(0), self.index(max(0, len(names) - 1)))

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.names)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        name = self.names[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if name in self._chosen else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{name}  ({self._about(name)})" if self._about(name) else name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return name
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.ticked.emit(self.names[index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def _about(self, name: str) -> str:
        if name not in self._widths:
            return tr("no feature")
        parts = [tr("{n} numbers", n=self._widths[name])] if self._widths[name] != 1 else []
        if name in self._others:
            parts.append(tr("at {input}", input=self._others[name]))
        return ", ".join(parts)
