"""What menus, shortcuts and keys do to the selection: clipboard, delete, align, notes, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QFileDialog

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.ui.canvas import mime
from nndesigner.ui.canvas.geometry import centred, snapped

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
            text = tr("The clipboard holds no blocks. A table is pasted on the Data page, or here with Ctrl+Shift+V.")
            self.commands.document.refused.emit(text)
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
            self.view.fit_legibly()

    def add_note(self, place: QPoint | None = None) -> None:
        """Put a note at ``place`` of the view and begin to write."""
        place = self.view.viewport().rect().center() if place is None else place
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.scene.draft_note(snapped(self.view.mapToScene(place)))

    def export(self) -> None:
        """Ask for a file and save the diagram in it."""
        start = f"{self.scene.document.name}.svg"
        filters = ";;".join((tr("SVG drawing (*.svg)"), tr("PNG picture (*.png)"), tr("PDF page (*.pdf)")))
        name, chosen = QFileDialog.getSaveFileName(self.view, tr("Export the diagram"), start, filters)
        if not name:
            return
        from nndesigner.ui.canvas.export import export_diagram

        path = Path(name)
        if path.suffix.lower() not in (".svg", ".png", ".pdf"):
            path = path.with_name(path.name + chosen[chosen.rindex("*") + 1 :].rstrip(")"))
        try:
            export_diagram(self.scene, path)
        except FileError as error:
            self.scene.document.refused.emit(str(error))
