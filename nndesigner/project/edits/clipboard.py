"""Copying blocks and pasting them: a clip is plain data, so that it also travels through the system's clipboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nndesigner.core.text import tr
from nndesigner.project.connections import HasGraph
from nndesigner.project.edits.base import DesignEdit, Refusal
from nndesigner.project.graph import INPUT, OUTPUT, Graph, Position, Wire
from nndesigner.project.graph_config import graph_from_config, graph_to_config

if TYPE_CHECKING:
    from nndesigner.project.project import Project


def copy_nodes(design: HasGraph | Graph, ids: Iterable[str]) -> dict[str, Any]:
    """Blocks and notes with the wires among them, as builtins."""
    graph = design if isinstance(design, Graph) else design.graph
    chosen = frozenset(ids)
    part = graph.without_nodes(key for key in graph.nodes if key not in chosen)
    return graph_to_config(part.without_notes(key for key in graph.notes if key not in chosen))


class Paste(DesignEdit):
    """Add copies of a clip's blocks and notes; wires inside the clip are kept. The new ids are ``node_ids``.

    ``at`` is where the clip's top left corner goes; None keeps the positions, moved a little. Input and Output are pasted
    only into a design that has none.
    """

    def __init__(self, project: Project, clip: Mapping[str, Any], at: Position | None = None, title: str | None = None) -> None:
        super().__init__(project)
        self.title = title or tr("Paste")
        self._clip = graph_from_config(clip)
        self._ids = {key: project.design.free_id() for key in (*self._clip.nodes, *self._clip.notes)}
        self._shift = self._offset(at)
        self.node_ids: tuple[str, ...] = tuple(self._ids[key] for key in self._clip.nodes)

    def _offset(self, at: Position | None) -> Position:
        corners = [node.position for node in self._clip.nodes.values()]
        corners += [(note.rect[0], note.rect[1]) for note in self._clip.notes.values()]
        if at is None or not corners:
            return (28.0, 28.0)
        return (at[0] - min(x for x, _ in corners), at[1] - min(y for _, y in corners))

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the copies."""
        has = {node.kind for node in graph.nodes.values()} & {INPUT, OUTPUT}
        part = self._clip.without_nodes(key for key, node in self._clip.nodes.items() if node.kind in has)
        if not part.nodes and not part.notes:
            raise Refusal(tr("There is nothing to paste: the design has its Input and Output already."))
        dx, dy = self._shift
        for node in part.nodes.values():
            place = (node.position[0] + dx, node.position[1] + dy)
            graph = graph.with_node(replace(node, id=self._ids[node.id], name=graph.free_variant(node.name), position=place))
        graph = graph.with_wires(*(Wire(self._ids[wire.source], self._ids[wire.target], wire.slot) for wire in part.wires))
        for note in part.notes.values():
            x, y, *size = note.rect
            graph = graph.with_note(replace(note, id=self._ids[note.id], rect=(x + dx, y + dy, size[0], size[1])))
        self.node_ids = tuple(self._ids[key] for key in part.nodes)
        return graph
