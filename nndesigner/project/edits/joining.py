"""Lead a loose Input into the network, beside the Input that is there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nndesigner.core.text import tr
from nndesigner.project.edits.base import DesignEdit, Refusal, node_of
from nndesigner.project.edits.chain import make_room
from nndesigner.project.graph import Graph, Node, Wire
from nndesigner.project.layout import BLOCK, GAP

if TYPE_CHECKING:
    from nndesigner.project.project import Project

MERGE = "Concatenate"


class JoinInput(DesignEdit):
    """Put what enters at ``node_id`` beside what enters at another Input: into the Concatenate behind that, or a new one."""

    def __init__(self, project: Project, node_id: str, beside: str) -> None:
        super().__init__(project)
        names = {key: project.design.nodes[key].name for key in (node_id, beside) if key in project.design.nodes}
        self.title = tr("Join {name} with {other}", name=names.get(node_id, ""), other=names.get(beside, ""))
        self._node_id, self._beside = node_id, beside

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with both led on as one. Raises Refusal where the Input is not loose, or the other one is."""
        node, other = node_of(graph, self._node_id), node_of(graph, self._beside)
        followers = graph.outgoing(other.id)
        if graph.outgoing(node.id) or not followers:
            raise Refusal(tr("{name} cannot be joined with {other}.", name=node.name, other=other.name))
        readers = {wire.target for wire in followers}
        first = graph.nodes[followers[0].target]
        if len(readers) == 1 and first.kind == MERGE:
            return graph.with_wires(Wire(node.id, first.id, len(graph.incoming(first.id))))
        step = BLOCK[0] + GAP[0]
        graph = make_room(graph, other.id, followers, step)
        place = (other.position[0] + step, other.position[1])
        taken = (int(key[1:]) for key in (*graph.nodes, *graph.notes) if key[1:].isdecimal())
        joint = Node(f"n{1 + max(taken, default=0)}", MERGE, graph.free_name(MERGE), {}, place)
        graph = graph.with_node(joint).with_swapped_wires(
            followers, [Wire(joint.id, wire.target, wire.slot) for wire in followers]
        )
        below = (other.position[0], other.position[1] + BLOCK[1] + GAP[1])
        if all(known.position != below for known in graph.nodes.values()):
            graph = graph.with_node(replace(node, position=below))
        return graph.with_wires(Wire(other.id, joint.id, 0), Wire(node.id, joint.id, 1))
