"""A number field for values over many magnitudes: shown short, stepped in proportion."""

from __future__ import annotations

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget


class ShortNumber(QDoubleSpinBox):
    """A spin box that shows 0.001 as 0.001 and 1e-7 as 1e-07; each step is a tenth of the value's magnitude."""

    def __init__(self, minimum: float, maximum: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(12)
        self.setRange(minimum, maximum)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.setKeyboardTracking(False)

    def textFromValue(self, value: float) -> str:
        return f"{value:.6g}"

    def valueFromText(self, text: str) -> float:
        try:
            return float(text.strip().replace(",", "."))
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        try:
            value = float(text.strip().replace(",", "."))
        except ValueError:
            known = set("0123456789.,eE+-")
            state = QValidator.State.Intermediate if set(text.strip()) <= known else QValidator.State.Invalid
            return state, text, position
        is_inside = self.minimum() <= value <= self.maximum()
        return (QValidator.State.Acceptable if is_inside else QValidator.State.Intermediate), text, position
