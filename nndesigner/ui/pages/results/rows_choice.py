"""Which rows are measured: validation or training; the test rows stay sealed until somebody asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.theme import SPACING

TITLES = {"validation": "Validation rows", "train": "Training rows", "test": "Test rows", "all": "All rows"}


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows that a trained network can be measured on, by part; ``all`` alone when the table is new to it."""

    rows: dict[str, np.ndarray]

    @property
    def first(self) -> str:
        """The part to begin with: validation if it has rows."""
        return next(name for name in ("validation", "all", "train") if name in self.rows)


def parts_of(trained: Any, table: Any) -> Parts:
    """Divide ``table`` as it was divided when ``trained`` was trained; a table that it never saw is one part."""
    from nndesigner.data.split import Split
    from nndesigner.session.prepare import split_rows

    split = trained.card.get("split")
    if not split or table.fingerprint != trained.fingerprint:
        return Parts({"all": np.arange(table.row_count)})
    rows = split_rows(Split.from_config(split), table, trained.recipe.recipe)
    named = {"validation": rows.validation, "train": rows.train, "test": rows.test}
    return Parts({name: np.asarray(part) for name, part in named.items() if len(part)})


class RowsChoice(QWidget):
    """Buttons for the parts. ``chosen`` carries a part's name; ``test`` only after the seal was broken."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.current = ""
        self.times_opened = 0
        self._is_open = False
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout()
        layout.setSpacing(SPACING)
        layout.addStretch(1)
        for name, title in TITLES.items():
            button = self.buttons[name] = QToolButton()
            button.setObjectName(f"results.rows.{name}")
            button.setText(tr(title))
            button.setCheckable(True)
            self._group.addButton(button)
            button.clicked.connect(lambda _checked=False, name=name: self.choose(name))
            layout.addWidget(button)
        self.unseal = QPushButton(tr("Unseal test set"))
        self.unseal.setObjectName("results.unseal")
        self.unseal.setToolTip(
            tr("Test rows tell how good the network is on data that played no part in any choice; look at them last.")
        )
        self.unseal.clicked.connect(self._unseal)
        self.line = QLabel()
        self.line.setProperty("quiet", True)
        layout.addWidget(self.unseal)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(layout)
        column.addWidget(self.line, 0, Qt.AlignmentFlag.AlignRight)

    def show_parts(self, parts: Parts) -> None:
        """Offer ``parts`` of a newly trained network: its test rows are sealed again."""
        self._is_open = False
        self._parts = parts
        self._update()
        self.choose(parts.first)

    def choose(self, name: str) -> None:
        """Measure on the part called ``name``."""
        self.current = name
        self.buttons[name].setChecked(True)
        self.chosen.emit(name)

    def forget(self) -> None:
        """Another project: nobody has looked at its test rows."""
        self.times_opened = 0

    def _unseal(self) -> None:
        self._is_open = True
        self.times_opened += 1
        self._update()
        self.buttons["test"].setFocus()
        self.choose("test")

    def _update(self) -> None:
        rows = self._parts.rows
        for name, button in self.buttons.items():
            button.setVisible(name in rows and (name != "test" or self._is_open))
            if name in rows:
                button.setToolTip(tr("{n} rows", n=grouped(len(rows[name]))))
        self.unseal.setVisible("test" in rows and not self._is_open)
        self.line.setText(self._history())

    def _history(self) -> str:
        if not self.times_opened:
            return ""
        if self.times_opened == 1:
            return tr("Test set opened.") if self._is_open else tr("Test set was opened once, for an earlier network.")
        text = "Test set opened {n} times: every look makes it prove less."
        return tr(text, n=self.times_opened)
