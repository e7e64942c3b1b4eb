"""Graph surgery that several edits share: splice a block into a wire, close the chain where one goes, make room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nndesigner.project.connections import can_connect
from nndesigner.project.graph import Graph, Wire


def spliced(graph: Graph, node: str, wire: Wire) -> Graph:
    """``wire`` replaced by one to ``node`` and one from it."""
    return graph.with_swapped_wires([wire], [Wire(wire.source, node), Wire(node, wire.target, wire.slot)])


def healed(graph: Graph, node: str) -> Graph:
    """The graph without ``node``; if it had one wire in and one out, its neighbours are connected where that is legal."""
    before, after = graph.incoming(node), graph.outgoing(node)
    if len(before) != 1 or len(after) != 1:
        return graph.without_nodes([node])
    source, target = before[0].source, after[0].target
    if can_connect(graph, source, target, ignoring=after) is not None:
        return graph.without_nodes([node])
    bridged = graph.with_swapped_wires((*before, *after), [Wire(source, target, after[0].slot)])
    return bridged.without_nodes([node])


def make_room(graph: Graph, source: str, wires: Iterable[Wire], step: float) -> Graph:
    """Shift what the wires lead to, and all behind it, right by as much as a block at ``source`` + ``step`` needs."""
    first = {wire.target for wire in wires}
    behind = first.union(*(graph.descendants(key) for key in first)) - {source}
    if not behind:
        return graph
    left = min(graph.nodes[key].position[0] for key in behind)
    shift = graph.nodes[source].position[0] + 2 * step - left
    if shift <= 0 or shift > 2 * step:
        return graph
    moved = (graph.nodes[key] for key in behind)
    return graph.with_nodes(replace(node, position=(node.position[0] + shift, node.position[1])) for node in moved)
