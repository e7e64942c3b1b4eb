"""Edits of wires: connect, disconnect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nndesigner.core.text import tr
from nndesigner.project.blocks import takes_many
from nndesigner.project.connections import can_connect
from nndesigner.project.edits.base import DesignEdit, Refusal, demand, node_of
from nndesigner.project.graph import Graph, Wire

if TYPE_CHECKING:
    from nndesigner.project.project import Project


class Connect(DesignEdit):
    """Lead a wire from one block to another.

    ``slot`` is the place among a merge layer's inputs (later ones move down), None the last. With ``replace`` a full port
    gives up the wire that it has.
    """

    def __init__(self, project: Project, source: str, target: str, slot: int | None = None, replace: bool = False) -> None:
        super().__init__(project)
        nodes = project.design.nodes
        names = [nodes[key].name if key in nodes else tr("new block") for key in (source, target)]
        self.title = tr("Connect {source} with {target}", source=names[0], target=names[1])
        self._source, self._target, self._slot, self._replace = source, target, slot, replace

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the wire."""
        target = node_of(graph, self._target)
        taken = graph.incoming(target.id)
        given_up = taken if self._replace and not takes_many(target.kind) else ()
        demand(can_connect(graph, self._source, self._target, ignoring=given_up))
        sources = [wire.source for wire in taken if wire not in given_up]
        sources.insert(len(sources) if self._slot is None else self._slot, self._source)
        return graph.with_swapped_wires(taken, [Wire(source, target.id, slot) for slot, source in enumerate(sources)])


class Disconnect(DesignEdit):
    """Take a wire away."""

    def __init__(self, project: Project, wire: Wire) -> None:
        super().__init__(project)
        self.title = tr("Disconnect")
        self._wire = wire

    def change_graph(self, graph: Graph) -> Graph:
        """The graph without the wire."""
        if self._wire not in graph.wires:
            raise Refusal(tr("The wire is not in the design any more."))
        return graph.without_wires(self._wire)
