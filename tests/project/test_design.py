"""The observable design: complete before its first signal, every difference told once."""

from __future__ import annotations

import pytest

from nndesigner.core.errors import DesignerError
from nndesigner.project.design import Design, Graph, Node, Note, Wire

SIGNALS = (
    "node_added", "node_removed", "node_changed", "wire_added", "wire_removed",
    "note_added", "note_removed", "note_changed", "reset", "changed",
)  # fmt: skip


class Mirror:
    """A view of a design that knows nothing but its signals, and what it heard."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.heard: list[str] = []
        self.states: set[int] = set()
        self.nodes: dict[str, Node] = {}
        self.wires: set[Wire] = set()
        self.notes: dict[str, Note] = {}
        for name in SIGNALS:
            getattr(design, name).connect(getattr(self, name))

    def _hear(self, name: str) -> None:
        self.heard.append(name)
        self.states.add(id(self.design.graph))

    def node_added(self, node: Node) -> None:
        self._hear("node_added")
        assert node.id not in self.nodes
        self.nodes[node.id] = node

    def node_removed(self, node: Node) -> None:
        self._hear("node_removed")
        assert not [wire for wire in self.wires if node.id in (wire.source, wire.target)]
        del self.nodes[node.id]

    def node_changed(self, node: Node) -> None:
        self._hear("node_changed")
        assert self.nodes[node.id].kind == node.kind
        self.nodes[node.id] = node

    def wire_added(self, wire: Wire) -> None:
        self._hear("wire_added")
        assert {wire.source, wire.target} <= self.nodes.keys()
        assert wire not in self.wires
        self.wires.add(wire)

    def wire_removed(self, wire: Wire) -> None:
        self._hear("wire_removed")
        self.wires.remove(wire)

    def note_added(self, note: Note) -> None:
        self._hear("note_added")
        self.notes[note.id] = note

    note_changed = note_added

    def note_removed(self, note: Note) -> None:
        self._hear("note_removed")
        del self.notes[note.id]

    def reset(self) -> None:
        self._hear("reset")
        self.nodes = dict(self.design.nodes)
        self.wires = set(self.design.wires)
        self.notes = dict(self.design.notes)

    def changed(self) -> None:
        self._hear("changed")
        assert self.nodes == dict(self.design.nodes)
        assert self.wires == set(self.design.wires)
        assert self.notes == dict(self.design.notes)


def node(key: str, kind: str = "Dense") -> Node:
    return Node(key, kind, key)


@pytest.fixture
def design():
    return Design(Graph({"n1": node("n1"), "n2": node("n2")}, (Wire("n1", "n2"),)))


@pytest.fixture
def mirror(design):
    empty = Design()
    mirror = Mirror(empty)
    empty.become(design.graph)
    mirror.heard.clear()
    mirror.states.clear()
    return mirror


def test_a_view_that_only_listens_stays_true(mirror):
    design = mirror.design
    design.add_node(node("n3"))
    design.add_wire(Wire("n2", "n3"))
    design.replace_node(Node("n3", "Dense", "renamed"))
    design.add_note(Note("n4", "text"))
    design.replace_note(Note("n4", "other"))
    design.remove_wire(Wire("n1", "n2"))
    design.remove_node("n2")
    design.remove_note("n4")
    assert mirror.heard.count("changed") == 8


def test_signals_come_after_the_whole_change(mirror):
    mirror.design.become(Graph({"n1": node("n1"), "n3": node("n3")}, (Wire("n1", "n3"),)))
    assert mirror.heard == ["wire_removed", "node_removed", "node_added", "wire_added", "changed"]
    assert len(mirror.states) == 1


def test_another_kind_under_the_same_id_is_a_new_node(mirror):
    mirror.design.replace_node(node("n2", "Dropout"))
    assert mirror.heard == ["wire_removed", "node_removed", "node_added", "wire_added", "changed"]


def test_a_whole_other_design_resets(mirror):
    mirror.design.become(Graph({"n8": node("n8")}))
    assert mirror.heard == ["reset", "changed"]


def test_no_difference_is_not_told(mirror):
    mirror.design.become(Graph({"n1": node("n1"), "n2": node("n2")}, (Wire("n1", "n2"),)))
    assert mirror.heard == []


def test_free_ids_are_never_given_twice(design):
    ids = {design.free_id() for _ in range(5)}
    assert len(ids) == 5
    assert not ids & set(design.nodes)
    design.add_node(node("n40"))
    assert design.free_id() == "n41"


def test_an_id_stands_for_one_block(design):
    with pytest.raises(DesignerError, match="n1"):
        design.add_node(node("n1"))
