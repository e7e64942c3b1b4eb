"""Graphs: order, reach, names, surgery, and their plain form."""

from __future__ import annotations

import itertools
import json

import pytest

from nndesigner.core.errors import DesignerError
from nndesigner.project.graph import Graph, Node, Note, Wire
from nndesigner.project.graph_config import (
    graph_from_config,
    graph_from_network_config,
    graph_to_config,
    graph_to_network_config,
)


def node(key: str, kind: str = "Dense", **options: object) -> Node:
    return Node(key, kind, key, options)


def chain(*keys: str) -> Graph:
    wires = [Wire(a, b) for a, b in itertools.pairwise(keys)]
    return Graph({key: node(key) for key in keys}, tuple(wires))


def skip() -> Graph:
    """in → a → add → out, with in → add beside it."""
    kinds = {"in": "Input", "a": "Dense", "add": "Add", "out": "Output"}
    nodes = {key: node(key, kind) for key, kind in kinds.items()}
    return Graph(nodes, (Wire("in", "a"), Wire("a", "add", 0), Wire("in", "add", 1), Wire("add", "out")))


def test_order_puts_sources_first_and_else_keeps_insertion():
    graph = Graph({key: node(key) for key in "dcba"}, (Wire("a", "b"), Wire("b", "d")))
    assert graph.order() == ("c", "a", "b", "d")
    assert not graph.behind_cycles()


def test_order_lists_every_node_even_on_a_cycle():
    graph = Graph({key: node(key) for key in "abc"}, (Wire("a", "b"), Wire("b", "a"), Wire("b", "c")))
    assert sorted(graph.order()) == ["a", "b", "c"]
    assert graph.behind_cycles() == {"a", "b", "c"}


def test_ancestors_and_descendants_follow_every_branch():
    graph = skip()
    assert graph.ancestors("add") == {"in", "a"}
    assert graph.descendants("in") == {"a", "add", "out"}
    assert graph.ancestors("in") == frozenset()


def test_free_names_count_like_keras():
    graph = Graph({"n1": Node("n1", "Dense", "dense"), "n2": Node("n2", "Dense", "dense_1")})
    assert graph.free_name("Dense") == "dense_2"
    assert graph.free_name("LeakyReLU") == "leaky_re_lu"
    assert graph.free_name("Conv2D") == "conv2d"
    assert graph.free_name("GlobalAveragePooling2D") == "global_average_pooling2d"
    assert graph.free_name("LSTM") == "lstm"
    assert graph.free_variant("dense_1") == "dense_2"
    assert graph.free_variant("mine") == "mine"


def test_dropping_a_wire_closes_the_gap_among_a_merge_layers_inputs():
    graph = Graph({key: node(key) for key in "abcm"}, (Wire("a", "m", 0), Wire("b", "m", 1), Wire("c", "m", 2)))
    assert graph.without_wires(Wire("b", "m", 1)).incoming("m") == (Wire("a", "m", 0), Wire("c", "m", 1))
    assert graph.without_nodes(["a"]).incoming("m") == (Wire("b", "m", 0), Wire("c", "m", 1))


def test_a_graph_does_not_change():
    graph = chain("a", "b")
    graph.without_nodes(["a"])
    graph.with_node(node("c"))
    assert graph == chain("a", "b")


def test_equality_sees_order_names_and_wires():
    assert chain("a", "b") == chain("a", "b")
    assert chain("a", "b") != chain("b", "a")
    assert chain("a", "b") != chain("a", "b").without_wires(Wire("a", "b"))


def test_config_survives_json():
    graph = skip().with_note(Note("n9", "look here", (1, 2, 3, 4)))
    config = json.loads(json.dumps(graph_to_config(graph)))
    assert graph_from_config(config) == graph
    assert graph_to_config(graph_from_config(config)) == config


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"layers": 3}, "layers"),
        ({"layers": [{"id": "a"}]}, "block"),
        ({"layers": [{"id": "a", "class_name": "Dense", "name": "a", "inbound": ["z"]}]}, "'z'"),
        ({"layers": [{"id": "a", "class_name": "Dense", "name": "a"}] * 2}, "'a'"),
        ({"layers": [{"id": "a", "class_name": "Dense", "name": "a", "position": [1]}]}, "block"),
        ({"notes": [{"id": "a", "text": "x", "rect": [1]}]}, "note"),
    ],
)
def test_a_broken_config_is_refused_in_one_sentence(config, told):
    with pytest.raises(DesignerError, match=told):
        graph_from_config(config)


def test_network_config_leaves_out_the_output_and_what_leads_nowhere():
    graph = skip().with_node(node("stray")).with_wires(Wire("in", "stray"))
    config = graph_to_network_config(graph, shapes={"in": (4,)}, seed=3)
    assert [layer["name"] for layer in config["layers"]] == ["in", "a", "add"]
    assert config["inputs"] == ["in"]
    assert config["outputs"] == ["add"]
    assert config["layers"][0]["config"] == {"shape": [4]}
    assert config["layers"][2]["inbound"] == ["a", "in"]
    assert config["seed"] == 3


def test_a_network_becomes_a_laid_out_graph_with_an_output():
    config = graph_to_network_config(skip(), shapes={"in": (4,)})
    graph = graph_from_network_config(config, loss="mean_squared_error")
    assert [n.name for n in graph.nodes.values()] == ["in", "a", "add", "output"]
    assert graph.output_nodes()[0].options == {"loss": "mean_squared_error"}
    assert graph_to_network_config(graph) == config
    assert len({n.position for n in graph.nodes.values()}) == 4


def test_a_network_that_refers_to_nothing_is_refused():
    with pytest.raises(DesignerError, match="'ghost'"):
        graph_from_network_config({"layers": [], "outputs": ["ghost"]})
