"""A network drawing as a value: blocks, wires and notes that never change; every change gives a new graph."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

INPUT = "Input"
OUTPUT = "Output"

Position = tuple[float, float]
Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Node:
    """A block: ``kind`` is "Input", "Output" or a name in the layers registry.

    ``options`` holds the changed options as builtins (treat it as read-only), ``position`` the top left corner in scene pixels.
    """

    id: str
    kind: str
    name: str
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    position: Position = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Wire:
    """The output of node ``source`` feeds input number ``slot`` of node ``target``."""

    source: str
    target: str
    slot: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A text on the canvas; ``rect`` is x, y, width, height in scene pixels."""

    id: str
    text: str
    rect: Rectangle = (0.0, 0.0, 180.0, 80.0)


@dataclass(frozen=True, eq=False)
class Graph:
    """Blocks, wires and notes. Wires stand in the order of their targets' insertion, then of their slots.

    Node order is part of the value (it decides the order of layers where the wires leave it open), so equal graphs build
    equal networks.
    """

    nodes: Mapping[str, Node] = field(default_factory=dict)
    wires: tuple[Wire, ...] = ()
    notes: Mapping[str, Note] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rank = {name: index for index, name in enumerate(self.nodes)}
        ordered = sorted(self.wires, key=lambda wire: (rank.get(wire.target, -1), wire.slot))
        object.__setattr__(self, "wires", tuple(ordered))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Graph):
            return NotImplemented
        same_nodes = list(self.nodes.values()) == list(other.nodes.values())
        return same_nodes and self.wires == other.wires and dict(self.notes) == dict(other.notes)

    # -- questions ------------------------------------------------------------------------------------------------------

    @cached_property
    def _incoming(self) -> dict[str, tuple[Wire, ...]]:
        return _grouped(self.wires, "target")

    @cached_property
    def _outgoing(self) -> dict[str, tuple[Wire, ...]]:
        return _grouped(self.wires, "source")

    @cached_property
    def _sorted(self) -> tuple[tuple[str, ...], frozenset[str]]:
        rank = {name: index for index, name in enumerate(self.nodes)}
        waiting = {name: len(self.incoming(name)) for name in self.nodes}
        ready = [rank[name] for name, count in waiting.items() if not count]
        names = list(self.nodes)
        done: list[str] = []
        while ready:
            name = names[heapq.heappop(ready)]
            done.append(name)
            for wire in self.outgoing(name):
                waiting[wire.target] -= 1
                if not waiting[wire.target]:
                    heapq.heappush(ready, rank[wire.target])
        late = frozenset(names) - frozenset(done)
        return (*done, *(name for name in names if name in late)), late

    def incoming(self, node: str) -> tuple[Wire, ...]:
        """The wires that end at ``node``, by slot."""
        return self._incoming.get(node, ())

    def outgoing(self, node: str) -> tuple[Wire, ...]:
        """The wires that start at ``node``."""
        return self._outgoing.get(node, ())

    def ancestors(self, node: str) -> frozenset[str]:
        """Every node from which a path leads to ``node``, without ``node`` itself unless it is on a cycle."""
        return self._reach(node, forward=False)

    def descendants(self, node: str) -> frozenset[str]:
        """Every node to which a path leads from ``node``."""
        return self._reach(node, forward=True)

    def _reach(self, node: str, *, forward: bool) -> frozenset[str]:
        found: set[str] = set()
        stack = [node]
        while stack:
            here = stack.pop()
            wires = self.outgoing(here) if forward else self.incoming(here)
            for other in (wire.target if forward else wire.source for wire in wires):
                if other not in found:
                    found.add(other)
                    stack.append(other)
        return frozenset(found)

    def order(self) -> tuple[str, ...]:
        """All node ids so that sources come before targets; where that leaves a choice, in order of insertion."""
        return self._sorted[0]

    def behind_cycles(self) -> frozenset[str]:
        """Nodes on a cycle or fed by one: empty in a legal design."""
        return self._sorted[1]

    def input_nodes(self) -> tuple[Node, ...]:
        """The Input blocks."""
        return tuple(node for node in self.nodes.values() if node.kind == INPUT)

    def output_nodes(self) -> tuple[Node, ...]:
        """The Output blocks."""
        return tuple(node for node in self.nodes.values() if node.kind == OUTPUT)

    def free_name(self, kind: str) -> str:
        """A name that no block has yet: ``dense``, ``dense_1`` … as Keras counts."""
        words = re.sub(r"(?<=.)(?=[A-Z][a-z])", "_", kind)
        base = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words).lower()  # as Keras: conv2d, max_pooling2d
        return self.free_variant(base)

    def free_variant(self, name: str) -> str:
        """``name``, or if a block has it already the first free of ``name_1``, ``name_2`` …"""
        taken = {node.name for node in self.nodes.values()}
        if name not in taken:
            return name
        base = re.sub(r"_\d+$", "", name)
        number = 1
        while f"{base}_{number}" in taken:
            number += 1
        return f"{base}_{number}"

    # -- changes, each a new graph ---------------------------------------------------------------------------------------

    def with_node(self, node: Node) -> Graph:
        """Add ``node``, or put it in the place of the node with its id."""
        return replace(self, nodes={**self.nodes, node.id: node})

    def with_nodes(self, nodes: Iterable[Node]) -> Graph:
        """Add or replace several nodes at once."""
        return replace(self, nodes={**self.nodes, **{node.id: node for node in nodes}})

    def without_nodes(self, ids: Iterable[str]) -> Graph:
        """Drop these nodes and every wire at them; later inputs of a merge layer move up."""
        gone = frozenset(ids)
        kept = {name: node for name, node in self.nodes.items() if name not in gone}
        wires = tuple(wire for wire in self.wires if wire.source not in gone and wire.target not in gone)
        return replace(self, nodes=kept, wires=_closed_up(wires))

    def with_wires(self, *wires: Wire) -> Graph:
        """Add wires."""
        return replace(self, wires=(*self.wires, *wires))

    def without_wires(self, *wires: Wire) -> Graph:
        """Drop wires; later inputs of a merge layer move up."""
        return replace(self, wires=_closed_up(wire for wire in self.wires if wire not in wires))

    def with_swapped_wires(self, old: Iterable[Wire], new: Iterable[Wire]) -> Graph:
        """Drop ``old`` and add ``new`` at once, so that slots stay where they are."""
        gone = tuple(old)
        return replace(self, wires=(*(wire for wire in self.wires if wire not in gone), *new))

    def with_note(self, note: Note) -> Graph:
        """Add ``note``, or put it in the place of the note with its id."""
        return replace(self, notes={**self.notes, note.id: note})

    def without_notes(self, ids: Iterable[str]) -> Graph:
        """Drop these notes."""
        gone = frozenset(ids)
        return replace(self, notes={name: note for name, note in self.notes.items() if name not in gone})


def _grouped(wires: Iterable[Wire], end: str) -> dict[str, tuple[Wire, ...]]:
    groups: dict[str, list[Wire]] = {}
    for wire in wires:
        groups.setdefault(getattr(wire, end), []).append(wire)
    return {name: tuple(group) for name, group in groups.items()}


def _closed_up(wires: Iterable[Wire]) -> tuple[Wire, ...]:
    closed: list[Wire] = []
    for target, group in _grouped(wires, "target").items():
        ordered = sorted(group, key=lambda wire: wire.slot)
        closed.extend(Wire(wire.source, target, slot) for slot, wire in enumerate(ordered))
    return tuple(closed)
