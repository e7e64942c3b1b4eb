"""The pages: one at a time in the centre, chosen by tabs above; the start page stands in for an empty Data page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QToolBar, QToolButton, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.actions import Actions, plain
from nndesigner.ui.painting_later import paint_later
from nndesigner.ui.theme import SPACING
from nndesigner.ui.widgets.message_bar import MessageBar

PAGES = ("page.data", "page.design", "page.results")
START = "page.start"


class Switcher(QWidget):
    """Messages and the stack of pages, and the bar of ``tabs`` that the window puts above everything, where it never moves.

    ``place`` names what is really shown: a page, or START.
    """

    place_changed = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pages")
        self._actions = actions
        self._widgets: dict[str, QWidget] = {}
        self.current = PAGES[0]
        self.place = ""
        self.is_started = True
        self.stack = QStackedWidget()
        self.messages = MessageBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.stack, 1)
        self.bar = self._make_bar()
        self._check()

    def _make_bar(self) -> QToolBar:
        bar = QToolBar(tr("Pages"))
        bar.setObjectName("page.switch")
        bar.setAccessibleName(tr("Pages"))
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.toggleViewAction().setEnabled(False)
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(2 * SPACING, 0, 2 * SPACING, 0)
        row.setSpacing(0)
        self.tabs = {name: self._tab(row, name) for name in PAGES}
        row.addStretch()
        bar.addWidget(strip)
        return bar

    def _tab(self, row: QHBoxLayout, name: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._actions[name])
        button.setProperty("page", "true")
        button.setObjectName(f"{name}.tab")
        button.setAccessibleName(plain(self._actions[name].text()))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._actions.connect(name, lambda: self.show_page(name))
        row.addWidget(button)
        return button

    def add(self, name: str, widget: QWidget) -> None:
        """Give the page ``name``, or START, its widget."""
        widget.setObjectName(name)
        self._widgets[name] = widget
        self.stack.addWidget(widget)
        self._update()

    def page(self, name: str) -> QWidget:
        """The widget of a page."""
        return self._widgets[name]

    def show_page(self, name: str) -> None:
        """Show the page ``name``."""
        self.current = name
        self._check()
        self._update()
        widget = self._widgets.get(self.place)
        if widget is not None and QApplication.focusWidget() not in self.tabs.values():
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_empty(self, is_empty: bool) -> None:
        """Say whether there is nothing yet, so that the start page stands on the Data page's place."""
        self.is_started = not is_empty
        self._update()

    def _check(self) -> None:
        for name in PAGES:
            self._actions[name].setChecked(name == self.current)

    def _update(self) -> None:
        place = START if self.current == PAGES[0] and not self.is_started else self.current
        widget = self._widgets.get(place)
        if widget is None:
            return
        self.stack.setCurrentWidget(widget)
        if place != self.place:
            self.place = place
            paint_later(self)  # after the panels around it
            self.place_changed.emit(place)
