"""What one row is: a case of its own, a moment in a time series, or an image; and what the network therefore gets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from nndesigner.core.text import grouped, tr
from nndesigner.data.images import all_image_shapes, image_shapes
from nndesigner.data.window import LONGEST
from nndesigner.ui.pages.data.window_counts import WindowCounts
from nndesigner.ui.theme import SPACING

_KINDS = {"case": "A case of its own", "series": "A moment in a time series", "image": "An image"}
_TIME_TYPES = ("date", "number")
_GROUP_TYPES = ("identifier", "category", "text", "yes/no")


class RowShape(QWidget):
    """Edits window and image shape of a recipe; ``edit_wanted`` carries a function from the project to the Edit."""

    edit_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project: Any = None
        self._is_showing = False
        self.kinds: dict[str, QRadioButton] = {}
        self.series = _Series()
        self.series.changed.connect(self._set_window)
        self.image = _Image()
        self.image.changed.connect(self._set_image)
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setObjectName("data.shape.sentence")
        self.sentence.setProperty("quiet", True)
        self.counts = WindowCounts(self)
        self.counts.ready.connect(self._show_windows)
        self._arrange()

    def show_project(self, project: Any) -> None:
        """Show what a row of ``project``, which has data, is."""
        self._project = project
        recipe = project.recipe
        kind = "series" if recipe.window is not None else "image" if recipe.image_shape is not None else "case"
        self._is_showing = True
        self.kinds[kind].setChecked(True)
        self.series.setVisible(kind == "series")
        self.image.setVisible(kind == "image")
        if kind == "series":
            self.series.show_window(recipe.window, project.table)
        if kind == "image":
            self.image.show_image(recipe, _width(project))
        self._is_showing = False
        able = kind == "image" or bool(all_image_shapes(_width(project)))
        self.kinds["image"].setEnabled(able)
        text = tr("The features do not fill a rectangle: their numbers must divide into rows and columns.")
        self.kinds["image"].setToolTip("" if able else text)
        self._describe(kind)

    def _describe(self, kind: str) -> None:
        from nndesigner.project.facts import data_facts

        project = self._project
        shape = data_facts(project.contents).input_shape
        if shape is None:
            self.sentence.setText(tr("There is no feature yet that the network could see."))
            return
        sizes = " × ".join(map(str, shape))
        if kind == "series":
            self._shape = sizes
            self.sentence.setText(tr("{shape} numbers a window", shape=sizes))
            self.counts.count(project.table, project.recipe, project.split)
            return
        self.counts.stop()
        text = tr("The network sees {shape} numbers a row.") if kind == "case" else tr("The network sees an image of {shape}.")
        self.sentence.setText(text.format(shape=sizes))

    def _show_windows(self, counts: tuple[int, int, int] | None) -> None:
        if counts is None:
            self.sentence.setText(tr("There are no such windows over these rows."))
            return
        text = tr("{shape} numbers a window; {all} windows: {train} to train, {validation} to validate, {test} to test.")
        names = dict(zip(("train", "validation", "test"), map(grouped, counts), strict=True))
        self.sentence.setText(text.format(shape=self._shape, all=grouped(sum(counts)), **names))

    def _choose(self, kind: str) -> None:
        from nndesigner.data.window_guess import guess_window
        from nndesigner.project.edits import SetImageShape, SetWindow

        if self._is_showing or self._project is None:
            return
        project, recipe = self._project, self._project.recipe
        if kind == "series":
            window = guess_window(project.table, recipe)
            self.edit_wanted.emit(lambda project: SetWindow(project, window))
        elif kind == "image":
            width = _width(project)
            shape = next(iter((*image_shapes(width), *all_image_shapes(width))), None)
            if shape is not None:
                self.edit_wanted.emit(lambda project: SetImageShape(project, shape))
        elif recipe.window is not None:
            self.edit_wanted.emit(lambda project: SetWindow(project, None))
        else:
            self.edit_wanted.emit(lambda project: SetImageShape(project, None))

    def _set_window(self, changes: dict[str, Any]) -> None:
        from nndesigner.project.edits import SetWindow

        self.edit_wanted.emit(lambda project: SetWindow(project, replace(project.recipe.window, **changes)))

    def _set_image(self, shape: tuple[int, int, int], planes: bool) -> None:
        from nndesigner.project.edits import SetImageShape

        self.edit_wanted.emit(lambda project: SetImageShape(project, shape, planes=planes))

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACING)
        title = QLabel(tr("One row is"))
        layout.addWidget(title)
        layout.addWidget(self.sentence)
        group = QButtonGroup(self)
        below = {"series": self.series, "image": self.image}
        for kind, text in _KINDS.items():
            radio = self.kinds[kind] = QRadioButton(tr(text))
            radio.setObjectName(f"data.shape.{kind}")
            radio.clicked.connect(lambda _on, kind=kind: self._choose(kind))
            group.addButton(radio)
            layout.addWidget(radio)
            if kind in below:
                layout.addWidget(below[kind])


class _Series(QWidget):
    """The fields of a window; ``changed`` carries what is to be another."""

    changed = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self.look_back = self._number("look_back", tr("Rows that the network sees before each prediction"))
        self.horizon = self._number("horizon", tr("How many rows after the last one seen the target is"))
        self.time = self._column("time", tr("Column that orders the rows"), tr("the table's order"))
        self.group = self._column("group", tr("Column that tells several series apart"), tr("one series"))
        self.own_past = QCheckBox(tr("See the target's own past"))
        self.own_past.setObjectName("data.window.own_past")
        self.own_past.clicked.connect(lambda on: self.changed.emit({"own_past": on}))
        form = _indented(self)
        form.addRow(tr("Rows back"), self.look_back)
        form.addRow(tr("Rows ahead"), self.horizon)
        form.addRow(tr("Ordered by"), self.time)
        form.addRow(tr("Series by"), self.group)
        form.addRow(self.own_past)

    def show_window(self, window: Any, table: Any) -> None:
        """Show ``window`` over ``table``."""
        for field, value in ((self.look_back, window.look_back), (self.horizon, window.horizon)):
            field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(False)
        for combo, value, types in ((self.time, window.time, _TIME_TYPES), (self.group, window.group, _GROUP_TYPES)):
            while combo.count() > 1:
                combo.removeItem(1)
            for name in dict.fromkeys([c.name for c in table.columns if c.type in types] + ([value] if value else [])):
                combo.addItem(name, name)
            combo.setCurrentIndex(combo.findData(value))
        self.own_past.setChecked(window.own_past)

    def _number(self, name: str, title: str) -> QSpinBox:
        spin = QSpinBox(minimum=1, maximum=LONGEST, keyboardTracking=False)
        spin.setObjectName(f"data.window.{name}")
        spin.setAccessibleName(title)
        spin.setToolTip(title)
        spin.setMinimumWidth(16 * SPACING)
        spin.valueChanged.connect(lambda value: self.changed.emit({name: value}))
        return spin

    def _column(self, name: str, title: str, none: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"data.window.{name}")
        combo.setAccessibleName(title)
        combo.setToolTip(title)
        combo.addItem(none, "")
        combo.setMinimumContentsLength(4)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.activated.connect(lambda _index: self.changed.emit({name: combo.currentData()}))
        return combo


class _Image(QWidget):
    """Which of the images that the features fill; ``changed`` carries shape and whether channels are whole planes."""

    changed = Signal(tuple, bool)

    def __init__(self) -> None:
        super().__init__()
        self.shape = QComboBox()
        self.shape.setObjectName("data.image.shape")
        self.shape.setAccessibleName(tr("Height, width and channels of the image"))
        self.shape.activated.connect(lambda _index: self._tell())
        self.planes = QCheckBox(tr("One channel after another"))
        self.planes.setObjectName("data.image.planes")
        self.planes.setToolTip(tr("All red values first, then all green ones, as in CIFAR; else pixel by pixel."))
        self.planes.clicked.connect(lambda _on: self._tell())
        form = _indented(self)
        form.addRow(tr("Size"), self.shape)
        form.addRow(self.planes)

    def show_image(self, recipe: Any, width: int) -> None:
        """Show the image of ``recipe`` among those that ``width`` numbers fill."""
        self.shape.clear()
        for shape in dict.fromkeys((*all_image_shapes(width), tuple(recipe.image_shape))):
            self.shape.addItem(" × ".join(map(str, shape)), shape)
        self.shape.setCurrentText(" × ".join(map(str, recipe.image_shape)))
        self.planes.setChecked(recipe.image_planes)
        self.planes.setVisible(recipe.image_shape[-1] > 1)

    def _tell(self) -> None:
        self.changed.emit(tuple(self.shape.currentData()), self.planes.isChecked())


def _indented(widget: QWidget) -> QFormLayout:
    form = QFormLayout(widget)
    form.setContentsMargins(5 * SPACING, 0, 0, SPACING)
    form.setHorizontalSpacing(2 * SPACING)
    form.setVerticalSpacing(SPACING)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _width(project: Any) -> int:
    """How many numbers the features become, the target's own past not counted."""
    from nndesigner.project.facts import data_facts

    features = {column.name for column in project.recipe.features}
    return sum(width for name, width in data_facts(project.contents).widths.items() if name in features)
