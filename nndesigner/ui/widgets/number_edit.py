"""A line for one number: whole or not, empty where none is allowed, Up and Down step it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nndesigner.core.text import tr


class NumberEdit(QLineEdit):
    """Text that is read as a number when it is committed (Enter, focus away, Up and Down).

    ``committed`` carries an int or a float, or None for an empty line of an optional number; ``refused`` what stood there
    when it is no number.
    """

    committed = Signal(object)
    refused = Signal(str)

    def __init__(self, *, whole: bool, optional: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = whole
        self._optional = optional
        self._shown: float | int | None = None
        if optional:
            self.setPlaceholderText(tr("none"))
        self.editingFinished.connect(self._commit)

    def set_value(self, value: float | int | None) -> None:
        """Show ``value`` unless the person is typing another one."""
        self._shown = value
        if not (self.hasFocus() and self.isModified()):
            self.setText(number_text(value))
            self.setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            value = self._parse()
            if value is not None and value is not NotImplemented:
                up = event.key() == Qt.Key.Key_Up
                self.setText(number_text(_stepped_whole(value, up) if self._whole else stepped(value, up)))
                self.setModified(True)
                self._commit()
            return
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setText(number_text(self._shown))
            self.setModified(False)
            return
        super().keyPressEvent(event)

    def _parse(self):
        text = self.text().strip().replace("−", "-")
        if not text:
            return None if self._optional else NotImplemented
        try:
            value = float(text)
        except ValueError:
            return NotImplemented
        return int(value) if self._whole and value.is_integer() else value

    def _commit(self) -> None:
        if not self.isModified():
            return
        value = self._parse()
        self.setModified(False)
        if value is NotImplemented:
            self.refused.emit(self.text())
        elif value != self._shown:
            self.committed.emit(value)


def number_text(value: float | int | None) -> str:
    """A number as a person would write it: no needless digits."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.10g}"


def _stepped_whole(value: float, up: bool) -> int:
    return int(value) + (1 if up else -1)


def stepped(value: float, up: bool) -> float:
    """The next number of the series 1, 2, 5, 10 … above or below ``value``; its sign is kept, and 0 steps to ±0.1."""
    if value == 0:
        return 0.1 if up else -0.1
    outward = up == (value > 0)
    size = abs(value)
    exponent = math.floor(math.log10(size) + 1e-9)
    ladder = [factor * 10.0**power for power in (exponent - 1, exponent, exponent + 1) for factor in (1, 2, 5)]
    near = [step for step in ladder if (step > size * (1 + 1e-9) if outward else step < size * (1 - 1e-9))]
    return math.copysign(near[0] if outward else near[-1], value)
