"""Give a column of categories an Input and an Embedding of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.project.blocks import Shape
from nndesigner.project.contents import Contents
from nndesigner.project.edits.base import Edit, Refusal
from nndesigner.project.facts import data_facts
from nndesigner.project.graph import INPUT, Graph, Node, Wire
from nndesigner.project.inputs import bindings, named_columns
from nndesigner.project.layout import BLOCK, GAP

if TYPE_CHECKING:
    from nndesigner.project.project import Project

LARGEST = 50


class EmbedColumn(Edit):
    """Turn a column into an embedding index, with an Input, an Embedding and a Flatten of its own beside the other features."""

    def __init__(self, project: Project, column: str) -> None:
        super().__init__(project)
        self.title = tr("Embed {column}", column=column)
        self._column = column

    def change(self, contents: Contents) -> Contents:
        """The contents with the recipe and the design changed. Raises Refusal where that cannot be."""
        if contents.recipe is None:
            raise Refusal(tr("There is no data yet; open a CSV or choose a data set first."))
        try:
            column = contents.recipe.column(self._column)
        except DataError as error:
            raise Refusal(str(error)) from None
        if not column.is_categorical or column.role != "feature":
            raise Refusal(tr("Only a feature of categories can be embedded; {name} is none.", name=self._column))
        recipe = contents.recipe.with_column(self._column, encoding="embedding")
        changed = contents.with_changes({"recipe": recipe})
        facts = data_facts(changed)
        graph = embedded(
            contents.graph, self._column, tuple(facts.widths), facts.indices.get(self._column, 2), facts.input_shape
        )
        return changed.with_changes({"graph": graph})


def vector_size(categories: int) -> int:
    """How many numbers an embedded category gets: 1.6 · n^0.56, at most 50 (Howard & Gugger 2020)."""
    return int(min(LARGEST, round(1.6 * max(categories, 1) ** 0.56)))


def embedded(graph: Graph, column: str, features: tuple[str, ...], categories: int, shape: Shape | None) -> Graph:
    """``graph`` with ``column`` led through an Embedding of ``categories`` to where the other features go.

    The other blocks keep their places, those behind the Input move to the right. A graph without a free Input stays.
    """
    inputs = bindings(graph, features)
    rest = next((node for node in graph.input_nodes() if column in inputs[node.id]), None)
    if rest is None or not graph.outgoing(rest.id):
        return graph
    is_alone = inputs[rest.id] == (column,)
    maker = _Maker(graph, rest, steps=2 if is_alone else 3)
    if is_alone:
        source = rest.id
    else:
        source = maker.add(INPUT, 0, column, columns=[column])
        if named_columns(rest) is not None:
            left = [name for name in named_columns(rest) or () if name != column]
            maker.graph = maker.graph.with_node(replace(maker.graph.nodes[rest.id], options={**rest.options, "columns": left}))
    size = vector_size(categories - 1)
    vectors = maker.add("Embedding", 1, f"{column}_vector", input_dim=categories, output_dim=size)
    if shape is not None and len(shape) == 2:  # a window's rows keep their order
        flat = maker.add("Reshape", 2, f"{column}_flat", target_shape=[shape[0], -1])
    else:
        flat = maker.add("Flatten", 2, f"{column}_flat")
    if is_alone:
        return maker.lead_on(rest.id, flat).with_wires(Wire(rest.id, vectors), Wire(vectors, flat))
    return maker.join(rest.id, flat).with_wires(Wire(source, vectors), Wire(vectors, flat))


class _Maker:
    """A graph in the making; new blocks stand below the Input, in columns that are made free behind it."""

    def __init__(self, graph: Graph, rest: Node, steps: int) -> None:
        x, _ = rest.position
        self._x, self._step = x, BLOCK[0] + GAP[0]
        joins = _join(graph, rest.id)
        width = 0.0 if joins else steps * self._step
        moved = [replace(n, position=(n.position[0] + width, n.position[1])) for n in graph.nodes.values() if n.position[0] > x]
        self.graph = graph.with_nodes(moved)
        self._y = max(
            (n.position[1] for n in graph.nodes.values() if n.position[0] < x + (steps + 1) * self._step), default=0.0
        )
        self._y += BLOCK[1] + GAP[1]

    def add(self, kind: str, column: int, name: str, **options: Any) -> str:
        """A new block in the ``column``-th place behind the Input; its id."""
        number = 1 + max((int(key[1:]) for key in (*self.graph.nodes, *self.graph.notes) if key[1:].isdecimal()), default=0)
        key, place = f"n{number}", (self._x + column * self._step, self._y)
        clean = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in name).strip("_").lower()
        title = self.graph.free_variant(clean or kind.lower())
        self.graph = self.graph.with_node(Node(key, kind, title, options, place))
        return key

    def lead_on(self, source: str, to: str) -> Graph:
        """Feed from ``to`` what ``source`` fed."""
        old = self.graph.outgoing(source)
        return self.graph.with_swapped_wires(old, [Wire(to, wire.target, wire.slot) for wire in old])

    def join(self, source: str, other: str) -> Graph:
        """Put ``other`` beside ``source`` for all that ``source`` feeds, by the Concatenate that is there or a new one."""
        joint = _join(self.graph, source)
        if joint is not None:
            return self.graph.with_wires(Wire(other, joint, len(self.graph.incoming(joint))))
        joint = self.add("Concatenate", 3, "features")
        y = self.graph.nodes[source].position[1]
        self.graph = self.graph.with_node(replace(self.graph.nodes[joint], position=(self._x + 3 * self._step, y)))
        return self.lead_on(source, joint).with_wires(Wire(source, joint, 0), Wire(other, joint, 1))


def _join(graph: Graph, source: str) -> str | None:
    """The Concatenate that alone is fed by ``source``, or None."""
    targets = {wire.target for wire in graph.outgoing(source)}
    if len(targets) != 1:
        return None
    (target,) = targets
    return target if graph.nodes[target].kind == "Concatenate" else None
