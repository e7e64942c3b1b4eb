"""Every action of the window in one table, and the menus that hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from nndesigner.core.text import tr
from nndesigner.ui.theme import theme


@dataclass(frozen=True, slots=True)
class Row:
    """One action: its objectName, its menu text, keys, icon, and what it does in one sentence."""

    name: str
    text: str
    keys: str = ""
    icon: str = ""
    tip: str = ""
    is_checkable: bool = False


ACTIONS: tuple[Row, ...] = (
    Row("file.new", "&New", "Ctrl+N", "new", "Start an empty project"),
    Row("file.open", "&Open…", "Ctrl+O", "open", "Open a project, a trained model or a CSV"),
    Row("file.open_data", "Open &Data…", "Ctrl+Shift+O", "open_data", "Use a CSV as the project's data"),
    Row("file.open_images", "Open &Images…", "", "images", "Use a folder with one folder of images for each class as data"),
    Row(
        "file.paste_data",
        "Paste Data as &Table",
        "Ctrl+Shift+V",
        "paste",
        "Use the cells in the clipboard as the project's data",
    ),
    Row("file.paint_data", "&Paint Points…", "", "paint", "Paint points of a plane as the project's data"),
    Row("file.save", "&Save", "Ctrl+S", "save", "Save the project: design, data recipe and settings"),
    Row("file.save_as", "Save &As…", "Ctrl+Shift+S", "save_as", "Save the project under another name"),
    Row(
        "file.save_model",
        "Save &Model…",
        "Ctrl+M",
        "save_model",
        "Save the trained network with its data recipe, to predict with",
    ),
    Row(
        "file.export_predictions", "Export Predi&ctions…", "Ctrl+E", "export", "Write the predictions for a CSV into a new CSV"
    ),
    Row("file.quit", "&Quit", "Ctrl+Q", "quit", "Close the window"),
    Row("edit.undo", "&Undo", "Ctrl+Z", "undo", "Take back the last change"),
    Row("edit.redo", "&Redo", "Ctrl+Shift+Z", "redo", "Do again what was taken back"),
    Row("edit.cut", "Cu&t", "Ctrl+X", "cut", "Move what is selected to the clipboard"),
    Row("edit.copy", "&Copy", "Ctrl+C", "copy", "Copy what is selected to the clipboard"),
    Row("edit.paste", "&Paste", "Ctrl+V", "paste", "Insert what is in the clipboard"),
    Row("edit.duplicate", "Dup&licate", "Ctrl+D", "duplicate", "Insert a copy of what is selected"),
    Row("edit.delete", "&Delete", "Del", "delete", "Remove what is selected"),
    Row("edit.find", "&Find…", "Ctrl+F", "search", "Find a text in the cells of the table"),
    Row("edit.find_next", "Find &Next", "F3", "next", "Go to the next cell with the text"),
    Row("edit.find_previous", "Find Pre&vious", "Shift+F3", "previous", "Go to the cell before with the text"),
    Row("edit.select_all", "Select &All", "Ctrl+A", "select_all", "Select everything in the view"),
    Row("page.data", "&Data", "Ctrl+1", "data", "The table, and what each column is for", True),
    Row("page.design", "D&esign", "Ctrl+2", "design", "The network on its canvas", True),
    Row("page.results", "&Results", "Ctrl+3", "results", "How good the trained network is, and predictions", True),
    Row("view.fit", "&Fit the Network", "Ctrl+0", "fit", "Show the whole network"),
    Row("view.zoom_in", "Zoom &In", "Ctrl++", "zoom_in", "Show the network larger"),
    Row("view.zoom_out", "Zoom &Out", "Ctrl+-", "zoom_out", "Show the network smaller"),
    Row("view.tidy", "&Tidy Up", "Ctrl+L", "tidy", "Arrange the blocks in layers, from input to output"),
    Row("view.theme_system", "As the &System", "", "", "Follow the system's light or dark look", True),
    Row("view.theme_light", "&Light", "", "", "Dark text on light ground", True),
    Row("view.theme_dark", "&Dark", "", "", "Light text on dark ground", True),
    Row("view.reset_layout", "Reset &Layout", "", "reset_layout", "Put every panel back to where it was at first"),
    Row("train.play", "&Play", "F5", "play", "Train the network"),
    Row("train.step", "&One Epoch", "F6", "step", "Train exactly one epoch, then pause"),
    Row("train.stop", "&Stop", "Shift+F5", "stop", "End the run and keep what was learnt"),
    Row("train.find_rate", "&Find a Learning Rate…", "F7", "find_rate", "Try growing learning rates on a copy"),
    Row(
        "train.cross_validate",
        "&Cross-Validation…",
        "F8",
        "cross_validate",
        "Train once a fold on copies, and see how much the figures vary",
    ),
    Row("train.reset", "&Reset", "Ctrl+F5", "reset", "Forget the run and go back to the same initial weights"),
    Row("train.new_weights", "&New Weights", "Ctrl+Shift+F5", "new_weights", "Forget the run and draw other initial weights"),
    Row(
        "train.keep_weights",
        "&Keep Learned Weights",
        "Ctrl+K",
        "keep_weights",
        "Begin the next run with what the last one has learned, as far as it fits the network as it is now",
        True,
    ),
    Row("help.shortcuts", "&Keyboard Shortcuts", "F1", "keyboard", "Every key of the window"),
    Row("help.about", "&About NN Designer", "", "info", "Version and licence"),
)

# "-" separates; a name with "*" stands for a submenu that the window fills.
MENUS: dict[str, tuple[str, ...]] = {
    "&File": (
        *(
            "file.new",
            "file.open",
            "file.open_data",
            "file.open_images",
            "file.paste_data",
            "file.paint_data",
            "*examples",
            "*recent",
            "-",
            "file.save",
            "file.save_as",
            "-",
        ),
        *("file.save_model", "file.export_predictions", "*export", "-", "file.quit"),
    ),
    "&Edit": (
        *("edit.undo", "edit.redo", "-", "edit.cut", "edit.copy", "edit.paste", "edit.duplicate", "edit.delete", "-"),
        *("edit.select_all", "-", "edit.find", "edit.find_next", "edit.find_previous"),
    ),
    "&View": (
        *("page.data", "page.design", "page.results", "-", "view.fit", "view.zoom_in", "view.zoom_out", "view.tidy", "-"),
        *("*panels", "view.reset_layout", "*theme"),
    ),
    "&Train": (
        *("train.play", "train.step", "train.stop", "-", "train.find_rate", "train.cross_validate", "train.keep_weights", "-"),
        *("train.reset", "train.new_weights"),
    ),
    "&Help": ("help.shortcuts", "-", "help.about"),
}

SUBMENUS: dict[str, tuple[str, str, str]] = {
    "*examples": ("file.examples", "&Examples", "examples"),
    "*recent": ("file.recent", "Open &Recent", "recent"),
    "*export": ("file.export", "E&xport", "export_network"),
    "*panels": ("view.panels", "&Panels", "panels"),
    "*theme": ("view.theme", "T&heme", "theme"),
}
"""Each submenu's objectName, menu text and icon."""


