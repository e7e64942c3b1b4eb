"""What can be done on the canvas, by whichever way it was asked for: each command pushes at most one edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QPointF, QRectF, Signal

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.project import edits
from nndesigner.project.blocks import takes_many
from nndesigner.project.connections import can_connect, can_follow, can_insert, can_move
from nndesigner.project.edits.base import DesignEdit
from nndesigner.project.graph import Wire
from nndesigner.project.layout import layout
from nndesigner.ui.canvas.geometry import BLOCK, COLUMN, GRID, centred
from nndesigner.ui.canvas.places import free_place, rotated, tidy_notes


class Commands(QObject):
    """Edits of the design of ``document``. ``added`` carries the ids of blocks that came."""

    added = Signal(list)

    def __init__(self, document: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document

    @property
    def project(self) -> Any:
        """The project of the document."""
        return self.document.project

    @property
    def design(self) -> Any:
        """Its design."""
        return self.project.design

    # -- questions -------------------------------------------------------------------------------------------------------

    def takes_many(self, node: str) -> bool:
        """Whether a block joins several wires."""
        return takes_many(self.design.nodes[node].kind)

    def why_not_connect(self, source: str, target: str) -> str | None:
        """None where a wire may lead from ``source`` to ``target``, else the reason."""
        return can_connect(self.design, source, target)

    def why_not_insert(self, wire: Any, kind: str) -> str | None:
        """None where a new ``kind`` may stand in ``wire``, else the reason."""
        return can_insert(self.design, wire, kind)

    def why_not_resplice(self, node: str, wire: Any) -> str | None:
        """None where ``node`` may be taken out and put into ``wire``, else the reason."""
        return can_move(self.design, node, wire)

    def may_add(self, kind: str, *, after: str | None = None, before: str | None = None) -> bool:
        """Whether the menu offers ``kind`` here: free, fed by ``after``, or feeding ``before``."""
        if before is not None:
            return kind != "Output" and (kind != "Input" or can_follow(self.design, None, kind))
        return can_follow(self.design, after, kind)

    # -- blocks ----------------------------------------------------------------------------------------------------------

    def add(self, kind: str, corner: QPointF, *, after: str | None = None, before: str | None = None) -> str | None:
        """Put a new block at ``corner`` (below what stands there), wired to a neighbour if one is given.

        Returns its id, or None if it was refused.
        """
        corner = free_place(self.design, corner)
        edit = edits.AddNode(self.project, kind, (corner.x(), corner.y()))
        steps: list[Any] = [edit]
        if after is not None:
            steps.append(_ConnectNew(self.project, after, edit.node_id))
        if before is not None:
            steps.append(_ConnectNew(self.project, edit.node_id, before))
        return self._push_new(edit if len(steps) == 1 else edits.Group(edit.title, steps), edit.node_id)

    def append(self, kind: str, after: str | None = None) -> str | None:
        """Put a new block after ``after``, else after the one selected, else in front of the Output."""
        chosen = [key for key in self.design.order() if key in self.document.selection.nodes]
        edit = edits.AppendNode(self.project, kind, after=after or (chosen[-1] if chosen else None))
        return self._push_new(edit, edit.node_id)

    def insert(self, wire: Any, kind: str, point: QPointF) -> str | None:
        """Splice a new block into ``wire``: at ``point`` where there is room, else what follows moves on."""
        corner = centred(point)
        place = (corner.x(), corner.y()) if self._has_room(wire, corner) else None
        edit = edits.InsertOnWire(self.project, wire, kind, place)
        return self._push_new(edit, edit.node_id)

    def resplice(self, node: str, wire: Any, corner: QPointF) -> bool:
        """Take ``node`` out of its chain and put it into ``wire``: at ``corner``, or by changing places along the chain."""
        if self._has_room(wire, corner, node):
            return self.document.push(edits.MoveOnChain(self.project, node, wire, (corner.x(), corner.y())))
        places = rotated(self.design, node, wire)
        move = edits.MoveOnChain(self.project, node, wire, places.pop(node, None))
        steps = [move, edits.MoveNodes(self.project, places)] if places else [move]
        return self.document.push(edits.Group(move.title, steps))

    def delete(self, nodes: Iterable[str], wires: Iterable[Any] = (), notes: Iterable[str] = ()) -> bool:
        """Delete all this in one step; chains close over blocks that go."""
        ids = {*nodes, *notes}
        loose = [wire for wire in wires if wire.source not in ids and wire.target not in ids]
        steps: list[Any] = [edits.Disconnect(self.project, wire) for wire in reversed(loose)]
        if ids:
            steps.append(edits.RemoveNodes(self.project, ids, heal=True))
        if not steps:
            return False
        return self.document.push(steps[0] if len(steps) == 1 else edits.Group(tr("Delete"), steps))

    def rename(self, node: str, name: str) -> bool:
        """Give a block another name."""
        return self.document.push(edits.Rename(self.project, node, name))

    # -- wires -----------------------------------------------------------------------------------------------------------

    def connect(self, source: str, target: str) -> bool:
        """Lead a wire from ``source`` to ``target``."""
        return self.document.push(edits.Connect(self.project, source, target))

    def disconnect(self, wire: Any) -> bool:
        """Cut a wire."""
        return self.document.push(edits.Disconnect(self.project, wire))

    def replug(self, wire: Any, target: str) -> bool:
        """Lead the end of ``wire`` to another block."""
        if target == wire.target:
            return False
        connect = edits.Connect(self.project, wire.source, target)
        return self.document.push(edits.Group(connect.title, [edits.Disconnect(self.project, wire), connect]))

    # -- places ----------------------------------------------------------------------------------------------------------

    def move(self, blocks: Mapping[str, QPointF], notes: Mapping[str, QPointF] | None = None, *, merge: bool = False) -> bool:
        """Put blocks and notes at new places; ``merge`` joins it with the move before (arrow keys)."""
        places = {key: (point.x(), point.y()) for key, point in {**blocks, **(notes or {})}.items()}
        return bool(places) and self.document.push(edits.MoveNodes(self.project, places, merge=merge))

    def align(self, nodes: Iterable[str], axis: str) -> bool:
        """Give blocks the same ``left`` edge or ``top``: that of the first one in the network."""
        chosen = [self.design.nodes[key] for key in self.design.order() if key in set(nodes)]
        if len(chosen) < 2:
            return False
        x, y = chosen[0].position
        places = {node.id: (x, node.position[1]) if axis == "left" else (node.position[0], y) for node in chosen}
        title = tr("Align in a column") if axis == "left" else tr("Align in a row")
        return self.document.push(edits.MoveNodes(self.project, places, title=title, merge=False))

    def distribute(self, nodes: Iterable[str]) -> bool:
        """Put blocks in a row at equal distances, from the first to the last."""
        chosen = sorted((self.design.nodes[key] for key in set(nodes)), key=lambda node: node.position[0])
        if len(chosen) < 3:
            return False
        first, last = chosen[0].position[0], chosen[-1].position[0]
        step = max((last - first) / (len(chosen) - 1), COLUMN)
        places = {node.id: (first + index * step, node.position[1]) for index, node in enumerate(chosen)}
        return self.document.push(edits.MoveNodes(self.project, places, title=tr("Distribute"), merge=False))

    def tidy(self) -> bool:
        """Lay the whole network out anew; notes stay with the block that they are nearest to."""
        places = layout(self.design.graph)
        if all(self.design.nodes[key].position == place for key, place in places.items()):
            return False
        places |= tidy_notes(self.design, places)
        return self.document.push(edits.MoveNodes(self.project, places, title=tr("Tidy"), merge=False))

    # -- notes -----------------------------------------------------------------------------------------------------------

    def add_note(self, text: str, rect: tuple[float, float, float, float]) -> bool:
        """Put a note on the canvas."""
        return self.document.push(edits.AddNote(self.project, text, rect))

    def set_note_text(self, note: str, text: str) -> None:
        """Change a note; an emptied one goes."""
        if note not in self.design.notes:
            return
        if text.strip():
            self.document.push(edits.ChangeNote(self.project, note, text=text))
        else:
            self.document.push(edits.RemoveNotes(self.project, [note]))

    def resize_note(self, note: str, size: tuple[float, float]) -> None:
        """Change a note's size."""
        x, y, *_ = self.design.notes[note].rect
        self.document.push(edits.ChangeNote(self.project, note, rect=(x, y, *size)))

    # -- clipboard -------------------------------------------------------------------------------------------------------

    def copy(self, ids: Iterable[str]) -> dict[str, Any]:
        """A clip of these blocks and notes."""
        return edits.copy_nodes(self.design, ids)

    def paste(self, clip: Mapping[str, Any], corner: QPointF | None = None, title: str | None = None) -> bool:
        """Add what a clip holds, its top left at ``corner``, else moved a little from where it was copied."""
        edit = edits.Paste(self.project, clip, None if corner is None else (corner.x(), corner.y()), title)
        if not self.document.push(edit):
            return False
        self.added.emit(list(edit.node_ids))
        return True

    # -- helpers ---------------------------------------------------------------------------------------------------------

    def _push_new(self, edit: Any, node: str) -> str | None:
        if not self.document.push(edit):
            return None
        self.added.emit([node])
        return node

    def _has_room(self, wire: Any, corner: QPointF, moved: str | None = None) -> bool:
        """Whether a block at ``corner`` stands between the wire's ends and on no other block."""
        start, end = (self.design.nodes[key].position[0] for key in (wire.source, wire.target))
        area = BLOCK.translated(corner).adjusted(-GRID / 2, -GRID / 2, GRID / 2, GRID / 2)
        taken = (
            QRectF(*node.position, BLOCK.width(), BLOCK.height()) for key, node in self.design.nodes.items() if key != moved
        )
        return start < corner.x() < end and not any(area.intersects(rect) for rect in taken)


class _ConnectNew(DesignEdit):
    """Connects a block that an earlier step of the same group brings."""

    def __init__(self, project: Any, source: str, target: str) -> None:
        super().__init__(project)
        self._ends = source, target

    def change_graph(self, graph: Any) -> Any:
        source, target = self._ends
        reason = can_connect(graph, source, target)
        if reason is not None:
            raise DesignerError(reason)
        return graph.with_wires(Wire(source, target, len(graph.incoming(target))))
