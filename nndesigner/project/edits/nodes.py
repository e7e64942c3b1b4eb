"""Edits of blocks: add, append, insert, replace, remove, move, rename, and their options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nndesigner.core.text import tr
from nndesigner.project.blocks import block_class, is_default, new_options, plain_option, takes_many
from nndesigner.project.connections import can_connect, can_insert, can_move
from nndesigner.project.edits.base import DesignEdit, Refusal, demand, node_of
from nndesigner.project.edits.chain import healed, make_room, spliced
from nndesigner.project.graph import INPUT, OUTPUT, Graph, Node, Position, Wire
from nndesigner.project.inputs import takes_the_rest
from nndesigner.project.layout import BLOCK, GAP

if TYPE_CHECKING:
    from nndesigner.project.project import Project

STEP = BLOCK[0] + GAP[0]


class _NewNode(DesignEdit):
    """Base of the edits that bring a block; its id is ``node_id`` from the start."""

    def __init__(self, project: Project, kind: str, options: Mapping[str, Any] | None = None) -> None:
        super().__init__(project)
        self.kind = kind
        self.node_id = project.design.free_id()
        self._options = dict(options or {})

    def make(self, graph: Graph, position: Position) -> Node:
        """The new block, with a name that is free in ``graph``."""
        options = {**new_options(self.kind), **self._options}
        if self.kind == INPUT and not options and self.project.recipe is not None and takes_the_rest(graph):
            options = {"columns": []}  # another Input has them all: which of them come here is still to be said
        return Node(self.node_id, self.kind, graph.free_name(self.kind), options, position)


class AddNode(_NewNode):
    """Put a new block on the canvas, without wires."""

    def __init__(
        self, project: Project, kind: str, position: Position = (0.0, 0.0), options: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(project, kind, options)
        self.title = tr("Add {kind}", kind=kind)
        self._position = position

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the new block."""
        return graph.with_node(self.make(graph, self._position))


class AppendNode(_NewNode):
    """Add a block after another one (``after``), or without it at the end of the network, in front of the Output.

    Whatever followed the block follows the new one; blocks to the right make room.
    """

    def __init__(self, project: Project, kind: str, after: str | None = None, options: Mapping[str, Any] | None = None) -> None:
        super().__init__(project, kind, options)
        self.title = tr("Add {kind}", kind=kind)
        self._after_node = after

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the new block spliced in."""
        before = self._predecessor(graph)
        if before is None or self.kind == INPUT:
            return graph.with_node(self.make(graph, self._place_alone(graph)))
        followers = graph.outgoing(before.id)
        node = self.make(graph, (before.position[0] + STEP, before.position[1]))
        if self.kind == OUTPUT:
            return graph.with_node(node).with_wires(Wire(before.id, node.id))
        graph = make_room(graph, before.id, followers, STEP).with_node(node)
        new = [Wire(before.id, node.id), *(Wire(node.id, wire.target, wire.slot) for wire in followers)]
        return graph.with_swapped_wires(followers, new)

    def _predecessor(self, graph: Graph) -> Node | None:
        if self._after_node is not None:
            node = node_of(graph, self._after_node)
            if node.kind != OUTPUT:
                return node
            feeding = graph.incoming(node.id)
            return graph.nodes[feeding[0].source] if feeding else None
        for output in graph.output_nodes():
            for wire in graph.incoming(output.id):
                return graph.nodes[wire.source]
        ends = [node for node in graph.nodes.values() if node.kind != OUTPUT and not graph.outgoing(node.id)]
        return ends[-1] if ends else None

    def _place_alone(self, graph: Graph) -> Position:
        if not graph.nodes:
            return (0.0, 0.0)
        places = [node.position for node in graph.nodes.values()]
        if self.kind == INPUT and not graph.input_nodes():
            return (min(x for x, _ in places) - STEP, min(y for _, y in places))
        return (min(x for x, _ in places), max(y for _, y in places) + BLOCK[1] + GAP[1])


class InsertOnWire(_NewNode):
    """Splice a new block into a wire; without a position it stands between the two, and blocks to the right make room."""

    def __init__(
        self,
        project: Project,
        wire: Wire,
        kind: str,
        position: Position | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(project, kind, options)
        self.title = tr("Insert {kind}", kind=kind)
        self._wire = wire
        self._position = position

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the block in the wire."""
        demand(can_insert(graph, self._wire, self.kind))
        source = graph.nodes[self._wire.source]
        position = self._position
        if position is None:
            graph = make_room(graph, source.id, (self._wire,), STEP)
            position = (source.position[0] + STEP, source.position[1])
        return spliced(graph.with_node(self.make(graph, position)), self.node_id, self._wire)


