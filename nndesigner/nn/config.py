"""A graph as builtins, and back: the saved network."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from nndesigner.core.errors import OptionError, ShapeError
from nndesigner.nn.graph import Graph, Input, Node
from nndesigner.nn.registries import LAYERS


def graph_to_config(graph: Graph) -> dict[str, Any]:
    """``{"layers": [...], "inputs": [...], "outputs": [...]}``; a layer's config holds its changed options only."""
    return {
        "layers": [_row(node) for node in graph.nodes],
        "inputs": [node.name for node in graph.inputs],
        "outputs": [graph.output.name],
    }


def _row(node: Node) -> dict[str, Any]:
    if node.layer is None:
        kind, config = "Input", {"shape": list(node.shape)}
    else:
        described = LAYERS.describe(node.layer)
        kind, config = (described, {}) if isinstance(described, str) else (described["class_name"], described["config"])
    return {"class_name": kind, "name": node.name, "config": config, "inbound": [source.name for source in node.inbound]}


def graph_from_config(config: Mapping[str, Any]) -> tuple[list[Node], Node]:
    """Input nodes and output node. Raises OptionError or ShapeError naming the layer that is wrong."""
    rows = config.get("layers")
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) and "class_name" in row for row in rows):
        raise OptionError(f"A network needs a list 'layers' of dicts with a 'class_name'; received {rows!r:.200}.")
    nodes: dict[str, Node] = {}
    for row in _in_order(rows):
        node = _node(row, nodes)
        if node.name in nodes:
            raise ShapeError(f"Two layers have the same name; rename one of them; received {node.name!r} twice.")
        nodes[node.name] = node
    inputs = [_named(nodes, name) for name in config.get("inputs", [])]
    outputs = [_named(nodes, name) for name in config.get("outputs", [])]
    if len(outputs) != 1:
        raise ShapeError(f"A network has one output; join branches with Add or Concatenate; received {len(outputs)}.")
    return inputs, outputs[0]


def _in_order(rows: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """``rows``, sources first. One at a time and the first that can be: rows that stand in order keep it, and with it that of
    the weights."""
    waiting = {place: len({str(name) for name in row.get("inbound", ())}) for place, row in enumerate(rows)}
    fed: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for name in {str(name) for name in row.get("inbound", ())}:
            fed[name].append(place)
    ready = [place for place, count in waiting.items() if not count]
    while ready:
        place = heapq.heappop(ready)
        del waiting[place]
        yield rows[place]
        for other in fed.pop(str(rows[place].get("name", "")), ()):
            waiting[other] -= 1
            if not waiting[other]:
                heapq.heappush(ready, other)
    if waiting:
        names = ", ".join(str(rows[place].get("name")) for place in waiting)
        raise ShapeError(f"These layers wait for each other or for a layer that does not exist: {names}; received no order.")


def _node(row: Mapping[str, Any], nodes: Mapping[str, Node]) -> Node:
    name, config = str(row.get("name", "")), dict(row.get("config", {}))
    if row["class_name"] == "Input":
        return Input(config.get("shape", ()), name=name)
    layer = LAYERS.get(str(row["class_name"]))(**config)
    layer.name = name
    return Node.of_layer(layer, [nodes[source] for source in row.get("inbound", ())])


def _named(nodes: Mapping[str, Node], name: Any) -> Node:
    if name not in nodes:
        raise ShapeError(f"The network names an input or output that is none of its layers; received {name!r}.")
    return nodes[name]
