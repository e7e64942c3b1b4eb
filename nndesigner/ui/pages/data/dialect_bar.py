"""How the file was read, in one line; opened, every detection can be overridden, and a preview shows what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}
QUOTES = {'"': 'double quote "', "'": "single quote '", "": "no quotes"}
DECIMALS = {".": "point", ",": "comma"}
HEADERS = {True: "in the first row", False: "none"}
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "cp1252",
    "iso-8859-1",
    "iso-8859-15",
    "cp1250",
    "cp1251",
    "cp437",
    "shift_jis",
    "gb18030",
    "big5",
    "euc-kr",
)
_FIELDS = {
    "text": ("encoding", "delimiter", "quote", "header", "decimal"),
    "workbook": ("sheet", "header"),
}  # fmt: skip
_TITLES = {
    "sheet": "Sheet",
    "encoding": "Encoding",
    "delimiter": "Delimiter",
    "quote": "Quotes",
    "header": "Header",
    "decimal": "Decimal sign",
}
_PATIENCE_MS = 500
_ABREAST = 3


def has_dialect(source: Mapping[str, Any], project: Path | None) -> bool:
    """Whether ``source`` is text that can be read in other ways: no picture, no generator, no folder of images."""
    if source.get("kind") == "file":
        folder = project.parent if project is not None else Path()
        return not (folder / str(source.get("path", ""))).is_dir()
    return source.get("kind") == "embedded" and "painted" not in source


class DialectBar(QWidget):
    """Shows a dialect. Opened, ``edited`` carries what the person has fixed so far, ``{field: value}`` (a missing field is
    detected), for a preview; ``changed`` carries it when it is to be done. ``opened(bool)`` frames that.
    """

    changed = Signal(dict)
    edited = Signal(dict)
    opened = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLabel()
        self.line.setProperty("quiet", True)
        self.line.setWordWrap(True)
        self.toggle = QToolButton()
        self.toggle.setObjectName("data.reading")
        self.toggle.setText(tr("Change how it is read"))
        self.toggle.setCheckable(True)
        self.toggle.setArrowType(Qt.ArrowType.RightArrow)
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggle.toggled.connect(self._open)
        self.fields: dict[str, QComboBox] = {name: QComboBox() for name in _TITLES}
        self.labels: dict[str, QLabel] = {}
        self.missing = QLineEdit()
        self.missing.setPlaceholderText(tr("e.g. 999, unknown"))
        self.missing.setMinimumWidth(12 * SPACING)
        self.missing.setAccessibleName(tr("Further spellings of a missing value, separated by commas"))
        self.form = self._make_form()
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self._tell)
        self._options: dict[str, Any] = {}
        self._dialect: Any = None
        self.missing.textEdited.connect(lambda _text: self._timer.start())
        self._arrange()

    def show_dialect(self, dialect: Any, options: dict[str, Any]) -> None:
        """Show what was detected (``dialect``) and what the person had fixed (``options``, the source's ``read``)."""
        self._options, self._dialect = dict(options), dialect
        shown = _FIELDS.get(dialect.medium, ())
        for name, field in self.fields.items():
            field.setVisible(name in shown)
            self.labels[name].setVisible(name in shown)
        self.toggle.setChecked(False)
        self.show_found(dialect, options)
        if not self._timer.isActive() and not self.missing.hasFocus():
            self.missing.setText(", ".join(options.get("missing", ())))
        parts = [*_facts(dialect), *dialect.notes]
        self.line.setText(tr("Read as: {what}", what=" · ".join(part for part in parts if part)))

    def show_found(self, dialect: Any, options: dict[str, Any]) -> None:
        """Show in the fields what is detected under these ``options``."""
        for name, field in self.fields.items():
            self._fill(field, name, getattr(dialect, name), options.get(name), name in options, dialect.sheets)

    def options(self) -> dict[str, Any]:
        """What the person has fixed, as the ``read`` part of a source."""
        shown = [(name, field) for name, field in self.fields.items() if not field.isHidden()]
        fixed = {name: field.currentData()[0] for name, field in shown if field.currentIndex() > 0}
        words = tuple(word.strip() for word in self.missing.text().split(",") if word.strip())
        return fixed | ({"missing": list(words)} if words else {})

    def _make_form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, SPACING)
        grid.setHorizontalSpacing(3 * SPACING)
        grid.setVerticalSpacing(SPACING)
        places = (0, *range(len(self.fields) - 1))  # the sheet stands where a text has its encoding
        for place, (name, field) in zip(places, self.fields.items(), strict=True):
            label = QLabel(tr(_TITLES[name]))
            label.setBuddy(field)
            self.labels[name] = label
            field.setObjectName(f"data.read.{name}")
            field.setAccessibleName(tr(_TITLES[name]))
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(3)
            field.activated.connect(lambda _index: self._tell())
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            grid.addWidget(label, 2 * (place // _ABREAST), place % _ABREAST)
            grid.addWidget(field, 2 * (place // _ABREAST) + 1, place % _ABREAST)
            grid.setColumnStretch(place % _ABREAST, 1)
        label = QLabel(tr("Also missing"))
        label.setBuddy(self.missing)
        grid.addWidget(label, 2, _ABREAST - 1)
        grid.addWidget(self.missing, 3, _ABREAST - 1)
        grid.addLayout(self._make_buttons(), 4, 0, 1, _ABREAST)
        form.hide()
        return form

    def _make_buttons(self) -> QHBoxLayout:
        self.apply = QPushButton(tr("Read it so"))
        self.apply.setObjectName("data.read.apply")
        self.apply.setProperty("primary", True)
        self.apply.setToolTip(tr("Read the whole file again in this way; can be undone"))
        self.apply.clicked.connect(self._apply)
        self.reset = QPushButton(tr("Detect all"))
        self.reset.setObjectName("data.read.detect")
        self.reset.setToolTip(tr("Leave everything to detection again"))
        self.reset.clicked.connect(self._detect_all)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(lambda: self.toggle.setChecked(False))
        row = QHBoxLayout()
        row.setSpacing(2 * SPACING)
        row.addStretch(1)
        for button in (self.reset, self.cancel, self.apply):
            row.addWidget(button)
        return row

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2 * SPACING)
        top.addWidget(self.line, 1)
        top.addWidget(self.toggle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(top)
        layout.addWidget(self.form)

    def _fill(self, field: QComboBox, name: str, found: Any, fixed: Any, is_fixed: bool, sheets: Sequence[str]) -> None:
        names = {"delimiter": DELIMITERS, "quote": QUOTES, "header": HEADERS, "decimal": DECIMALS}.get(name)
        choices = dict(names) if names else {code: code.upper() for code in ENCODINGS}
        choices = {sheet: sheet for sheet in sheets} if name == "sheet" else choices
        for value in (found, fixed):
            if value is not None and value not in choices:
                choices[value] = {"encoding": str(value).upper(), "sheet": str(value)}.get(name, repr(value))
        field.blockSignals(True)
        field.clear()
        detected = choices.get(found if found is not None else "", "")
        field.addItem(tr("{what} (detected)", what=tr(detected)) if detected and not is_fixed else tr("Detect"), None)
        for value, text in choices.items():
            field.addItem(tr(text), (value,))
            if is_fixed and value == fixed:
                field.setCurrentIndex(field.count() - 1)
        field.setToolTip(field.currentText())
        field.view().setMinimumWidth(field.view().sizeHintForColumn(0) + 6 * SPACING)
        field.blockSignals(False)

    def _open(self, is_open: bool) -> None:
        self.toggle.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.form.setVisible(is_open)
        self.opened.emit(is_open)
        if is_open:
            self._show_present()
            self._tell()

    def _show_present(self) -> None:
        """Show how the table was read, not what was tried in the form and never done."""
        if self._dialect is not None:
            self.show_found(self._dialect, self._options)
            self.missing.setText(", ".join(self._options.get("missing", ())))

    def _tell(self) -> None:
        self._timer.stop()
        self.apply.setEnabled(self.options() != self._options)
        self.edited.emit(self.options())

    def _apply(self) -> None:
        self._timer.stop()
        self.toggle.setChecked(False)
        self.changed.emit(self.options())

    def _detect_all(self) -> None:
        for field in self.fields.values():
            field.setCurrentIndex(0)
        self.missing.clear()
        self._tell()


def _facts(dialect: Any) -> list[str]:
    """What is to be said of how a table was read, from text, a workbook, or a file that knows its columns by itself."""
    header = tr("header in the first row") if dialect.header else tr("no header")
    if dialect.medium == "workbook":
        return [tr("sheet “{name}” of a workbook", name=dialect.sheet), header]
    if dialect.medium != "text":
        return [tr("a Parquet file, with the names and types that it holds") if dialect.medium == "parquet" else tr("images")]
    return [
        str(dialect.encoding or "").upper(),
        tr("delimiter {name}", name=tr(DELIMITERS.get(dialect.delimiter, repr(dialect.delimiter)))),
        tr(QUOTES.get(dialect.quote or "", str(dialect.quote))),
        header,
        tr("decimal {sign}", sign=tr(DECIMALS.get(dialect.decimal or ".", str(dialect.decimal)))),
    ]
