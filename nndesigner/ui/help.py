"""The Help menu: every key of the window, and what this is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QMessageBox, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from nndesigner import __version__
from nndesigner.core.text import tr
from nndesigner.ui.actions import ACTIONS, MENUS, plain
from nndesigner.ui.main_window import shortcut_text

if TYPE_CHECKING:
    from nndesigner.ui.main_window import MainWindow

# Keys that views have without an action: where, what, keys.
_VIEWS = (
    ("Canvas", "Menu of layers at the pointer", "Space"),
    ("Canvas", "Inspect the selected block", "Return"),
    ("Canvas", "Go from block to block along the wires", "Arrows"),
    ("Canvas", "Go through all blocks in order", "Tab"),
    ("Canvas", "Move the selected blocks", "Ctrl+Arrows"),
    ("Canvas", "Move them in small steps", "Shift+Arrows"),
    ("Canvas", "Pan", "Space+Drag"),
    ("Canvas", "Zoom", "Ctrl+Wheel"),
    ("Canvas", "Leave a gesture, select nothing", "Esc"),
    ("Canvas", "Show the network as a list", "Ctrl+Shift+L"),
    ("Palette", "Append the chosen layer", "Return"),
)


def show_shortcuts(window: MainWindow) -> None:
    """Show the table of keys beside the window; work may go on."""
    dialog = QDialog(window)
    dialog.setObjectName("help.shortcuts.list")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(tr("Keyboard Shortcuts"))
    table = QTreeWidget()
    table.setHeaderLabels([tr("What it does"), tr("Keys")])
    table.setAccessibleName(tr("Keyboard shortcuts"))
    texts = {row.name: plain(tr(row.text)) for row in ACTIONS}  # not what the moment says, such as "Undo Add Dense"
    for menu, names in MENUS.items():
        rows = [(texts[name], shortcut_text(window.actions_[name])) for name in names if name in texts]
        _add(table, plain(tr(menu)), rows)
    for place in dict.fromkeys(row[0] for row in _VIEWS):
        _add(table, tr(place), [(tr(what), keys) for where, what, keys in _VIEWS if where == place])
    table.expandAll()
    table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.addWidget(table)
    column.addWidget(buttons)
    dialog.resize(480, 560)
    dialog.show()


def _add(table: QTreeWidget, title: str, rows: list[tuple[str, str]]) -> None:
    rows = [row for row in rows if row[1]]
    if rows:
        group = QTreeWidgetItem(table, [title])
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        for row in rows:
            QTreeWidgetItem(group, list(row))


def show_about(window: MainWindow) -> None:
    """Say what this is."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("About NN Designer"))
    box.setText(f"<b>NN Designer {__version__}</b>")
    box.setInformativeText(
        tr("Design, train and understand neural networks by hand, over an engine written in NumPy.\n\nMIT licence.")
    )
    box.setModal(False)
    box.show()
