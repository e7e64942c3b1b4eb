"""The painter's window: what is painted with on the left, the sheet on the right, the points as data at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nndesigner.core.text import grouped, tr
from nndesigner.ui.pages.data.painter.points import MOST, Brush, Points
from nndesigner.ui.pages.data.painter.sheet import Sheet
from nndesigner.ui.plots.point_marks import class_color, class_shape
from nndesigner.ui.theme import SPACING, theme

# name: title, lowest, highest, start (of a slider), what it does
_SLIDERS = {
    "size": ("Size", 0, 100, 20, "Radius of the brush, in hundredths of the sheet’s half width"),
    "density": ("Density", 1, 30, 4, "How many points one dab leaves"),
    "jitter": ("Jitter", 0, 100, 0, "How far points stray from where they would fall"),
}
_TOOLS_WIDTH = 60 * SPACING


class Painter(QDialog):
    """``painted(points)`` carries what is to become the project's data."""

    painted = Signal(object)

    def __init__(self, points: Points | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("painter")
        self.setWindowTitle(tr("Paint points"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.sheet = Sheet()
        self.kind = QComboBox()
        self.kind.setObjectName("painter.kind")
        self.kind.addItem(tr("Classes"), True)
        self.kind.addItem(tr("Numbers"), False)
        self.kind.setToolTip(tr("What is to be predicted from the place of a point; changing it clears the sheet"))
        self.kind.activated.connect(lambda _index: self._set_kind(self.kind.currentData()))
        self.classes: list[QToolButton] = []
        self._class_group = QButtonGroup(self)
        self.value = self._slider("value", -10, 10, 10, tr("The number that points get, from -1 to 1, in tenths"))
        self.sliders = {name: self._slider(name, *row[1:4], tr(row[4])) for name, row in _SLIDERS.items()}
        self.eraser = QToolButton()
        self.eraser.setObjectName("painter.eraser")
        self.eraser.setText(tr("Eraser"))
        self.eraser.setToolTip(tr("Rub points out (E); the right mouse button does it at any time"))
        self.eraser.setCheckable(True)
        self.eraser.toggled.connect(self._erase)
        self.undo = self._tool("undo", tr("Undo"), tr("Take the last stroke back (Ctrl+Z)"), self.sheet.undo)
        self.redo = self._tool("redo", tr("Redo"), tr("Paint it again (Ctrl+Shift+Z)"), self.sheet.redo)
        self.clear = self._tool("delete", tr("Clear"), tr("Take all points away; can be undone"), self._clear)
        self.count = QLabel()
        self.count.setWordWrap(True)
        self.count.setProperty("quiet", True)
        self.use = QPushButton(tr("Use these points"))
        self.use.setObjectName("painter.use")
        self.use.setProperty("primary", True)
        self.use.clicked.connect(self._use)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self._arrange()
        self._add_keys()
        self.sheet.changed.connect(self._show)
        self.sheet.set_points(points or Points())
        self.kind.setCurrentIndex(self.kind.findData(self.sheet.points.is_classes))
        self._show_kind()
        self._set_brush()
        theme().changed.connect(self._show_kind)
        self.resize(220 * SPACING, 150 * SPACING)
        self.sheet.setFocus()

    # -- what is painted with --------------------------------------------------------------------------------------------

    def choose_class(self, index: int) -> None:
        """Paint the class number ``index``, from 0."""
        if self.sheet.points.is_classes and index < len(self.classes):
            self.classes[index].setChecked(True)
            self.eraser.setChecked(False)
            self.sheet.label = float(index)
            self.sheet.update()

    def _set_value(self) -> None:
        if not self.sheet.points.is_classes:
            self.sheet.label = self.value.value() / 10
            self.eraser.setChecked(False)
            self._value_label.setText(tr("Value {value}", value=f"{self.sheet.label:+.1f}"))
            self.sheet.update()

    def _set_brush(self) -> None:
        left, right, bottom, top = self.sheet.points.area
        half = min(right - left, top - bottom) / 2
        parts = {name: slider.value() for name, slider in self.sliders.items()}
        self.sheet.brush = Brush(half * parts["size"] / 200, parts["density"], half * parts["jitter"] / 400)
        self.sheet.update()

    def _set_kind(self, is_classes: bool) -> None:
        if is_classes != self.sheet.points.is_classes:
            self.sheet.become(self.sheet.points.cleared(is_classes=is_classes))

    def _erase(self, is_on: bool) -> None:
        self.sheet.is_erasing = is_on
        self.sheet.update()

    def _clear(self) -> None:
        if len(self.sheet.points):
            self.sheet.become(self.sheet.points.cleared())

    # -- showing ---------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        points = self.sheet.points
        if self._classes_box.isHidden() == points.is_classes:
            self.kind.setCurrentIndex(self.kind.findData(points.is_classes))
            self._show_kind()
        parts = [tr("{n} points", n=grouped(len(points)))]
        if points.is_classes:
            parts += [f"{name}: {count}" for name, count in zip(points.classes, points.counts(), strict=True) if count]
        if len(points) >= MOST:
            parts.append(tr("the sheet is full"))
        self.count.setText(" · ".join(parts) + (f"\n{points.lack}" if points.lack else ""))
        self.use.setEnabled(not points.lack)
        self.undo.setEnabled(self.sheet.can_undo)
        self.redo.setEnabled(self.sheet.can_redo)
        self.clear.setEnabled(len(points) > 0)

    def _show_kind(self) -> None:
        points = self.sheet.points
        self._classes_box.setVisible(points.is_classes)
        self._value_box.setVisible(not points.is_classes)
        for index, button in enumerate(self.classes):
            button.setText(points.classes[index])
            button.setIcon(_class_icon(index))
        if points.is_classes:
            self.choose_class(min(int(max(0, self.sheet.label)), len(self.classes) - 1))
        else:
            self._set_value()

    def _use(self) -> None:
        self.painted.emit(self.sheet.points)
        self.accept()

    # -- building --------------------------------------------------------------------------------------------------------

    def _slider(self, name: str, lowest: int, highest: int, start: int, tip: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName(f"painter.{name}")
        slider.setAccessibleName(tip)
        slider.setToolTip(tip)
        slider.setRange(lowest, highest)
        slider.setValue(start)
        slider.valueChanged.connect(lambda _value: self._set_value() if name == "value" else self._set_brush())
        return slider

    def _tool(self, icon: str, text: str, tip: str, do: Any) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"painter.{icon}")
        button.setToolTip(tip)
        button.setAccessibleName(text)
        theme().set_icon(button, icon)
        button.clicked.connect(lambda _checked=False: do())
        return button

    def _add_keys(self) -> None:
        keys = {"Ctrl+Z": self.sheet.undo, "Ctrl+Shift+Z": self.sheet.redo, "Ctrl+Y": self.sheet.redo, "E": self.eraser.toggle}
        keys |= {str(index + 1): lambda index=index: self.choose_class(index) for index in range(len(self.classes))}
        for text, do in keys.items():
            QShortcut(QKeySequence(text), self, do)

    def _arrange(self) -> None:
        tools = QVBoxLayout()
        tools.setSpacing(2 * SPACING)
        tools.addWidget(_titled(tr("To predict"), self.kind))
        self._classes_box = self._make_classes()
        self._value_label = QLabel()
        self._value_box = _titled(self._value_label, self.value)
        tools.addWidget(self._classes_box)
        tools.addWidget(self._value_box)
        tools.addSpacing(2 * SPACING)
        for name, (title, *_rest) in _SLIDERS.items():
            tools.addWidget(_titled(tr(title), self.sliders[name]))
        tools.addSpacing(2 * SPACING)
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        for widget in (self.eraser, self.undo, self.redo, self.clear):
            row.addWidget(widget)
        row.addStretch(1)
        tools.addLayout(row)
        tools.addStretch(1)
        tools.addWidget(self.count)
        ends = QHBoxLayout()
        ends.addWidget(self.cancel)
        ends.addWidget(self.use, 1)
        tools.addLayout(ends)
        side = QWidget()
        side.setLayout(tools)
        tools.setContentsMargins(0, 0, 0, 0)
        side.setFixedWidth(_TOOLS_WIDTH)
        for button in (self.use, self.cancel):
            button.setAutoDefault(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*(4 * SPACING,) * 4)
        layout.setSpacing(4 * SPACING)
        layout.addWidget(side)
        layout.addWidget(self.sheet, 1)

    def _make_classes(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACING)
        for index in range(6):
            button = QToolButton()
            button.setObjectName(f"painter.class.{index + 1}")
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(16, 16))
            button.setToolTip(tr("Paint this class ({n})", n=index + 1))
            button.setMinimumWidth((_TOOLS_WIDTH - 2 * SPACING) // 3)
            button.clicked.connect(lambda _checked=False, index=index: self.choose_class(index))
            self._class_group.addButton(button)
            self.classes.append(button)
            grid.addWidget(button, index // 3, index % 3)
        return box


def embedded(points: Points) -> dict[str, Any]:
    """The points as the source of a project's data; it remembers that they were painted, and on which sheet."""
    painted = {"area": list(points.area), "is_classes": points.is_classes}
    return {"kind": "embedded", "name": tr("Painted points"), "csv": points.to_csv(), "painted": painted}


def to_paint_on(project: Any) -> Points | None:
    """The points of the project's data to go on painting with; None where they are no points of a plane."""
    if project.table is None or project.recipe is None:
        return None
    points = Points.from_table(project.table, project.recipe)
    painted = dict(project.source or {}).get("painted")
    if points is not None and isinstance(painted, dict) and len(painted.get("area", ())) == 4:
        points = replace(points, area=tuple(map(float, painted["area"])))
    return points


def _titled(title: str | QLabel, field: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACING)
    label = QLabel(title) if isinstance(title, str) else title
    label.setBuddy(field)
    column.addWidget(label)
    column.addWidget(field)
    return box


def _class_icon(index: int) -> QIcon:
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(16, 16)
    painter.fillPath(class_shape(index, 22), class_color(index))
    painter.end()
    return QIcon(pixmap)
