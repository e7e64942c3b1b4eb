"""The design that is being edited: a graph that tells whoever listens what has changed in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from psygnal import Signal

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.project.graph import INPUT, OUTPUT, Graph, Node, Note, Wire
from nndesigner.project.graph_config import (
    graph_from_config,
    graph_from_network_config,
    graph_to_config,
    graph_to_network_config,
)

__all__ = ["INPUT", "OUTPUT", "Design", "Graph", "Node", "Note", "Wire"]


class Design:
    """Holds one :class:`Graph` after another. Each change is complete before its first signal, ``changed`` comes last.

    ``reset`` replaces the single signals when no block survived a change: a view then starts anew from the whole design.
    """

    node_added: ClassVar[Signal] = Signal(Node)
    node_removed: ClassVar[Signal] = Signal(Node)
    node_changed: ClassVar[Signal] = Signal(Node)
    wire_added: ClassVar[Signal] = Signal(Wire)
    wire_removed: ClassVar[Signal] = Signal(Wire)
    note_added: ClassVar[Signal] = Signal(Note)
    note_removed: ClassVar[Signal] = Signal(Note)
    note_changed: ClassVar[Signal] = Signal(Note)
    reset: ClassVar[Signal] = Signal()
    changed: ClassVar[Signal] = Signal()

    def __init__(self, graph: Graph | None = None) -> None:
        self._graph = graph or Graph()
        self._last_id = 0
        self._count_ids(self._graph)

    @property
    def graph(self) -> Graph:
        """The present state, a value that can be kept."""
        return self._graph

    @property
    def nodes(self) -> Mapping[str, Node]:
        """The blocks by id, in order of insertion."""
        return self._graph.nodes

    @property
    def wires(self) -> tuple[Wire, ...]:
        """All wires."""
        return self._graph.wires

    @property
    def notes(self) -> Mapping[str, Note]:
        """The notes by id."""
        return self._graph.notes

    def become(self, graph: Graph) -> None:
        """Take over another state and tell the differences."""
        old, self._graph = self._graph, graph
        if graph is old or graph == old:
            return
        self._count_ids(graph)
        if old.nodes and graph.nodes and not old.nodes.keys() & graph.nodes.keys():
            self.reset.emit()
        else:
            self._tell(old, graph)
        self.changed.emit()

    # -- primitives (used by edits' results and by tests; a user's change goes through an edit) ---------------------------

    def add_node(self, node: Node) -> None:
        """Add a block."""
        if node.id in self.nodes:
            raise DesignerError(tr("The design already has a block with the id {id!r}.", id=node.id))
        self.become(self._graph.with_node(node))

    def remove_node(self, node: str) -> None:
        """Drop a block and the wires at it."""
        self.become(self._graph.without_nodes([node]))

    def replace_node(self, node: Node) -> None:
        """Put ``node`` in the place of the block with its id."""
        self.become(self._graph.with_node(node))

    def add_wire(self, wire: Wire) -> None:
        """Add a wire between two blocks of the design."""
        self.become(self._graph.with_wires(wire))

    def remove_wire(self, wire: Wire) -> None:
        """Drop a wire; later inputs of a merge layer move up."""
        self.become(self._graph.without_wires(wire))

    def add_note(self, note: Note) -> None:
        """Add a note, or replace the one with its id."""
        self.become(self._graph.with_note(note))

    replace_note = add_note

    def remove_note(self, note: str) -> None:
        """Drop a note."""
        self.become(self._graph.without_notes([note]))

    # -- questions -------------------------------------------------------------------------------------------------------

    def incoming(self, node: str) -> tuple[Wire, ...]:
        """The wires that end at ``node``, by slot."""
        return self._graph.incoming(node)

    def outgoing(self, node: str) -> tuple[Wire, ...]:
        """The wires that start at ``node``."""
        return self._graph.outgoing(node)

    def ancestors(self, node: str) -> frozenset[str]:
        """Every node from which a path leads to ``node``."""
        return self._graph.ancestors(node)

    def descendants(self, node: str) -> frozenset[str]:
        """Every node to which a path leads from ``node``."""
        return self._graph.descendants(node)

    def order(self) -> tuple[str, ...]:
        """All node ids, sources before targets."""
        return self._graph.order()

    def input_nodes(self) -> tuple[Node, ...]:
        """The Input blocks."""
        return self._graph.input_nodes()

    def output_nodes(self) -> tuple[Node, ...]:
        """The Output blocks."""
        return self._graph.output_nodes()

    def free_name(self, kind: str) -> str:
        """A name for a new block of ``kind`` that no block has yet."""
        return self._graph.free_name(kind)

    def free_id(self) -> str:
        """An id that this design never had; each call gives another one."""
        self._last_id += 1
        return f"n{self._last_id}"

    # -- plain data ------------------------------------------------------------------------------------------------------

    def to_config(self) -> dict[str, Any]:
        """The design as builtins (see :func:`graph_to_config`)."""
        return graph_to_config(self._graph)

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Design:
        """The inverse of :meth:`to_config`. Raises DesignerError."""
        return cls(graph_from_config(config))

    def to_network_config(
        self, *, shapes: Mapping[str, Sequence[int]] | None = None, name: str = "network", seed: int | None = None
    ) -> dict[str, Any]:
        """The network that the engine builds (see :func:`graph_to_network_config`)."""
        return graph_to_network_config(self._graph, shapes=shapes, name=name, seed=seed)

    @classmethod
    def from_network_config(cls, config: Mapping[str, Any], *, loss: Any = None) -> Design:
        """A laid-out design of a network that a script made. Raises DesignerError."""
        return cls(graph_from_network_config(config, loss=loss))

    # -- helpers ---------------------------------------------------------------------------------------------------------

    def _count_ids(self, graph: Graph) -> None:
        numbers = (re.fullmatch(r"n(\d+)", key) for key in (*graph.nodes, *graph.notes))
        self._last_id = max([self._last_id, *(int(match[1]) for match in numbers if match)])

    def _tell(self, old: Graph, new: Graph) -> None:
        swapped = {key for key, node in new.nodes.items() if key in old.nodes and old.nodes[key].kind != node.kind}
        gone = [key for key in old.nodes if key not in new.nodes or key in swapped]
        fresh = [key for key in new.nodes if key not in old.nodes or key in swapped]
        kept_wires = {wire for wire in {*old.wires} & {*new.wires} if not swapped & {wire.source, wire.target}}
        for wire in old.wires:
            if wire not in kept_wires:
                self.wire_removed.emit(wire)
        for key in gone:
            self.node_removed.emit(old.nodes[key])
        for key in fresh:
            self.node_added.emit(new.nodes[key])
        for key, node in new.nodes.items():
            if key in old.nodes and key not in swapped and node is not old.nodes[key] and node != old.nodes[key]:
                self.node_changed.emit(node)
        for wire in new.wires:
            if wire not in kept_wires:
                self.wire_added.emit(wire)
        self._tell_notes(old, new)

    def _tell_notes(self, old: Graph, new: Graph) -> None:
        for key, note in old.notes.items():
            if key not in new.notes:
                self.note_removed.emit(note)
        for key, note in new.notes.items():
            if key not in old.notes:
                self.note_added.emit(note)
            elif note != old.notes[key]:
                self.note_changed.emit(note)
