"""The line over the rows: how many are shown, why these (each reason a chip that can be taken away), which are selected."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.pages.data.arrangement import Wish
from nndesigner.ui.theme import SPACING, theme
from nndesigner.ui.widgets.elided_label import ElidedLabel

_WIDEST = 56 * SPACING
_NARROWEST = 18 * SPACING
_AROUND = 10 * SPACING  # cross, gaps and frame of a chip


class Chip(QToolButton):
    """One reason why rows are shown as they are; pressed, it goes."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = text
        self.setProperty("chip", True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setIconSize(QSize(12, 12))
        theme().set_icon(self, "close", "muted")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fit(_WIDEST)
        self.setToolTip(tr("{what}\nClick to take it away. Only what you see changes, never the data.", what=text))
        self.setAccessibleName(tr("{what}: take away", what=text))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._hint = super().sizeHint()

    def sizeHint(self) -> QSize:
        return self._hint

    def minimumSizeHint(self) -> QSize:
        return QSize(min(_NARROWEST, self._hint.width()), self._hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(self.width() - _AROUND if self.width() < self._hint.width() else _WIDEST)

    def _fit(self, width: int) -> None:
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(0, width)))


class RowsBar(QWidget):
    """``dropped(kind, value)`` asks to take away the order ("sort") or a filter ("filter", its Filter)."""

    dropped = Signal(str, object)
    filter_wanted = Signal()
    find_wanted = Signal()
    only_toggled = Signal(bool)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = QLabel()
        self.count.setObjectName("data.row_count")
        self.count.setProperty("quiet", True)
        self.chips: list[Chip] = []
        self._chips = QHBoxLayout()
        self._chips.setSpacing(SPACING)
        self.line = ElidedLabel()
        self.only = QCheckBox(tr("Show only these"))
        self.only.setObjectName("data.only_selected")
        self.only.toggled.connect(self.only_toggled)
        self.clear = QPushButton(tr("Clear"))
        self.clear.setAccessibleName(tr("Clear the row selection"))
        self.clear.clicked.connect(self.cleared)
        self.filter = self._tool("data.add_filter", tr("Filter"), tr("Show only some rows"), self.filter_wanted)
        self.find = self._tool("data.find", tr("Find"), tr("Find a text in the cells (Ctrl+F)"), self.find_wanted)
        self._arrange()

    def load_icons(self) -> None:
        """Give the buttons their icons."""
        theme().set_icon(self.filter, "filter")
        theme().set_icon(self.find, "search")

    def show_wish(self, wish: Wish, shown: int, whole: int, *, is_busy: bool = False) -> None:
        """Show how many rows of how many are shown, and why."""
        if is_busy:
            self.count.setText(tr("Arranging {n} rows …", n=grouped(whole)))
        elif shown == whole:
            self.count.setText(tr("1 row") if whole == 1 else tr("{n} rows", n=grouped(whole)))
        else:
            self.count.setText(tr("{n} of {whole} rows", n=grouped(shown), whole=grouped(whole)))
        for chip in self.chips:
            self._chips.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        if wish.sort:
            arrow = "↓" if wish.descending else "↑"
            self._add(f"{wish.sort} {arrow}", "sort", None)
        for item in wish.filters:
            self._add(item.words, "filter", item)

    def show_selected(self, count: int) -> None:
        """Show how many rows are selected."""
        for widget in (self.line, self.only, self.clear):
            widget.setVisible(count > 0)
        self.line.setText(tr("1 row is selected") if count == 1 else tr("{n} rows are selected", n=grouped(count)))

    def _add(self, text: str, kind: str, value: Any) -> None:
        chip = Chip(text)
        chip.clicked.connect(lambda: self.dropped.emit(kind, value))
        self._chips.addWidget(chip)
        self.chips.append(chip)

    def _tool(self, name: str, text: str, tip: str, signal: Any) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setToolTip(tip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda _checked=False: signal.emit())
        return button

    def _arrange(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACING)
        layout.addWidget(self.count)
        layout.addLayout(self._chips)
        layout.addStretch(1)
        for widget in (self.line, self.only, self.clear, self.filter, self.find):
            layout.addWidget(widget)
        self.show_selected(0)
