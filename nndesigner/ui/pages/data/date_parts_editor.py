"""Which parts of a date the network is given: a box for each part, and one for each that comes round."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from nndesigner.core.text import tr
from nndesigner.data.choices import choices
from nndesigner.data.transforms.date_parts import CYCLE, USUAL_PARTS
from nndesigner.ui.pages.data.words import TITLES
from nndesigner.ui.theme import SPACING


class DatePartsEditor(QWidget):
    """``changed`` carries the parts that are wanted, in the order in which they are declared; none at all are possible, too."""

    changed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        title = QLabel(tr(TITLES["parts"]))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * SPACING)
        self._grid.setVerticalSpacing(SPACING)
        self._grid.addWidget(title, 0, 0, 1, 2)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def show_column(self, column: Any) -> None:
        """Show the parts that are taken of ``column``; nothing where its date is not divided."""
        found = choices(column, "parts")
        self.setVisible(bool(found))
        for choice in found:
            if choice.value not in self.boxes:
                self._add(choice)
            box = self.boxes[choice.value]
            box.blockSignals(True)
            box.setChecked(choice.value in (column.parts or USUAL_PARTS))
            box.blockSignals(False)

    def _add(self, choice: Any) -> None:
        box = QCheckBox(choice.title)
        box.setObjectName(f"data.part.{choice.value.replace(' ', '_')}")
        box.setAccessibleName(tr("{part}, a part of the date", part=choice.title))
        box.setToolTip(choice.summary)
        box.clicked.connect(lambda _checked=False: self._tell())
        bare = choice.value.removesuffix(CYCLE)
        plain = [name for name in self.boxes if not name.endswith(CYCLE)]
        row = 1 + (plain.index(bare) if bare != choice.value else len(plain))
        self._grid.addWidget(box, row, int(bare != choice.value))
        self.boxes[choice.value] = box

    def _tell(self) -> None:
        self.changed.emit(tuple(name for name, box in self.boxes.items() if box.isChecked()))
