"""The layout: left to right, nothing overlaps, chains are straight, branches lie around their middle."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.project.graph import Graph, Node, Wire
from nndesigner.project.layout import layout

BLOCK = (100.0, 50.0)
GAP = (30.0, 20.0)


def graph(count: int, *pairs: tuple[int, int]) -> Graph:
    nodes = {f"n{i}": Node(f"n{i}", "Dense", f"n{i}") for i in range(count)}
    return Graph(nodes, tuple(Wire(f"n{a}", f"n{b}", slot) for slot, (a, b) in enumerate(pairs)))


@st.composite
def dags(draw):
    count = draw(st.integers(0, 14))
    pairs = [(a, b) for b in range(count) for a in range(b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=25)) if pairs else []
    return graph(count, *chosen)


@given(dags())
@settings(max_examples=100, deadline=None)
def test_no_blocks_overlap_and_wires_lead_right(dag):
    places = layout(dag, block=BLOCK, gap=GAP)
    assert list(places) == list(dag.nodes)
    spots = list(places.values())
    for index, (x, y) in enumerate(spots):
        for other_x, other_y in spots[:index]:
            assert abs(x - other_x) >= BLOCK[0] - 1e-6 or abs(y - other_y) >= BLOCK[1] - 1e-6
    for wire in dag.wires:
        assert places[wire.target][0] - places[wire.source][0] >= BLOCK[0] + GAP[0] - 1e-6


@given(dags())
@settings(max_examples=30, deadline=None)
def test_the_same_graph_is_always_laid_out_alike(dag):
    assert layout(dag) == layout(dag)


def test_a_chain_is_a_straight_row():
    places = layout(graph(4, (0, 1), (1, 2), (2, 3)), block=BLOCK, gap=GAP, origin=(10, 20))
    assert list(places.values()) == [(10 + i * 130, 20) for i in range(4)]


def test_branches_lie_symmetric_around_their_ends():
    places = layout(graph(4, (0, 1), (0, 2), (1, 3), (2, 3)), block=BLOCK, gap=GAP)
    assert places["n0"][1] == places["n3"][1] == (places["n1"][1] + places["n2"][1]) / 2


def test_crossings_are_undone():
    places = layout(graph(6, (0, 2), (1, 3), (0, 3), (2, 5), (3, 4)))
    assert (places["n2"][1] - places["n3"][1]) * (places["n5"][1] - places["n4"][1]) > 0


def test_a_skip_connection_passes_beside_the_blocks_it_skips():
    places = layout(graph(4, (0, 1), (1, 2), (0, 3), (2, 3)), block=BLOCK, gap=GAP)
    assert places["n1"][1] == places["n2"][1]
    assert places["n1"][1] != places["n0"][1]


def test_loose_blocks_stand_below():
    places = layout(graph(4, (0, 1)))
    assert min(places["n2"][1], places["n3"][1]) > places["n0"][1]


def test_a_cycle_is_laid_out_too():
    assert len(layout(graph(3, (0, 1), (1, 2), (2, 0)))) == 3