class ReplaceOnWire(DesignEdit):
    """Put a block of another kind in the place of one, keeping its wires and the options that both have."""

    def __init__(self, project: Project, node_id: str, kind: str, options: Mapping[str, Any] | None = None) -> None:
        super().__init__(project)
        self.title = tr("Replace by {kind}", kind=kind)
        self.node_id = node_id
        self._kind = kind
        self._options = dict(options or {})

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the other block."""
        node = node_of(graph, self.node_id)
        if {node.kind, self._kind} & {INPUT, OUTPUT}:
            raise Refusal(tr("{name} cannot be replaced by {kind}.", name=node.name, kind=self._kind))
        if len(graph.incoming(node.id)) > 1 and not takes_many(self._kind):
            raise Refusal(tr("{name} joins several wires; {kind} takes one.", name=node.name, kind=self._kind))
        known = block_class(self._kind).OPTIONS
        kept = {name: value for name, value in node.options.items() if name in known}
        options = {**new_options(self._kind), **kept, **self._options}
        return graph.with_node(replace(node, kind=self._kind, name=graph.free_name(self._kind), options=options))


class RemoveNodes(DesignEdit):
    """Delete blocks and notes; with ``heal`` a chain closes over a block that had one wire in and one out."""

    def __init__(self, project: Project, ids: Iterable[str], heal: bool = True) -> None:
        super().__init__(project)
        self._ids = frozenset(ids)
        names = [node.name for key, node in project.design.nodes.items() if key in self._ids]
        self.title = tr("Delete {name}", name=names[0]) if len(names) == 1 else tr("Delete {count} items", count=len(self._ids))
        self._heal = heal

    def change_graph(self, graph: Graph) -> Graph:
        """The graph without them."""
        for key in (key for key in graph.order() if key in self._ids):
            graph = healed(graph, key) if self._heal else graph.without_nodes([key])
        return graph.without_notes(self._ids)


class MoveOnChain(DesignEdit):
    """Take a block out of its place (the chain closes) and splice it into another wire; a loose block is just spliced in."""

    def __init__(self, project: Project, node_id: str, wire: Wire, position: Position | None = None) -> None:
        super().__init__(project)
        self.title = tr("Move {name}", name=node_of(project.design.graph, node_id).name)
        self.node_id = node_id
        self._wire = wire
        self._position = position

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the block in its new place."""
        demand(can_move(graph, self.node_id, self._wire))
        node = graph.nodes[self.node_id]
        order = list(graph.nodes)
        graph = healed(graph, node.id)
        if self._wire not in graph.wires:
            raise Refusal(tr("Taking {name} out changes the wire that it should go to.", name=node.name))
        if self._position is not None:
            node = replace(node, position=self._position)
        graph = graph.with_node(node)
        graph = replace(graph, nodes={key: graph.nodes[key] for key in order})
        if self._position is None:
            source = graph.nodes[self._wire.source]
            graph = make_room(graph, source.id, (self._wire,), STEP)
            graph = graph.with_node(replace(node, position=(source.position[0] + STEP, source.position[1])))
        ends = (
            can_connect(graph, self._wire.source, node.id),
            can_connect(graph, node.id, self._wire.target, ignoring=[self._wire]),
        )
        demand(ends[0] or ends[1])
        return spliced(graph, node.id, self._wire)


class MoveNodes(DesignEdit):
    """Put blocks and notes at new places; moving the same ones again merges into one step."""

    def __init__(
        self, project: Project, positions: Mapping[str, Position], title: str | None = None, merge: bool = True
    ) -> None:
        super().__init__(project)
        self.title = title or tr("Move")
        self._positions = dict(positions)
        self.merge_key = ("move", *sorted(self._positions)) if merge else None

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the new positions."""
        moved = [
            replace(node_of(graph, key), position=place) for key, place in self._positions.items() if key not in graph.notes
        ]
        graph = graph.with_nodes(moved)
        for key in self._positions.keys() & graph.notes.keys():
            note = graph.notes[key]
            graph = graph.with_note(replace(note, rect=(*self._positions[key], *note.rect[2:])))
        return graph


class SetOption(DesignEdit):
    """Change one option of one block; successive edits of it merge into one step. A default is kept as "not given"."""

    def __init__(self, project: Project, node_id: str, name: str, value: Any, merge: bool = True) -> None:
        super().__init__(project)
        node = node_of(project.design.graph, node_id)
        self.title = tr("Change {option} of {name}", option=name.replace("_", " "), name=node.name)
        self.merge_key = (node_id, name) if merge else None
        self.node_id = node_id
        self._name = name
        self._value = value

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the changed option."""
        node = node_of(graph, self.node_id)
        value = plain_option(node.kind, self._name, self._value)
        options = {key: kept for key, kept in node.options.items() if key != self._name}
        if not is_default(node.kind, self._name, value):
            options = {**node.options, self._name: value}
        return graph.with_node(replace(node, options=options))


class Rename(DesignEdit):
    """Give a block another name."""

    def __init__(self, project: Project, node_id: str, name: str) -> None:
        super().__init__(project)
        self.title = tr("Rename {old} to {new}", old=node_of(project.design.graph, node_id).name, new=name)
        self.node_id = node_id
        self._name = name.strip()

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the renamed block."""
        if not self._name:
            raise Refusal(tr("A block needs a name; received an empty one."))
        return graph.with_node(replace(node_of(graph, self.node_id), name=self._name))
