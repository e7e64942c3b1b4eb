"""Start without a file: the bundled data sets and the generators, each with its options."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nndesigner.core.text import tr
from nndesigner.data.generators import NoOptions
from nndesigner.ui.tasks import Task
from nndesigner.ui.theme import SPACING, title_font
from nndesigner.ui.widgets.option_form import OptionForm
from nndesigner.ui.widgets.plane_preview import PlanePreview

_PATIENCE_MS = 60
_AT_ONCE = 5000
_NO_PLANE = ("three_rows", "parity")  # more than two columns
_TASKS = {"binary": "Two classes", "multiclass": "Several classes", "regression": "A number"}


class SamplesPanel(QWidget):
    """A list of data sets beside what the chosen one is, points of a plane as a picture that follows every option.

    ``chosen`` carries the source to load; ``paint_wanted`` asks for a sheet to paint points of one's own on.
    """

    chosen = Signal(dict)
    paint_wanted = Signal()

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
        self._form_place = QHBoxLayout()
        self.use = QPushButton(tr("Use this data"))
        self.use.setObjectName("data.use_sample")
        self.use.setProperty("primary", True)
        self.use.clicked.connect(self._use)
        self.preview = PlanePreview()
        self._drawing: Task | None = None
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self._draw)
        self._arrange()
        self.list.currentItemChanged.connect(lambda *_: self._show_current())
        self.list.itemActivated.connect(lambda *_: self._use())
        self._fill()

    def choose(self, name: str) -> None:
        """Make the set called ``name`` the current one."""
        for row in range(self.list.count()):
            sample = self.list.item(row).data(Qt.ItemDataRole.UserRole)
            if sample is not None and sample.name == name:
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
        right.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeft)
        right.addSpacing(SPACING)
        self._form_place.setContentsMargins(0, 0, 0, 0)
        self._form_place.setSpacing(4 * SPACING)
        self._form_place.addWidget(self.preview, 4)
        self._form_place.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._form_place)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        right.addWidget(scroll, 1)
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
        item = QListWidgetItem(tr("Your own points"))
        item.setToolTip(tr("Paint points with the mouse"))
        self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _show_current(self) -> None:
        sample = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        self._values.clear()
        self.use.setText(tr("Use this data") if sample is not None else tr("Paint…"))
        if sample is None:
            self._show_form(None)
            self.title.setText(tr("Your own points"))
            self.task.setText(tr("To predict: {what}", what=tr("classes or numbers")))
            self.summary.setText(
                tr("Paint points of up to six classes, or with numbers, and see what a network makes of them.")
            )
            self.preview.hide()
            return
        self.title.setText(tr(sample.title))
        self.summary.setText(tr(sample.summary))
        self.task.setText(tr("To predict: {what}", what=tr(_TASKS.get(sample.task, str(sample.task)))))
        self._show_form(sample)
        self.preview.setVisible(sample.make is not None and sample.name not in _NO_PLANE)
        self._draw()

    def _show_form(self, sample: Any) -> None:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        if sample is not None and sample.options is not None:
            self.form = OptionForm(tr(sample.title), sample.options.OPTIONS, {})
            self.form.setFixedWidth(64 * SPACING)
            self.form.changed.connect(self._change)
            self._form_place.insertWidget(0, self.form, 0, Qt.AlignmentFlag.AlignTop)

    def _change(self, name: str, value: Any) -> None:
        self._values[name] = value
        self._timer.start()

    def _draw(self) -> None:
        """Draw the points that the present options give, off the window's thread where they are many."""
        sample = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        if sample is None or self.preview.isHidden():
            return
        if self._drawing is not None:
            self._drawing.cancel()
            self._drawing = None
        values = dict(self._values)
        if values.get("rows", 0) <= _AT_ONCE:
            self._show_points(_points(sample, values))
            return
        task = Task(tr("Drawing points"), lambda _progress, _cancelled: _points(sample, values))
        task.done.connect(self._show_points)
        self._drawing = task.start()

    def _show_points(self, found: tuple[Any, Any, bool]) -> None:
        xy, labels, is_classes = found
        self.preview.show_points(xy, labels, is_classes=is_classes)

    def _use(self) -> None:
        item = self.list.currentItem()
        if item is not None and item.data(Qt.ItemDataRole.UserRole) is None:
            self.paint_wanted.emit()
        elif item is not None:
            self.chosen.emit(self.source())


def _points(sample: Any, values: dict[str, Any]) -> tuple[np.ndarray, np.ndarray, bool]:
    """Places (n, 2) and labels (n,) of a generator's points, and whether the labels are classes."""
    columns = sample.make(sample.options(**values) if sample.options is not None else NoOptions())
    return np.stack([columns["x1"], columns["x2"]], 1).astype(np.float64), columns[sample.target], sample.task != "regression"
