"""Which columns enter the network at which Input block.

An Input block may name columns of its own; one Input that names none takes all features that no other takes. The target's
own past, where a window has it, enters under the target's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nndesigner.project.graph import Graph, Node

if TYPE_CHECKING:
    from nndesigner.data.recipe import FittedRecipe


def named_columns(node: Node) -> tuple[str, ...] | None:
    """The columns that an Input block names, () where it is to take none yet; None where it takes the rest."""
    names = node.options.get("columns")
    if not isinstance(names, (list, tuple)):
        return None
    return tuple(str(name) for name in names)


def bindings(graph: Graph, columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each Input block the columns that enter there, in the table's order."""
    named = {node.id: named_columns(node) for node in graph.input_nodes()}
    taken = {name for names in named.values() for name in names or ()}
    return {
        key: tuple(name for name in columns if (name in names if names is not None else name not in taken))
        for key, names in named.items()
    }


def takes_the_rest(graph: Graph) -> bool:
    """Whether an Input takes all features that no other names."""
    return any(named_columns(node) is None for node in graph.input_nodes())


def has_bindings(graph: Graph) -> bool:
    """Whether the features enter at more than one Input, or not all of them do."""
    return len(graph.input_nodes()) > 1 or any(named_columns(node) is not None for node in graph.input_nodes())


def bind(recipe: FittedRecipe, graph: Graph) -> FittedRecipe:
    """The recipe that feeds each Input of ``graph`` that leads to the Output with its own columns, in the network's order."""
    if not has_bindings(graph):
        return replace(recipe, inputs=())
    places = _places(recipe)
    found = bindings(graph, tuple(places))
    return replace(recipe, inputs=tuple(tuple(at for name in found[key] for at in places[name]) for key in used_inputs(graph)))


def used_inputs(graph: Graph) -> tuple[str, ...]:
    """Ids of the Input blocks that lead to an Output, in the network's order."""
    used = {key for node in graph.output_nodes() for key in graph.ancestors(node.id)}
    inputs = {node.id for node in graph.input_nodes()}
    return tuple(key for key in graph.order() if key in used and key in inputs)


def _places(recipe: FittedRecipe) -> Mapping[str, range]:
    """Where each column's numbers stand in a row."""
    found: dict[str, range] = {}
    start = 0
    for transform in (*recipe.features, *(recipe.targets if recipe.recipe.past else ())):
        found[transform.name] = range(start, start + transform.width)
        start += transform.width
    return found
