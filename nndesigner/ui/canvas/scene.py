"""The scene: mirrors the design, one item a node, wire and note. It listens; it never changes the design."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from nndesigner.project.graph import Note
from nndesigner.ui.canvas.facts import facts
from nndesigner.ui.canvas.geometry import BLOCK, COLUMN, NOTE_SIZE, WIDTH
from nndesigner.ui.canvas.items.block import BlockItem
from nndesigner.ui.canvas.items.note import NoteItem
from nndesigner.ui.canvas.items.port import PortItem
from nndesigner.ui.canvas.items.wire import WireItem
from nndesigner.ui.theme import theme

_EXTENT = 40_000.0


class CanvasScene(QGraphicsScene):
    """``blocks`` by node id, ``wires`` by wire, ``notes`` by id.

    ``refreshed`` is emitted once after any batch of changes (shapes, problems, structure); ``replaced`` when the whole
    design is another one.
    """

    refreshed = Signal()
    replaced = Signal()
    note_edited = Signal(str, str)
    note_written = Signal(str, object)

    def __init__(self, document: Any, parent: Any = None) -> None:
        super().__init__(parent)
        self.document = document
        self.blocks: dict[str, BlockItem] = {}
        self.wires: dict[Any, WireItem] = {}
        self.notes: dict[str, NoteItem] = {}
        self._draft: NoteItem | None = None
        self._gone: list[QGraphicsItem] = []  # removed inside an event of their own, so they live on until it is over
        self._disconnect: list[Callable[[], Any]] = []
        self._syncing = False
        self.setSceneRect(-_EXTENT, -_EXTENT, 2 * _EXTENT, 2 * _EXTENT)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)
        document.project_replaced.connect(self._listen)
        document.selection.nodes_changed.connect(self._show_selection)
        self.selectionChanged.connect(self._tell_selection)
        theme().changed.connect(self._recolour)
        self._listen()

    @property
    def design(self) -> Any:
        """The design that is mirrored."""
        return self.document.project.design

    @property
    def open_note(self) -> NoteItem | None:
        """The note in which somebody writes now."""
        items = (*self.notes.values(), *([self._draft] if self._draft else ()))
        return next((item for item in items if item.is_edited), None)

    def draft_note(self, corner: QPointF) -> None:
        """Open a note that joins the design (``note_written``: text, rectangle) once something was written in it."""
        note = Note("", "", (corner.x(), corner.y(), *NOTE_SIZE))
        self._draft = NoteItem(note, lambda _id, text: self._end_draft(text, note.rect))
        self.addItem(self._draft)
        self._draft.edit()

    def content_rect(self) -> QRectF:
        """What blocks, notes and wires cover."""
        rect = QRectF()
        for block in self.blocks.values():
            rect = rect.united(block.mapRectToScene(BLOCK))
        for note in self.notes.values():
            rect = rect.united(note.mapRectToScene(note.rect()))
        for wire in self.wires.values():
            rect = rect.united(wire.path.boundingRect())
        return rect

    def item_under(self, point: QPointF, transform: QTransform) -> QGraphicsItem | None:
        """The port, block, wire or note at ``point``."""
        for item in self.items(point, deviceTransform=transform):
            if isinstance(item, (PortItem, BlockItem, WireItem, NoteItem)):
                return item
            if isinstance(item.parentItem(), (BlockItem, NoteItem)):
                return item.parentItem()
        return None

    def wire_under(self, area: QRectF, without: Iterable[str] = ()) -> WireItem | None:
        """The wire that runs nearest to the centre of ``area`` through it, not counting wires at the blocks ``without``."""
        skip = set(without)
        best: tuple[float, WireItem] | None = None
        for wire, item in self.wires.items():
            if wire.source in skip or wire.target in skip or not item.shape().intersects(area):
                continue
            distance = _distance(item, area.center())
            if best is None or distance < best[0]:
                best = distance, item
        return best[1] if best else None

    def select(self, items: Iterable[QGraphicsItem]) -> None:
        """Select these items and no others."""
        chosen = set(items)
        self._syncing = True
        for item in self.selectedItems():
            if item not in chosen:
                item.setSelected(False)
        for item in chosen:
            item.setSelected(True)
        self._syncing = False
        self._tell_selection()

    def selected_ids(self) -> list[str]:
        """The selected nodes, in the order of the design."""
        return [key for key, item in self.blocks.items() if item.isSelected()]

    def route(self, moved: Iterable[str] | None = None) -> None:
        """Draw the wires anew: all of them, or those at the ``moved`` blocks."""
        touched = None if moved is None else set(moved)
        rects = {key: item.mapRectToScene(BLOCK) for key, item in self.blocks.items()}
        for wire, item in self.wires.items():
            if touched is not None and wire.source not in touched and wire.target not in touched:
                continue
            source, target = self.blocks.get(wire.source), self.blocks.get(wire.target)
            if source is None or target is None or source.output is None or target.input is None:
                continue
            start, end = source.output.anchor(), target.input.anchor(wire.slot)
            if 0 <= end.x() - start.x() <= COLUMN - WIDTH:
                item.set_ends(start, end)  # the usual wire to the next column: nothing fits in between
                continue
            band = QRectF(start, end).normalized().adjusted(2, -8, -2, 8)
            own = (wire.source, wire.target) if start.x() < end.x() else ()
            item.set_ends(start, end, [rect for key, rect in rects.items() if key not in own and rect.intersects(band)])

    def refresh(self) -> None:
        """Bring texts, badges and wires up to date with the project."""
        self._timer.stop()
        self._gone.clear()
        project = self.document.project
        for key, item in self.blocks.items():
            item.set_facts(facts(project, item.node))
            if item.input:
                item.input.set_places(len(self.design.incoming(key)))
        for wire, item in self.wires.items():
            item.setToolTip(f"{self.design.nodes[wire.source].name} → {self.design.nodes[wire.target].name}")
        self.route()
        self.refreshed.emit()

    # -- listening -------------------------------------------------------------------------------------------------------

    def _listen(self) -> None:
        for disconnect in self._disconnect:
            disconnect()
        project, design = self.document.project, self.design
        rows = (
            (design.node_added, self._add_node),
            (design.node_removed, self._remove_node),
            (design.node_changed, self._change_node),
            (design.wire_added, self._add_wire),
            (design.wire_removed, self._remove_wire),
            (design.note_added, self._add_note),
            (design.note_removed, self._remove_note),
            (design.note_changed, self._change_note),
            (design.reset, self._mirror),
            (design.changed, self._schedule),
            (project.analysis_changed, self._schedule),
            (project.recipe_changed, self._schedule),
            (project.data_changed, self._schedule),
        )
        self._disconnect = [_connected(signal, slot) for signal, slot in rows]
        self._mirror()

    def _mirror(self) -> None:
        for item in (*self.wires.values(), *self.blocks.values(), *self.notes.values()):
            self.removeItem(item)
        self.wires.clear()
        self.blocks.clear()
        self.notes.clear()
        for node in self.design.nodes.values():
            self._add_node(node)
        for wire in self.design.wires:
            self._add_wire(wire)
        for note in self.design.notes.values():
            self._add_note(note)
        self._show_selection()
        self.refresh()
        self.replaced.emit()

    def _schedule(self, *_: object) -> None:
        self._timer.start(0)

    def _add_node(self, node: Any) -> None:
        item = BlockItem(node, facts(self.document.project, node))
        self.blocks[node.id] = item
        self.addItem(item)

    def _remove_node(self, node: Any) -> None:
        self.removeItem(self.blocks.pop(node.id))
        self.document.selection.set_nodes(self.document.selection.nodes - {node.id})

    def _change_node(self, node: Any) -> None:
        self.blocks[node.id].set_node(node)
        self._schedule()

    def _add_wire(self, wire: Any) -> None:
        item = self.wires[wire] = WireItem(wire)
        self.addItem(item)
        self._schedule()

    def _remove_wire(self, wire: Any) -> None:
        self.removeItem(self.wires.pop(wire))

    def _add_note(self, note: Any) -> None:
        item = self.notes[note.id] = NoteItem(note, self.note_edited.emit)
        self.addItem(item)

    def _remove_note(self, note: Any) -> None:
        item = self.notes.pop(note.id)
        self._gone.append(item)
        self.removeItem(item)
        self._schedule()

    def _end_draft(self, text: str, rect: tuple[float, ...]) -> None:
        item, self._draft = self._draft, None
        self._gone.append(item)
        self.removeItem(item)
        self._schedule()
        if text.strip():
            self.note_written.emit(text, rect)

    def _change_note(self, note: Any) -> None:
        self.notes[note.id].set_note(note)

    # -- selection and colours -------------------------------------------------------------------------------------------

    def _show_selection(self) -> None:
        if self._syncing:
            return
        wanted = self.document.selection.nodes
        self._syncing = True
        if wanted != set(self.selected_ids()):
            self.clearSelection()
            for key in wanted & self.blocks.keys():
                self.blocks[key].setSelected(True)
        self._syncing = False

    def _tell_selection(self) -> None:
        if self._syncing:
            return
        self._syncing = True
        self.document.selection.set_nodes(self.selected_ids())
        self._syncing = False

    def _recolour(self) -> None:
        for item in self.notes.values():
            item.set_note(item.note)
        for block in self.blocks.values():
            block.recolour()
        self.update()


def _connected(signal: Any, slot: Callable[..., Any]) -> Callable[[], Any]:
    signal.connect(slot)
    return lambda: signal.disconnect(slot)


def _distance(item: WireItem, point: QPointF) -> float:
    path = item.path
    steps = (path.pointAtPercent(step / 24) - point for step in range(25))
    return min(step.x() ** 2 + step.y() ** 2 for step in steps)
