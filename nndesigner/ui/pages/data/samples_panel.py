"""Start without a file: the bundled data sets and the generators, each with its options."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING, title_font
from nndesigner.ui.widgets.option_form import OptionForm

_TASKS = {"binary": "Two classes", "multiclass": "Several classes", "regression": "A number"}


class SamplesPanel(QWidget):
    """A list of data sets beside what the chosen one is. ``chosen`` carries the source to load."""

    chosen = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setObjectName("data.samples")
        self.list.setAccessibleName(tr("Bundled data sets and generators"))
        self.list.setFixedWidth(56 * SPACING)
        self.list.setSpacing(SPACING // 2)
        self.title = QLabel()
        self.title.setFont(title_font())
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.task = QLabel()
        self.task.setProperty("quiet", True)
        self.form: OptionForm | None = None
        self._values: dict[str, Any] = {}
        self._form_place = QVBoxLayout()
        self.use = QPushButton(tr("Use this data"))
        self.use.setObjectName("data.use_sample")
        self.use.setProperty("primary", True)
        self.use.clicked.connect(self._use)
        self._arrange()
        self.list.currentItemChanged.connect(lambda *_: self._show_current())
        self.list.itemActivated.connect(lambda *_: self._use())
        self._fill()

    def choose(self, name: str) -> None:
        """Make the set called ``name`` the current one."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole).name == name:
                self.list.setCurrentRow(row)

    def source(self) -> dict[str, Any]:
        """The source that the current choice stands for."""
        sample = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        return {"kind": sample.kind, "name": sample.name, **({"options": dict(self._values)} if self._values else {})}

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(2 * SPACING)
        for widget in (self.title, self.task, self.summary):
            right.addWidget(widget)
        right.addSpacing(SPACING)
        right.addLayout(self._form_place)
        right.addSpacing(SPACING)
        right.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4 * SPACING)
        layout.addWidget(self.list)
        layout.addLayout(right, 1)

    def _fill(self) -> None:
        from nndesigner.data.samples import SAMPLES

        for sample in SAMPLES.values():
            item = QListWidgetItem(tr(sample.title))
            item.setData(Qt.ItemDataRole.UserRole, sample)
            item.setToolTip(tr(sample.summary))
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _show_current(self) -> None:
        sample = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        self.title.setText(tr(sample.title))
        self.summary.setText(tr(sample.summary))
        self.task.setText(tr("To predict: {what}", what=tr(_TASKS.get(sample.task, str(sample.task)))))
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self._values.clear()
        if sample.options is not None:
            self.form = OptionForm(tr(sample.title), sample.options.OPTIONS, {})
            self.form.setFixedWidth(80 * SPACING)
            self.form.changed.connect(self._values.__setitem__)
            self._form_place.addWidget(self.form, 0, Qt.AlignmentFlag.AlignLeft)

    def _use(self) -> None:
        if self.list.currentItem() is not None:
            self.chosen.emit(self.source())
