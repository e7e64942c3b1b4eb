"""How the rows are divided: shares of training, validation and test rows, and how many rows each gets."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.pages.data.split_method import SplitMethodChoice
from nndesigner.ui.theme import SPACING, theme

PARTS = ("train", "validation", "test")
_TITLES = {"train": "Training", "validation": "Validation", "test": "Test"}
_COLORS = {"train": "plot:train", "validation": "plot:validation", "test": "muted"}


class SplitBar(QWidget):
    """The three parts as one bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shares = (1.0, 0.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_shares(self, shares: tuple[float, float, float]) -> None:
        """Show these shares; they sum to 1."""
        self.shares = shares
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(20 * SPACING, 2 * SPACING)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left = 0.0
        for part, share in zip(PARTS, self.shares, strict=True):
            width = self.width() * share
            if width > 0:
                painter.fillRect(QRectF(left, 0, max(1.0, width - 1), self.height()), theme().color(_COLORS[part]))
            left += width


class SplitEditor(QWidget):
    """Fields for a Split; ``changed`` carries what is to be another: ``{"train": 0.8, "validation": 0.1, "test": 0.1}``."""

    changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = SplitBar()
        self.shares: dict[str, QSpinBox] = {}
        self.counts: dict[str, QLabel] = {}
        self.choice = SplitMethodChoice()
        self.method = self.choice.method
        self.choice.changed.connect(self.changed)
        self.seed = QSpinBox()
        self.seed.setObjectName("data.split.seed")
        self.seed.setRange(0, 2**31 - 1)
        self.seed.setKeyboardTracking(False)
        self.seed.setToolTip(tr("The same seed draws the same rows, on every machine."))
        self.seed.valueChanged.connect(lambda value: self.changed.emit({"seed": value}))
        self.stratify = QCheckBox(tr("Same share of every class"))
        self.stratify.setObjectName("data.split.stratify")
        self.stratify.setToolTip(tr("Each part gets its share of every class of the target."))
        self.stratify.toggled.connect(lambda on: self.changed.emit({"stratify": on}))
        self._arrange()

    def show_counts(self, counts: tuple[int, int, int] | None) -> None:
        """Show how many rows each part gets; None where that cannot be said."""
        if counts is not None and sum(counts):
            self.bar.set_shares(tuple(count / sum(counts) for count in counts))
        for part, count in zip(PARTS, counts or (None,) * 3, strict=True):
            self.counts[part].setText("" if count is None else tr("{n} rows", n=grouped(count)))

    def show_split(self, split: Any, *, has_classes: bool, table: Any = None, targets: tuple[str, ...] = ()) -> None:
        """Show ``split`` of ``table``, by whose columns it may go, the ``targets`` last."""
        from nndesigner.data.splits import SPLITS

        widgets = (*self.shares.values(), self.seed, self.stratify)
        for widget in widgets:
            widget.blockSignals(True)
        for part in PARTS:
            self.shares[part].setValue(round(100 * getattr(split, part)))
            self.shares[part].setEnabled(split.method != "column")
        self.seed.setValue(split.seed)
        self.stratify.setChecked(split.stratify)
        self.choice.show_split(split, table, targets)
        for widget in widgets:
            widget.blockSignals(False)
        is_random = split.method == "random"
        self.seed.setEnabled(SPLITS.get(split.method).is_seeded)
        self.stratify.setEnabled(is_random and has_classes)
        self.bar.set_shares((split.train, split.validation, split.test))

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACING)
        grid.setVerticalSpacing(SPACING)
        grid.setColumnStretch(2, 1)
        for row, part in enumerate(PARTS):
            spin = self.shares[part] = QSpinBox()
            spin.setObjectName(f"data.split.{part}")
            spin.setAccessibleName(tr("Share of {part} rows", part=tr(_TITLES[part]).lower()))
            spin.setSuffix(" %")
            spin.setRange(1 if part == "train" else 0, 100)
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(lambda value, part=part: self._set_share(part, value))
            label = QLabel(tr(_TITLES[part]))
            label.setBuddy(spin)
            count = self.counts[part] = QLabel()
            count.setProperty("quiet", True)
            grid.addWidget(label, row, 0)
            grid.addWidget(spin, row, 1)
            grid.addWidget(count, row, 2)
        label = QLabel(tr("Seed"))
        label.setBuddy(self.seed)
        grid.addWidget(label, len(PARTS), 0)
        grid.addWidget(self.seed, len(PARTS), 1, 1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACING)
        layout.addWidget(self.choice)
        layout.addWidget(self.bar)
        layout.addLayout(grid)
        layout.addWidget(self.stratify)

    def _set_share(self, part: str, percent: int) -> None:
        values = {name: spin.value() for name, spin in self.shares.items()}
        self.changed.emit(balanced(values, part, percent))


def balanced(percents: dict[str, int], part: str, percent: int) -> dict[str, float]:
    """The three shares with ``part`` at ``percent``: the training rows give or take the rest, then the other part.

    balanced({"train": 70, "validation": 15, "test": 15}, "test", 20)  # {"train": 0.65, "validation": 0.15, "test": 0.2}
    """
    percents = percents | {part: percent}
    giver, other = {
        "train": ("validation", "test"),
        "validation": ("train", "test"),
        "test": ("train", "validation"),
    }[part]
    least = {"train": 1, "validation": 0, "test": 0}
    percents[part] = min(percent, 100 - least[giver] - least[other])
    percents[other] = min(percents[other], 100 - percents[part] - least[giver])
    percents[giver] = 100 - percents[part] - percents[other]
    return {name: value / 100 for name, value in percents.items()}
