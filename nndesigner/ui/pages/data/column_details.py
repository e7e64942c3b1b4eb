"""One column at a closer look: its statistics, a large histogram, its warnings, and the value that fills gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.date_parts_editor import DatePartsEditor
from nndesigner.ui.pages.data.summaries import Summary
from nndesigner.ui.pages.data.words import TITLES, titles
from nndesigner.ui.plots.histogram import Bars, HistogramView
from nndesigner.ui.theme import SPACING, theme
from nndesigner.ui.widgets.fix_button import FixButton
from nndesigner.ui.widgets.long_words import breakable


class ColumnDetails(QWidget):
    """The current column. ``fill_changed`` carries its name and the text that is to fill its gaps; ``unseen_changed``
    its name and what becomes of a category that training did not see; ``parts_changed`` its name and the parts of the date
    that are wanted; ``remedy_wanted`` the fix of a rule.
    """

    fill_changed = Signal(str, str)
    unseen_changed = Signal(str, str)
    parts_changed = Signal(str, tuple)
    remedy_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.statistics = _wrapped(is_quiet=True)
        self.histogram = HistogramView()
        self.histogram.setAccessibleName(tr("Histogram"))
        self.several = _wrapped()
        self.association = _wrapped(is_quiet=True)
        self.association.setToolTip(tr("How closely the column goes with the target, each by itself."))
        self.warnings = _wrapped()
        self.fill = QLineEdit()
        self.fill.setObjectName("data.fill")
        self.fill.setAccessibleName(tr("Value that stands in for a missing one"))
        self.fill.editingFinished.connect(self._tell)
        self.unseen = QComboBox()
        self.unseen.setObjectName("data.unseen")
        self.unseen.setAccessibleName(tr("What becomes of a category that training did not see"))
        self.unseen.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.unseen.setMinimumContentsLength(6)
        self.unseen.activated.connect(lambda _index: self.unseen_changed.emit(self._name, self.unseen.currentData()))
        self.parts = DatePartsEditor()
        self.parts.changed.connect(lambda parts: self.parts_changed.emit(self._name, parts))
        self.remedies: list[FixButton] = []
        self._fixes: list[Any] = []
        self._arrange()
        theme().changed.connect(self._color)
        self._color()

    def _arrange(self) -> None:
        self._fill_row = _labelled(tr("Fill gaps with"), self.fill)
        self._unseen_row = _labelled(tr(TITLES["unseen"]), self.unseen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACING)
        for widget in (
            self.several,
            self.histogram,
            self.statistics,
            self.association,
            self._fill_row,
            self._unseen_row,
            self.parts,
            self.warnings,
        ):
            layout.addWidget(widget)
        self._remedy_place = QVBoxLayout()
        self._remedy_place.setSpacing(SPACING)
        layout.addLayout(self._remedy_place)

    def show_column(
        self,
        column: Any,
        summary: Summary | None,
        warnings: tuple[str, ...],
        association: Any = None,
        others: int = 0,
        advice: Sequence[Any] = (),
    ) -> None:
        """Show the column with this recipe; ``summary`` and ``association`` with the target may not be known yet.

        ``others`` is how many more columns are selected in the list; ``advice`` the problems that rules found, some with a fix.
        """
        self._show_remedies(list({fix.title: fix for problem in advice if (fix := problem.fix) is not None}.values()))
        text = tr("{n} columns are selected: a choice in the list, or in its menu, is made for all of them.", n=others + 1)
        self.several.setText(text)
        self.several.setVisible(others > 0)
        is_measured = association is not None and association.is_measured and column.role != "target"
        self.association.setVisible(is_measured)
        if is_measured:
            self.association.setText(
                tr("With the target: {value} ({measure})", value=f"{association.value:.2f}", measure=association.measure)
            )
        self._name = column.name
        self.histogram.set_bars(summary.bars if summary else Bars(()))
        self.histogram.setVisible(summary is None or bool(summary.bars.counts))
        self.statistics.setText(breakable(summary.details) if summary else tr("counting…"))
        self.warnings.setText(breakable("\n".join(warnings)))
        self.warnings.setVisible(bool(warnings))
        fills = column.missing == "constant" and column.role == "feature"
        self._fill_row.setVisible(fills)
        if fills and not (self.fill.hasFocus() and self.fill.isModified()):
            self.fill.setText(f"{column.fill:g}" if isinstance(column.fill, float) else str(column.fill or ""))
        self._unseen_row.setVisible(column.is_categorical and column.role == "feature")
        self.parts.show_column(column)
        self.unseen.clear()
        for value, title in titles(column, "unseen").items():
            self.unseen.addItem(title, value)
        self.unseen.setCurrentIndex(self.unseen.findData(column.unseen))

    def _show_remedies(self, fixes: list[Any]) -> None:
        if [fix.title for fix in fixes] == [button.title for button in self.remedies]:
            self._fixes = fixes
            return
        for button in self.remedies:
            self._remedy_place.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.remedies, self._fixes = [], fixes
        for place, fix in enumerate(fixes):
            button = FixButton(fix.title)
            button.clicked.connect(lambda _checked=False, place=place: self.remedy_wanted.emit(self._fixes[place]))
            self._remedy_place.addWidget(button)
            self.remedies.append(button)

    def _tell(self) -> None:
        if self.fill.isModified():
            self.fill.setModified(False)
            self.fill_changed.emit(self._name, self.fill.text().strip())

    def _color(self) -> None:
        palette = self.warnings.palette()
        palette.setColor(palette.ColorRole.WindowText, theme().color("warning"))
        self.warnings.setPalette(palette)


def _wrapped(*, is_quiet: bool = False) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setProperty("quiet", is_quiet)
    return label


def _labelled(text: str, field: QWidget) -> QWidget:
    line = QWidget()
    column = QVBoxLayout(line)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACING)
    label = QLabel(text)
    label.setBuddy(field)
    column.addWidget(label)
    column.addWidget(field)
    return line
