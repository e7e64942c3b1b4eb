"""What menus, shortcuts and keys do to the selection: clipboard, delete, align, notes, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QFileDialog, QMenu

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.ui.canvas import mime
from nndesigner.ui.canvas.geometry import centred, snapped
from nndesigner.ui.canvas.items.block import BlockItem
from nndesigner.ui.canvas.items.note import NoteItem
from nndesigner.ui.canvas.items.wire import WireItem
from nndesigner.ui.canvas.menu import BlockMenu

if TYPE_CHECKING:
    from nndesigner.ui.canvas.view import CanvasView


class Editor:
    """Bound to one view; every method that changes something is one undo step."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.scene = view.canvas_scene
        self.commands = view.commands

    @property
    def nodes(self) -> list[str]:
        """The selected blocks."""
        return self.scene.selected_ids()

    @property
    def notes(self) -> list[str]:
        """The selected notes."""
        return [key for key, item in self.scene.notes.items() if item.isSelected()]

    @property
    def wires(self) -> list[Any]:
        """The selected wires."""
        return [wire for wire, item in self.scene.wires.items() if item.isSelected()]

    def cut(self) -> None:
        """Copy, then delete."""
        if self.copy():
            self.commands.delete(self.nodes, (), self.notes)

    def copy(self) -> bool:
        """Put the selected blocks and notes on the clipboard."""
        ids = [*self.nodes, *self.notes]
        if ids:
            mime.put_clip(self.commands.copy(ids))
        return bool(ids)

    def paste(self) -> None:
        """Add what is on the clipboard; at the pointer if it is over the canvas."""
        clip = mime.clip()
        if clip is None:
            return
        place = self.view.viewport().mapFromGlobal(self.view.cursor().pos())
        inside = self.view.underMouse() and self.view.viewport().rect().contains(place)
        self.commands.paste(clip, centred(self.view.mapToScene(place)) if inside else None)

    def duplicate(self) -> None:
        """Add a copy of the selection beside it; the clipboard stays as it is."""
        ids = [*self.nodes, *self.notes]
        if ids:
            self.commands.paste(self.commands.copy(ids), None, tr("Duplicate"))

    def delete(self) -> None:
        """Delete what is selected; the wire closes over a block of a chain."""
        self.commands.delete(self.nodes, self.wires, self.notes)

    def select_all(self) -> None:
        """Select all blocks and notes."""
        self.scene.select([*self.scene.blocks.values(), *self.scene.notes.values()])

    def nudge(self, step: QPointF) -> None:
        """Move the selection by ``step`` scene pixels; repeated steps undo together."""
        blocks = {key: self.scene.blocks[key].pos() + step for key in self.nodes}
        self.commands.move(blocks, {key: self.scene.notes[key].pos() + step for key in self.notes}, merge=True)

    def align_left(self) -> None:
        """Put the selected blocks in a column."""
        self.commands.align(self.nodes, "left")

    def align_top(self) -> None:
        """Put the selected blocks in a row."""
        self.commands.align(self.nodes, "top")

    def distribute(self) -> None:
        """Put the selected blocks in a row at equal distances."""
        self.commands.distribute(self.nodes)

    def tidy(self) -> None:
        """Lay the network out anew and show all of it."""
        if self.commands.tidy():
            self.scene.refresh()
            self.view.fit()

    def add_note(self, place: QPoint | None = None) -> None:
        """Put a note at ``place`` of the view and begin to write."""
        place = self.view.viewport().rect().center() if place is None else place
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.scene.draft_note(snapped(self.view.mapToScene(place)))

    def export(self) -> None:
        """Ask for a file and save the diagram in it."""
        start = f"{self.scene.document.name}.svg"
        filters = ";;".join((tr("SVG drawing (*.svg)"), tr("PNG picture (*.png)")))
        name, chosen = QFileDialog.getSaveFileName(self.view, tr("Export the diagram"), start, filters)
        if not name:
            return
        from nndesigner.ui.canvas.export import export_diagram

        path = Path(name)
        if path.suffix.lower() not in (".svg", ".png"):
            path = path.with_name(path.name + (".png" if "png" in chosen else ".svg"))
        try:
            export_diagram(self.scene, path)
        except FileError as error:
            self.scene.document.refused.emit(str(error))

    # -- context menus ---------------------------------------------------------------------------------------------------

    def context_menu(self, item: Any, place: QPoint) -> QMenu:
        """The menu for what is under ``place`` of the view."""
        menu = QMenu(self.view)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setToolTipsVisible(True)
        if isinstance(item, BlockItem):
            self._block_menu(menu, item)
        elif isinstance(item, WireItem):
            menu.addAction(tr("Insert a block…"), lambda: self.view.open_menu(place, wire=item.wire))
            menu.addAction(tr("Delete the wire"), lambda: self.commands.disconnect(item.wire))
        elif isinstance(item, NoteItem):
            menu.addAction(tr("Edit the note"), item.edit)
            menu.addAction(tr("Duplicate"), self.duplicate)
            menu.addAction(tr("Delete"), self.delete)
        else:
            self._canvas_menu(menu, place)
        return menu

    def _block_menu(self, menu: QMenu, item: BlockItem) -> None:
        for problem in self.scene.document.project.analysis.for_node(item.node.id):
            if problem.fix is not None:
                fix = problem.fix
                action = menu.addAction(tr("Fix: {title}", title=fix.title))
                action.setToolTip(problem.message)
                action.triggered.connect(lambda _checked=False, fix=fix: self.scene.document.push(fix.make()))
        if not menu.isEmpty():
            menu.addSeparator()
        menu.addAction(tr("Edit options"), lambda: self.view.inspect_requested.emit(item.node.id))
        if item.output is not None:
            menu.addAction(tr("Add a block after this one…"), lambda: self._menu_after(item))
        menu.addSeparator()
        menu.addAction(tr("Cut"), self.cut)
        menu.addAction(tr("Copy"), self.copy)
        menu.addAction(tr("Duplicate"), self.duplicate)
        menu.addAction(tr("Delete"), self.delete)
        if len(self.nodes) > 1:
            menu.addSeparator()
            menu.addAction(tr("Align in a column"), self.align_left)
            menu.addAction(tr("Align in a row"), self.align_top)
            menu.addAction(tr("Distribute in the row"), self.distribute).setEnabled(len(self.nodes) > 2)

    def _menu_after(self, item: BlockItem) -> None:
        node = item.node.id
        menu = BlockMenu(lambda kind: self.commands.may_add(kind, after=node), tr("Add a block after this one"), self.view)
        menu.chosen.connect(lambda kind: self.commands.append(kind, node))
        menu.open_at(self.view.viewport().mapToGlobal(self.view.mapFromScene(item.output.anchor())))

    def _canvas_menu(self, menu: QMenu, place: QPoint) -> None:
        menu.addAction(tr("Add a block…"), lambda: self.view.open_menu(place))
        menu.addAction(tr("Add a note"), lambda: self.add_note(place))
        menu.addAction(tr("Paste"), self.paste).setEnabled(mime.clip() is not None)
        menu.addSeparator()
        menu.addAction(tr("Select all"), self.select_all)
        menu.addAction(tr("Tidy"), self.tidy)
        menu.addAction(tr("Fit"), self.view.fit)
        menu.addSeparator()
        menu.addAction(tr("Export the diagram…"), self.export).setEnabled(bool(self.scene.blocks))
