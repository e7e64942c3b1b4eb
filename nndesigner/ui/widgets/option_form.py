"""A form made from the option declarations of a part: one row an option, checked as the part itself would check it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QSpinBox, QToolButton, QVBoxLayout, QWidget

from nndesigner.core.errors import OptionError
from nndesigner.core.options import REQUIRED, Option
from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING
from nndesigner.ui.widgets.number_edit import NumberEdit, number_text
from nndesigner.ui.widgets.part_picker import PartPicker, spec_of
from nndesigner.ui.widgets.two_columns import Line, TwoColumns
from nndesigner.ui.widgets.wheel import leave_wheel

_LARGEST = 2**31 - 1
_FIELD_LETTERS = 9  # room for a number such as 0.00015
_SEVERAL = object()  # the value of a row whose blocks have different ones


class OptionForm(QWidget):
    """Rows for ``options``; ``changed`` carries an option's name and its new, legal value as builtins.

    A value that the option refuses stays in its row with the sentence below it, and is not passed on. Advanced options are
    folded away while they have their default; a form that was unfolded once is unfolded for every part of its kind.
    """

    changed = Signal(str, object)
    _unfolded: ClassVar[set[str]] = set()

    def __init__(
        self,
        owner: str,
        options: Mapping[str, Option],
        values: Mapping[str, Any],
        *,
        allowed: Callable[[type], bool] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._owner = owner
        self._rows: dict[str, _Row] = {}
        self._lines: dict[str, Line] = {}
        self._columns = layout = TwoColumns(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(3 * SPACING)
        layout.setVerticalSpacing(2 * SPACING)
        for name, declared in options.items():
            row = _Row(declared, allowed, self)
            row.edited.connect(self._take)
            label = QLabel(tr(declared.title), self)
            label.setToolTip(tr(declared.help))
            label.setBuddy(row.editor)
            row.editor.setObjectName(f"option.{name}")
            row.editor.setToolTip(tr(declared.help))
            row.editor.setAccessibleName(tr(declared.title))
            row.editor.setAccessibleDescription(tr(declared.help))
            self._lines[name] = layout.add(label, row)
            self._rows[name] = row
        self._more = self._make_more()
        self._more_line = layout.add(None, self._more)
        self.set_values(values)

    def _make_more(self) -> QToolButton:
        """The button that unfolds the advanced options."""
        button = QToolButton(self)
        button.setObjectName("option.more")
        button.setCheckable(True)
        button.setChecked(self._owner in self._unfolded)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.toggled.connect(self._fold)
        return button

    def _fold(self, is_unfolded: bool) -> None:
        (self._unfolded.add if is_unfolded else self._unfolded.discard)(self._owner)
        self._show_rows()

    def _show_rows(self) -> None:
        """Hide what is advanced and has its default, unless the form is unfolded."""
        is_unfolded = self._more.isChecked()
        folded = [row for row in self._rows.values() if row.declared.advanced and row.is_default]
        for name, row in self._rows.items():
            self._columns.show_line(self._lines[name], is_unfolded or row not in folded)
        self._columns.show_line(self._more_line, bool(folded))
        self._more.setText(tr("Fewer options") if is_unfolded else tr("More options ({count})", count=len(folded)))
        self._more.setMinimumHeight(self._more.sizeHint().height())
        self._more.setArrowType(Qt.ArrowType.DownArrow if is_unfolded else Qt.ArrowType.RightArrow)
        self._arrange()

    def _arrange(self) -> None:
        for name, row in self._rows.items():
            self._lines[name].wanted = row.wanted_width()
        self._columns.arrange(self.width())
        self.updateGeometry()

    def wanted_width(self) -> int:
        """The width in pixels in which every label stands beside its field."""
        return self._columns.wanted_width()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._columns.narrowest(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def set_values(self, values: Mapping[str, Any], *others: Mapping[str, Any]) -> None:
        """Show ``values``; options that are absent show their default, those that differ in ``others`` say so."""
        for name, row in self._rows.items():
            default = None if row.declared.default is REQUIRED else row.declared.default
            value = values.get(name, default)
            row.set_value(value)
            row.set_mixed(any(one.get(name, default) != value for one in others))
        self._show_rows()

    def editor(self, name: str) -> QWidget:
        """The widget in which option ``name`` is edited."""
        return self._rows[name].editor

    def _take(self, row: _Row, value: Any) -> None:
        try:
            checked = row.declared.check(self._owner, value)
            plain = row.declared.plain(checked)
        except OptionError as error:
            row.complain(str(error))
            return
        row.complain("")
        self.changed.emit(row.declared.name, plain)


class _Row(QWidget):
    """An editor for one option, the options of the part it holds, and room for a complaint."""

    edited = Signal(object, object)  # this row, the value as it was entered

    def __init__(self, declared: Option, allowed: Callable[[type], bool] | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.declared = declared
        self._value: Any = None
        self._nested: OptionForm | None = None
        self._nested_kind: type | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING)
        self.editor = self._make_editor(allowed)
        self._layout.addWidget(self.editor)
        self._several = QLabel(tr("several values; a choice sets them all"), self)
        self._several.setWordWrap(True)
        self._several.setProperty("quiet", True)
        self._several.hide()
        self._layout.addWidget(self._several)
        self._complaint = QLabel(self)
        self._complaint.setWordWrap(True)
        self._complaint.setProperty("problem", "error")
        self._complaint.hide()
        self._layout.addWidget(self._complaint)

    @property
    def is_default(self) -> bool:
        """Whether the shown value is the declared default."""
        default = self.declared.default
        return self._value == (list(default) if isinstance(default, tuple) else default) or self._value == default

    def wanted_width(self) -> int:
        """The width in pixels with which the editor, and the options of its part, are at ease."""
        nested = 0 if self._nested is None else self._nested.wanted_width()
        letters = self.fontMetrics().averageCharWidth() * _FIELD_LETTERS
        return max(letters, self.editor.minimumSizeHint().width(), nested)

    def complain(self, sentence: str) -> None:
        """Show ``sentence`` below the editor; an empty one takes it away."""
        self._complaint.setText(sentence)
        self._complaint.setVisible(bool(sentence))

    def set_mixed(self, is_mixed: bool) -> None:
        """Say that what is edited has several values; any choice, the shown one too, then sets them all."""
        if is_mixed:
            self._value = _SEVERAL
        if isinstance(self.editor, PartPicker):
            self.editor.is_mixed = is_mixed
        elif isinstance(self.editor, NumberEdit) and is_mixed:
            self.editor.set_value(None)
        elif isinstance(self.editor, QCheckBox):
            self.editor.setTristate(is_mixed)
            if is_mixed:
                self.editor.setCheckState(Qt.CheckState.PartiallyChecked)
        self._several.setVisible(is_mixed)

    def set_value(self, value: Any) -> None:
        """Show ``value`` without passing it on."""
        self._value = value
        editor = self.editor
        editor.blockSignals(True)
        if isinstance(editor, PartPicker):
            self._show_part(editor, value)
        elif isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
        elif isinstance(editor, QSpinBox):
            editor.setValue(editor.minimum() if value is None else value)
        elif isinstance(editor, NumberEdit):
            editor.set_value(value)
        elif not (editor.hasFocus() and editor.isModified()):
            editor.setText(", ".join(map(number_text, value)) if isinstance(value, (list, tuple)) else str(value or ""))
        editor.blockSignals(False)

    def _emit(self, value: Any) -> None:
        if value != self._value:
            self.edited.emit(self, value)

    def _make_editor(self, allowed: Callable[[type], bool] | None) -> QWidget:
        declared = self.declared
        if declared.registry:
            offers_none = declared.optional and declared.default is None
            picker = PartPicker(declared.registry, optional=offers_none, allowed=allowed, parent=self)
            picker.picked.connect(self._emit)
            return picker
        if declared.kind == "bool":
            box = QCheckBox(self)
            box.clicked.connect(lambda: self._emit(box.isChecked()))
            return box
        if declared.choices is not None:
            combo = QComboBox(self)
            leave_wheel(combo)
            for choice in (*([None] if declared.optional else []), *declared.choices):
                combo.addItem(tr("none") if choice is None else str(choice), choice)
            combo.activated.connect(lambda _index: self._emit(combo.currentData()))
            return combo
        if declared.kind == "int" and not declared.optional:
            return self._make_spin_box()
        if declared.kind in ("int", "float"):
            number = NumberEdit(whole=declared.kind == "int", optional=declared.optional, parent=self)
            number.committed.connect(self._emit)
            number.refused.connect(lambda text: self.complain(tr("{text} is not a number.", text=repr(text))))
            return number
        line = QLineEdit(self)
        line.editingFinished.connect(lambda: self._commit_line(line))
        return line

    def _make_spin_box(self) -> QSpinBox:
        declared = self.declared
        spin = QSpinBox(self)
        leave_wheel(spin)
        lowest = (
            declared.minimum
            if declared.minimum is not None
            else (declared.above + 1 if declared.above is not None else -_LARGEST)
        )
        spin.setRange(int(lowest), int(declared.maximum if declared.maximum is not None else _LARGEST))
        spin.setKeyboardTracking(False)
        spin.setAccelerated(True)
        spin.valueChanged.connect(self._emit)
        spin.lineEdit().returnPressed.connect(lambda: self._value is _SEVERAL and self._emit(spin.value()))
        return spin

    def _commit_line(self, line: QLineEdit) -> None:
        if not line.isModified():
            return
        line.setModified(False)
        text = line.text().strip()
        if not self.declared.kind.startswith("tuple"):
            self._emit(text or (None if self.declared.optional else ""))
            return
        try:
            self._emit([float(item) for item in text.replace("×", ",").replace(";", ",").split(",") if item.strip()])
        except ValueError:
            self.complain(tr("Write numbers with commas between them; received {text}.", text=repr(text)))

    def _show_part(self, picker: PartPicker, value: Any) -> None:
        part = spec_of(self.declared, value)
        picker.set_part(part)
        kind = type(part) if part is not None else None
        options = getattr(kind, "OPTIONS", {})
        values = part.get_config() if part is not None else {}
        if kind is self._nested_kind:
            if self._nested is not None:
                self._nested.set_values(values)
            return
        if self._nested is not None:
            self._nested.hide()
            self._nested.setParent(None)  # what is deleted later is laid out and painted until then
            self._nested.deleteLater()
            self._nested = None
        self._nested_kind = kind
        if options:
            self._nested = OptionForm(kind.__name__, options, values, parent=self)
            self._nested.changed.connect(self._set_nested)
            self._layout.insertWidget(1, self._nested)

    def _set_nested(self, name: str, value: Any) -> None:
        part = self.editor.part
        config = part.get_config() | {name: value}
        self._emit({"class_name": part.registered_name, "config": config})
