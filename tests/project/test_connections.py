"""What may be connected, and the sentence when it may not."""

from __future__ import annotations

import pytest

from nndesigner.project.connections import can_connect, can_follow, can_insert, can_move
from nndesigner.project.graph import Graph, Node, Wire


@pytest.fixture
def graph():
    """in → a → b → add → out, in → add, and a loose Dense."""
    kinds = {"in": "Input", "a": "Dense", "b": "Dense", "add": "Add", "out": "Output", "loose": "Dense"}
    nodes = {key: Node(key, kind, key) for key, kind in kinds.items()}
    wires = [Wire("in", "a"), Wire("a", "b"), Wire("b", "add", 0), Wire("in", "add", 1), Wire("add", "out")]
    return Graph(nodes, tuple(wires))


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        ("in", "loose", None),
        ("a", "add", None),
        ("loose", "add", None),
        ("loose", "out", "takes one wire"),
        ("loose", "a", "takes one wire"),
        ("b", "add", "already"),
        ("b", "b", "itself"),
        ("out", "loose", "end"),
        ("loose", "in", "start"),
        ("add", "a", "takes one wire"),
        ("ghost", "a", "not in the design"),
    ],
)
def test_connecting(graph, source, target, told):
    answer = can_connect(graph, source, target)
    assert answer is None if told is None else told in answer


def test_a_cycle_is_refused(graph):
    free = graph.without_wires(Wire("in", "a"))
    assert "cycle" in can_connect(free, "add", "a")
    assert can_connect(free, "loose", "a") is None


def test_a_wire_that_goes_leaves_its_port_free(graph):
    assert can_connect(graph, "loose", "a", ignoring=[Wire("in", "a")]) is None


def test_inserting(graph):
    assert can_insert(graph, Wire("in", "a"), "Dropout") is None
    assert "middle" in can_insert(graph, Wire("in", "a"), "Output")
    assert "not in the design" in can_insert(graph, Wire("a", "in"), "Dense")


def test_moving(graph):
    assert can_move(graph, "loose", Wire("in", "a")) is None
    assert can_move(graph, "a", Wire("add", "out")) is None
    assert "already" in can_move(graph, "a", Wire("a", "b"))
    assert "several" in can_move(graph, "add", Wire("in", "a"))
    assert "middle" in can_move(graph, "in", Wire("add", "out"))


def test_what_a_menu_offers(graph):
    assert can_follow(graph, "a", "Dense")
    assert not can_follow(graph, "out", "Dense")
    assert not can_follow(graph, "a", "Output")
    assert not can_follow(graph, None, "Input")
    assert can_follow(Graph(), None, "Input")
    assert can_follow(Graph(), None, "Output")
