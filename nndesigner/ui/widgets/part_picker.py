"""Choose a part (activation, loss, initializer, optimizer) by sight: a button with its picture opens a board of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nndesigner.core.errors import OptionError
from nndesigner.core.options import Option
from nndesigner.core.registry import registry
from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING, theme
from nndesigner.ui.widgets.curves import SIZE, has_picture, part_icon

_COLUMNS = 3
_MANY, _MANY_COLUMNS = 12, 6  # more tiles than this stand in wider rows


class PartPicker(QToolButton):
    """Shows the chosen part with its picture; ``picked`` carries the name of the one that is clicked (None for none)."""

    picked = Signal(object)

    def __init__(
        self, name: str, *, optional: bool, allowed: Callable[[type], bool] | None = None, parent: QWidget | None = None
    ):
        super().__init__(parent)
        self._registry = name
        self._optional = optional
        self._allowed = allowed or (lambda _part: True)
        self._part: Any = None
        self.is_mixed = False
        self._board: _Board | None = None
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setProperty("picker", True)
        self.clicked.connect(self.open_board)
        theme().changed.connect(self._draw)

    @property
    def part(self) -> Any:
        """The part that is shown."""
        return self._part

    def set_part(self, part: Any) -> None:
        """Show ``part``, an object of the registry or None."""
        self._part = part
        self._draw()

    def _draw(self) -> None:
        self.setText(part_title(type(self._part)) if self._part is not None else tr("none"))
        if self._part is not None and has_picture(self._registry):
            self.setIcon(part_icon(self._registry, self._part, QSize(44, 28)))
            self.setIconSize(QSize(44, 28))
        else:
            self.setIcon(theme().icon("layers", "muted"))
            self.setIconSize(QSize(16, 16))
        self.setMinimumHeight(self.sizeHint().height())  # a window that grows narrow paints once before it is laid out anew

    def open_board(self) -> None:
        """Show all parts below the button."""
        current = getattr(type(self._part), "registered_name", None) if self._part is not None else None
        names = [name for name, part in registry(self._registry).items() if self._allowed(part) or name == current]
        if self.is_mixed:
            current = ""  # no tile stands for several
        self._board = _Board(self._registry, names, current, self._optional, self)
        self._board.chosen.connect(self.picked)
        self._board.show_below(self)


class _Board(QFrame):
    """The open board: a tile a part, arrow keys move, Enter or a click takes, Escape closes."""

    chosen = Signal(object)

    def __init__(self, name: str, names: list[str], current: str | None, optional: bool, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("card", True)
        self.setObjectName(f"board.{name}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * SPACING] * 4)
        tiles = QWidget()
        grid = QGridLayout(tiles)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACING)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout.addWidget(self._area)
        self._tiles: list[QToolButton] = []
        self._about = QLabel(self)
        self._about.setWordWrap(True)
        self._about.setProperty("quiet", True)
        self._about.setMinimumHeight(self._about.fontMetrics().lineSpacing() * 2)
        entries: list[str | None] = [*([None] if optional else []), *names]
        columns = 1 if not has_picture(name) else _COLUMNS if len(entries) <= _MANY else _MANY_COLUMNS
        for index, entry in enumerate(entries):
            tile = self._tile(name, entry, entry == current)
            grid.addWidget(tile, index // columns, index % columns)
            self._tiles.append(tile)
        self._columns = columns
        self._area.setWidget(tiles)
        self._area.viewport().setAutoFillBackground(False)
        tiles.setAutoFillBackground(False)
        layout.addWidget(self._about)

    def _tile(self, name: str, entry: str | None, is_current: bool) -> QToolButton:
        tile = QToolButton(self)
        tile.setCheckable(True)
        tile.setChecked(is_current)
        tile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        about = tr("No part here.")
        if entry is None:
            tile.setText(tr("none"))
        else:
            part = registry(name).get(entry)
            tile.setText(part_title(part))
            about = part_summary(part)
            if has_picture(name):
                tile.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
                tile.setIcon(part_icon(name, part()))
                tile.setIconSize(SIZE)
        tile.setAccessibleName(tile.text())
        tile.setAccessibleDescription(about)
        tile.setToolTip(about)
        tile.clicked.connect(self.close if is_current else lambda: self._take(entry))  # the same again keeps its options
        tile.installEventFilter(self)
        return tile

    def eventFilter(self, watched, event) -> bool:
        if event.type() in (event.Type.Enter, event.Type.FocusIn):
            self._about.setText(watched.accessibleDescription())
        if event.type() == event.Type.FocusIn:
            self._area.ensureWidgetVisible(watched, 0, SPACING)
        return event.type() == event.Type.KeyPress and self._key(watched, event.key())

    def _key(self, tile: QToolButton, key: int) -> bool:
        """Go by arrow keys as the tiles stand (a button by itself goes through them one by one); Enter takes."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: self._columns, Qt.Key.Key_Up: -self._columns}
        if key in steps:
            index = self._tiles.index(tile) + steps[Qt.Key(key)]
            if 0 <= index < len(self._tiles):
                self._tiles[index].setFocus()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            tile.click()
        else:
            return False
        return True

    def _take(self, entry: str | None) -> None:
        self.chosen.emit(entry)
        self.close()

    def show_below(self, widget: QWidget) -> None:
        """Open under ``widget``, moved to stay on its screen."""
        corner = widget.mapToGlobal(QPoint(0, widget.height()))
        screen = QGuiApplication.screenAt(corner) or QGuiApplication.primaryScreen()
        free = screen.availableGeometry().adjusted(SPACING, SPACING, -SPACING, -SPACING)
        wanted, around = self._area.widget().sizeHint(), self.layout().contentsMargins().top() * 2 + 2
        rest = self._about.minimumHeight() + self.layout().spacing() + around
        high = min(wanted.height(), free.height() - rest)
        bar = self._area.verticalScrollBar().sizeHint().width() if high < wanted.height() else 0
        self._area.setFixedHeight(high)
        self.setFixedWidth(min(free.width(), max(widget.width(), wanted.width() + bar + around)))
        self.adjustSize()
        x = max(free.left(), min(corner.x(), free.right() - self.width()))
        y = (
            corner.y()
            if corner.y() + self.height() <= free.bottom()
            else max(free.top(), corner.y() - widget.height() - self.height())
        )
        self.move(x, y)
        self.show()
        next((tile for tile in self._tiles if tile.isChecked()), self._tiles[0]).setFocus()


def part_title(part: type) -> str:
    """What a person calls the part."""
    return getattr(part, "title", "") or getattr(part, "registered_name", None) or part.__name__


def part_summary(part: type) -> str:
    """One line about the part: its formula and its first sentence."""
    lines = [getattr(part, "formula", ""), getattr(part, "summary", "") or (part.__doc__ or "").strip().splitlines()[0]]
    return "\n".join(line for line in lines if line)


def spec_of(declared: Option, value: Any) -> Any:
    """The part that an option's value in a file (a name, a dict) stands for; None for None and for a part not known here."""
    try:
        return None if value is None else registry(str(declared.registry)).create(value)
    except OptionError:
        return None