class Actions(QObject):
    """The actions of ACTIONS on one window, by name: ``actions["file.save"]``."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._actions = {row.name: self._make(window, row) for row in ACTIONS}
        self.menus: dict[str, QMenu] = {}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def connect(self, name: str, handler: Callable[[], object]) -> None:
        """Call ``handler()`` when the action is triggered."""
        self._actions[name].triggered.connect(lambda _checked=False: handler())

    def build_menus(self, window: QMainWindow) -> None:
        """Fill the menu bar from MENUS; submenus are in ``menus`` by their marker."""
        for title, names in MENUS.items():
            menu = window.menuBar().addMenu(tr(title))
            menu.setToolTipsVisible(True)
            for name in names:
                if name == "-":
                    menu.addSeparator()
                elif name in SUBMENUS:
                    self.menus[name] = self._submenu(menu, *SUBMENUS[name][:2])
                else:
                    menu.addAction(self._actions[name])

    def load_icons(self) -> None:
        """Give every action its icon; after the first paint, since the icon font takes its time."""
        for row in ACTIONS:
            if row.icon:
                theme().set_icon(self._actions[row.name], row.icon)
        for name, menu in self.menus.items():
            theme().set_icon(menu.menuAction(), SUBMENUS[name][2])

    def _submenu(self, menu: QMenu, name: str, text: str) -> QMenu:
        submenu = menu.addMenu(tr(text))
        submenu.setObjectName(name)
        submenu.menuAction().setObjectName(name)
        submenu.setToolTipsVisible(True)
        return submenu

    def _make(self, window: QMainWindow, row: Row) -> QAction:
        action = QAction(tr(row.text), window)
        action.setObjectName(row.name)
        action.setCheckable(row.is_checkable)
        if row.keys:
            action.setShortcuts(_keys(row.keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        describe(action, tr(row.tip))
        window.addAction(action)
        return action


def describe(action: QAction, tip: str) -> None:
    """Give the action the sentence ``tip``, with its keys, as tooltip and status line."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{tip} ({keys})" if keys else tip)
    action.setStatusTip(tip)


def plain(text: str) -> str:
    """Menu text without its marker for a key and without dots."""
    return text.replace("&", "").removesuffix("…")


def _keys(keys: str) -> list[QKeySequence]:
    more = {"Ctrl+Shift+Z": ["Ctrl+Y"], "Ctrl++": ["Ctrl+="]}.get(keys, [])
    return [QKeySequence(entry) for entry in (keys, *more)]
