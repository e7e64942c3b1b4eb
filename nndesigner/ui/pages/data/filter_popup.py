"""Asks what rows of one column are to be shown: an expression, some of its categories, missing cells, problems."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nndesigner.core.text import grouped, tr
from nndesigner.ui.pages.data.row_filter import HELP, Filter, FilterError
from nndesigner.ui.theme import SPACING

_MOST_CHOICES = 200
_WIDTH = 84 * SPACING


class FilterPopup(QFrame):
    """``chosen`` carries the Filter. It says that the data stay as they are: only the view is filtered."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("data.filter")
        self.setAccessibleName(tr("Filter rows"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._table: Any = None
        self.column = QComboBox()
        self.column.setObjectName("data.filter.column")
        self.column.setAccessibleName(tr("Column to filter by"))
        self.column.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.column.setMinimumContentsLength(8)
        self.column.setModel(QStringListModel(self))
        self.column.currentIndexChanged.connect(lambda _index: self._show_column())
        self.text = QLineEdit()
        self.text.setObjectName("data.filter.text")
        self.text.setAccessibleName(tr("What to show"))
        self.text.setClearButtonEnabled(True)
        self.text.returnPressed.connect(self._use_text)
        self.text.textEdited.connect(lambda _text: self._complain(""))
        self.help = QLabel()
        self.help.setWordWrap(True)
        self.choices = QListWidget()
        self.choices.setObjectName("data.filter.choices")
        self.choices.setAccessibleName(tr("Categories to show"))
        self.choices.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.choices.itemActivated.connect(_toggle)
        self.missing = QPushButton(tr("Missing only"))
        self.missing.clicked.connect(lambda: self._choose(Filter(self._name, "missing")))
        self.problems = QPushButton(tr("Problems only"))
        self.problems.clicked.connect(lambda: self._choose(Filter(self._name, "problems")))
        self.apply = QPushButton(tr("Filter"))
        self.apply.setProperty("primary", True)
        self.apply.clicked.connect(self._use)
        for button in (self.missing, self.problems, self.apply):
            button.setAutoDefault(False)
        self._arrange()

    def open_for(self, table: Any, column: int, at: QPoint, known: tuple[Filter, ...] = ()) -> None:
        """Show the popup at the point ``at`` of the screen for one column; ``known`` filters are shown as they are."""
        if table is not self._table:
            self._table = table
            self.column.blockSignals(True)
            self.column.model().setStringList(list(table.names))
            self.column.blockSignals(False)
        self._known = {item.column: item for item in known}
        self.column.blockSignals(True)
        self.column.setCurrentIndex(column)
        self.column.blockSignals(False)
        self._show_column()
        self.adjustSize()
        room = self.screen().availableGeometry()
        self.move(max(room.left(), min(at.x(), room.right() - self.width())), min(at.y(), room.bottom() - self.height()))
        self.show()
        (self.choices if self.choices.isVisible() else self.text).setFocus()

    @property
    def _name(self) -> str:
        return self._table.names[self.column.currentIndex()]

    def _show_column(self) -> None:
        column = self._table.column(self._name)
        known = self._known.get(self._name)
        has_choices = column.type in ("category", "yes/no") and len(column.categories) <= _MOST_CHOICES
        self.choices.setVisible(has_choices)
        self.text.setVisible(not has_choices)
        self.choices.clear()
        if has_choices:
            chosen = known.labels if known is not None and known.kind == "choice" else ()
            for label, count in column.statistics().top:
                item = QListWidgetItem(f"{label}  ({grouped(count)})")
                item.setData(Qt.ItemDataRole.UserRole, label)
                item.setCheckState(Qt.CheckState.Checked if label in chosen else Qt.CheckState.Unchecked)
                self.choices.addItem(item)
            rows = min(9, self.choices.count()) * (self.choices.sizeHintForRow(0) or 20)
            self.choices.setFixedHeight(rows + 2 * SPACING)
        self.text.setText(known.text if known is not None and known.kind == "expression" else "")
        self.text.selectAll()
        kind = column.type if column.type in HELP else "text"
        self._hint = tr("Check what to show.") if has_choices else tr(HELP[kind])
        self._complain("")
        self.missing.setEnabled(column.missing_count > 0)
        unreadable = getattr(column, "unreadable", None)
        self.problems.setEnabled(unreadable is not None or bool(self._table.problem_count))
        self.adjustSize()

    def _use(self) -> None:
        if not self.choices.isVisible():
            self._use_text()
            return
        items = [self.choices.item(row) for row in range(self.choices.count())]
        labels = tuple(item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked)
        if labels:
            self._choose(Filter(self._name, "choice", labels=labels))
        else:
            self._complain(tr("Check at least one."))

    def _use_text(self) -> None:
        found = Filter(self._name, "expression", self.text.text().strip())
        try:
            found.check(self._table)
        except FilterError as error:
            self._complain(str(error))
            return
        self._choose(found)

    def _choose(self, found: Filter) -> None:
        self.close()
        self.chosen.emit(found)

    def _complain(self, sentence: str) -> None:
        self.help.setText(sentence or self._hint)
        self.help.setProperty("problem", "error" if sentence else None)
        self.help.setProperty("quiet", not sentence)
        self.help.style().unpolish(self.help)
        self.help.style().polish(self.help)

    def _arrange(self) -> None:
        note = QLabel(tr("Only what you see is filtered: the data stay as they are."))
        note.setWordWrap(True)
        note.setProperty("quiet", True)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * SPACING)
        buttons.addWidget(self.missing)
        buttons.addWidget(self.problems)
        buttons.addStretch(1)
        buttons.addWidget(self.apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(3 * SPACING,) * 4)
        layout.setSpacing(2 * SPACING)
        for widget in (self.column, self.text, self.choices, self.help):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        layout.addWidget(note)
        self.setFixedWidth(_WIDTH)


def _toggle(item: QListWidgetItem) -> None:
    is_on = item.checkState() == Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)
