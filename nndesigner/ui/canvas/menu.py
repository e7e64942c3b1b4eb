"""The block menu: a list at the pointer that narrows while one types; Enter takes the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.canvas.kinds import Kind, all_kinds
from nndesigner.ui.canvas.lists import tint_selection
from nndesigner.ui.theme import SPACING, theme

_KIND = Qt.ItemDataRole.UserRole
_WIDTH, _ROW, _ROWS = 264, 28, 11
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class BlockMenu(QFrame):
    """Closes when something is chosen, on Escape, and on a click elsewhere. ``chosen`` carries the kind's name."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, offers: Callable[[str], bool], title: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("design.menu")
        self.setAccessibleName(title)
        look = theme()
        self.setStyleSheet(f"BlockMenu {{ background: {look.name('raised')}; border: 1px solid {look.name('border')}; }}")
        self.search = QLineEdit()
        self.search.setPlaceholderText(title)
        self.search.setAccessibleName(title)
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._take)
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        tint_selection(self.list)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.empty = QLabel(tr("No block fits these words."))
        self.empty.setProperty("quiet", True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING * 2, SPACING * 2, SPACING * 2, SPACING * 2)
        layout.setSpacing(SPACING * 2)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        layout.addWidget(self.empty)
        self._fill(kind for kind in all_kinds() if offers(kind.name))
        self._narrow("")
        rows = min(_ROWS, max(4, self.list.count()))
        self.resize(_WIDTH, rows * _ROW + self.search.sizeHint().height() + 7 * SPACING)

    def open_at(self, place: QPoint) -> None:
        """Show with its corner at ``place`` of the screen, kept on the screen."""
        screen = self.parentWidget().screen().availableGeometry()
        x = min(place.x(), screen.right() - self.width())
        y = min(place.y(), screen.bottom() - self.height())
        self.move(max(screen.left(), x), max(screen.top(), y))
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def kinds(self) -> list[str]:
        """The kinds that are shown now, in order."""
        return [item.data(_KIND).name for item in self._items() if not item.isHidden()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _LIST_KEYS:
            self._step(-1 if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_PageUp) else 1)
            return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def _fill(self, kinds: Iterable[Kind]) -> None:
        for kind in kinds:
            item = QListWidgetItem(theme().icon(kind.icon, kind.color_role), kind.title)
            item.setData(_KIND, kind)
            item.setToolTip(kind.summary)
            item.setSizeHint(QSize(0, _ROW))
            self.list.addItem(item)

    def _narrow(self, words: str) -> None:
        first = None
        for item in self._items():
            kind = item.data(_KIND)
            item.setHidden(not kind.matches(words))
            better = first is None or (_starts(kind, words) and not _starts(first.data(_KIND), words))
            if not item.isHidden() and better:
                first = item
        self.list.setCurrentItem(first)
        self.list.setVisible(first is not None)
        self.empty.setVisible(first is None)

    def _step(self, by: int) -> None:
        shown = [item for item in self._items() if not item.isHidden()]
        if shown:
            index = shown.index(self.list.currentItem()) if self.list.currentItem() in shown else 0
            self.list.setCurrentItem(shown[max(0, min(len(shown) - 1, index + by))])

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None and not item.isHidden():
            name = item.data(_KIND).name
            self.close()
            self.chosen.emit(name)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]


def _starts(kind: Kind, words: str) -> bool:
    return bool(words) and kind.title.lower().startswith(words.lower())
