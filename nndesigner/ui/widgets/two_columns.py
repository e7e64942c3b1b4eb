"""Labels beside their fields; a row that has no room for both stands on two lines."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget


@dataclass(eq=False, slots=True)
class Line:
    """One row: its label (None where the field takes the whole width), its field, and whether it is shown."""

    label: QLabel | None
    field: QWidget
    is_shown: bool = True
    wanted: int = 0
    """The width in pixels with which the field is at ease."""

    @property
    def label_width(self) -> int:
        """Pixels that the label needs."""
        return 0 if self.label is None else self.label.sizeHint().width()


class TwoColumns(QGridLayout):
    """A form. ``arrange`` says which rows stand on two lines, from the width alone.

    Qt's QFormLayout with WrapLongRows gives a form inside a form, once it wraps, the height of one that does not: fields are
    squeezed until their pictures have a negative size. Here wrapping moves widgets, and every row has its own height.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self._broken: set[int] | None = None
        self.setColumnStretch(1, 1)

    def add(self, label: QLabel | None, field: QWidget) -> Line:
        """Add a row below the others."""
        line = Line(label, field)
        self.lines.append(line)
        self._broken = None
        return line

    def show_line(self, line: Line, is_shown: bool) -> None:
        """Show the row or hide it."""
        line.is_shown = is_shown
        line.field.setVisible(is_shown)
        if line.label is not None:
            line.label.setVisible(is_shown)

    def wanted_width(self) -> int:
        """The width in which no row needs two lines."""
        shown = [line for line in self.lines if line.is_shown]
        labels = max((line.label_width for line in shown), default=0)
        beside = [line.wanted for line in shown if line.label is not None]
        return max((labels + self.horizontalSpacing() + max(beside) if beside else 0, *self._alone(shown)))

    def narrowest(self) -> int:
        """The width below which even rows on two lines are clipped."""
        shown = [line for line in self.lines if line.is_shown]
        return max((0, *(line.label_width for line in shown), *(line.field.minimumSizeHint().width() for line in shown)))

    def arrange(self, width: int) -> None:
        """Place every row for ``width`` pixels."""
        broken = self._too_long(width)
        if broken == self._broken:
            return
        self._broken = broken
        for index, line in enumerate(self.lines):
            for widget in (line.label, line.field):
                if widget is not None:
                    self.removeWidget(widget)
            if line.label is None:
                self.addWidget(line.field, 2 * index, 0, 1, 2, Qt.AlignmentFlag.AlignHCenter)
            elif index in broken:
                line.label.setMinimumHeight(0)
                self.addWidget(line.label, 2 * index, 0, 1, 2)
                self.addWidget(line.field, 2 * index + 1, 0, 1, 2)
            else:
                editor = line.label.buddy() or line.field
                high = max(editor.sizeHint().height(), line.label.minimumSizeHint().height())
                line.label.setMinimumHeight(high)  # in the middle of the editor, not of what is below it
                self.addWidget(line.label, 2 * index, 0, Qt.AlignmentFlag.AlignTop)
                self.addWidget(line.field, 2 * index, 1)

    def _too_long(self, width: int) -> set[int]:
        """Which rows stand on two lines: those with long labels or those with wide fields, whichever are fewer."""
        room = width - self.horizontalSpacing()
        labels = {index: line.label_width for index, line in enumerate(self.lines) if line.is_shown and line.label is not None}
        fields = {index: self.lines[index].wanted for index in labels}
        long = {index for index, label in labels.items() if label > room - max(fields.values())}
        wide = {index for index, field in fields.items() if field > room - max(labels.values())}
        return long if len(long) < len(wide) else wide

    @staticmethod
    def _alone(lines: list[Line]) -> list[int]:
        return [line.field.minimumSizeHint().width() for line in lines if line.label is None]
