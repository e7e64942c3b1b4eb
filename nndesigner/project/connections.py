"""What may be connected with what; each answer is None for yes, or the sentence that says why not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from nndesigner.core.text import tr
from nndesigner.project.blocks import takes_many
from nndesigner.project.graph import INPUT, OUTPUT, Graph, Node, Wire


class HasGraph(Protocol):
    """A design, or anything else that carries a graph."""

    @property
    def graph(self) -> Graph:
        """The graph."""


def can_connect(design: HasGraph | Graph, source: str, target: str, *, ignoring: Iterable[Wire] = ()) -> str | None:
    """Why no wire can lead from node ``source`` to node ``target``; None if it can.

    ``ignoring`` are wires that the same step takes away.
    """
    graph = _graph(design)
    if source not in graph.nodes or target not in graph.nodes:
        return tr("One of the two blocks is not in the design any more.")
    start, end = graph.nodes[source], graph.nodes[target]
    gone = frozenset(ignoring)
    taken = [wire for wire in graph.incoming(target) if wire not in gone]
    refusal = _ends(start, end)
    if refusal is None and any(wire.source == source for wire in taken):
        refusal = tr("{source} and {target} are connected already.", source=start.name, target=end.name)
    if refusal is None and taken and not takes_many(end.kind):
        text = tr("{target} takes one wire and has it, from {other}; put a merge layer such as Add between.")
        refusal = text.format(target=end.name, other=graph.nodes[taken[0].source].name)
    if refusal is None and _leads_to(graph, target, source, gone):
        text = tr("{target} leads to {source} already; a wire back would close a cycle.")
        refusal = text.format(target=end.name, source=start.name)
    return refusal


def can_insert(design: HasGraph | Graph, wire: Wire, kind: str) -> str | None:
    """Why no new block of ``kind`` can be spliced into ``wire``; None if it can."""
    graph = _graph(design)
    if wire not in graph.wires:
        return tr("The wire is not in the design any more.")
    if kind in (INPUT, OUTPUT):
        return tr("{kind} cannot stand in the middle of a wire.", kind=kind)
    return None


def can_move(design: HasGraph | Graph, node: str, wire: Wire) -> str | None:
    """Why the block ``node`` cannot be taken out of its place and spliced into ``wire``; None if it can."""
    graph = _graph(design)
    if node not in graph.nodes or wire not in graph.wires:
        return tr("The block or the wire is not in the design any more.")
    block = graph.nodes[node]
    if block.kind in (INPUT, OUTPUT):
        return tr("{name} cannot stand in the middle of a wire.", name=block.name)
    if node in (wire.source, wire.target):
        return tr("{name} stands at this wire already.", name=block.name)
    if len(graph.incoming(node)) > 1 or len(graph.outgoing(node)) > 1:
        return tr("{name} joins or feeds several wires; disconnect it first.", name=block.name)
    return None


def can_follow(design: HasGraph | Graph, node: str | None, kind: str) -> bool:
    """Whether a new block of ``kind`` may be fed by ``node`` (None: whether it may be added at all)."""
    graph = _graph(design)
    if kind == OUTPUT and graph.output_nodes():
        return False
    if kind == INPUT:
        return node is None and not graph.input_nodes()
    return node is None or (node in graph.nodes and graph.nodes[node].kind != OUTPUT)


def _ends(start: Node, end: Node) -> str | None:
    if start.id == end.id:
        return tr("{name} cannot feed itself.", name=start.name)
    if start.kind == OUTPUT:
        return tr("{name} is the end of the network; nothing can follow it.", name=start.name)
    if end.kind == INPUT:
        return tr("{name} is the start of the network; nothing can feed it.", name=end.name)
    return None


def _leads_to(graph: Graph, start: str, end: str, gone: frozenset[Wire]) -> bool:
    seen = {start}
    stack = [start]
    while stack:
        for wire in graph.outgoing(stack.pop()):
            if wire not in gone and wire.target not in seen:
                seen.add(wire.target)
                stack.append(wire.target)
    return end in seen


def _graph(design: HasGraph | Graph) -> Graph:
    return design if isinstance(design, Graph) else design.graph
