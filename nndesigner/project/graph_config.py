"""A graph as plain data and back: the design in a project file, and the network configuration of the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.project.graph import INPUT, OUTPUT, Graph, Node, Note, Wire
from nndesigner.project.layout import layout


def graph_to_config(graph: Graph) -> dict[str, Any]:
    """The design as builtins: a network configuration with ids, positions, notes and the Output block."""
    layers = [
        {
            "id": node.id,
            "class_name": node.kind,
            "name": node.name,
            "config": dict(node.options),
            "inbound": [wire.source for wire in graph.incoming(node.id)],
            "position": [float(value) for value in node.position],
        }
        for node in graph.nodes.values()
    ]
    notes = [{"id": note.id, "text": note.text, "rect": [float(value) for value in note.rect]} for note in graph.notes.values()]
    return {"layers": layers, "notes": notes}


def graph_from_config(config: Mapping[str, Any]) -> Graph:
    """The inverse of :func:`graph_to_config`. Raises DesignerError naming the entry that cannot be read."""
    nodes: dict[str, Node] = {}
    wires: list[Wire] = []
    for entry in _entries(config, "layers"):
        node = _node(entry)
        if node.id in nodes:
            raise DesignerError(tr("Two blocks of the design have the id {id!r}.", id=node.id))
        nodes[node.id] = node
        wires += [Wire(str(source), node.id, slot) for slot, source in enumerate(entry.get("inbound", ()))]
    for wire in wires:
        if wire.source not in nodes:
            text = tr("The block {name!r} of the design is fed by {source!r}, which is not in the design.")
            raise DesignerError(text.format(name=nodes[wire.target].name, source=wire.source))
    notes = [_note(entry) for entry in _entries(config, "notes")]
    return Graph(nodes, tuple(wires), {note.id: note for note in notes})


def graph_to_network_config(
    graph: Graph, *, shapes: Mapping[str, Sequence[int]] | None = None, name: str = "network", seed: int | None = None
) -> dict[str, Any]:
    """What the engine builds: the blocks on paths from an Input to the Output, the Output itself left out.

    ``shapes`` gives each Input node's shape by id, without the batch axis; else the block's own ``shape`` option counts.
    """
    outputs = [wire.source for node in graph.output_nodes() for wire in graph.incoming(node.id)]
    used = set(outputs).union(*(graph.ancestors(source) for source in outputs))
    layers = []
    for node in (graph.nodes[key] for key in graph.order() if key in used):
        options = dict(node.options)
        if node.kind == INPUT:
            shape = (shapes or {}).get(node.id, options.get("shape"))
            options = {"shape": None if shape is None else [int(size) for size in shape]}
        inbound = [graph.nodes[wire.source].name for wire in graph.incoming(node.id)]
        layers.append({"class_name": node.kind, "name": node.name, "config": options, "inbound": inbound})
    return {
        "name": name,
        "seed": seed,
        "layers": layers,
        "inputs": [layer["name"] for layer in layers if layer["class_name"] == INPUT],
        "outputs": [graph.nodes[source].name for source in outputs],
    }


def graph_from_network_config(config: Mapping[str, Any], *, loss: Any = None) -> Graph:
    """A laid-out design of a network that a script made; each of its outputs gets an Output block with ``loss``."""
    nodes: dict[str, Node] = {}
    wires: list[Wire] = []
    ids: dict[str, str] = {}
    for number, entry in enumerate(_entries(config, "layers"), start=1):
        key = f"n{number}"
        node = _node({"id": key, **entry})
        ids[node.name] = key
        nodes[key] = replace(node, id=key)
    for key, entry in zip(nodes, _entries(config, "layers"), strict=True):
        for slot, source in enumerate(entry.get("inbound", ())):
            wires.append(Wire(_known(ids, source), key, slot))
    graph = Graph(nodes, tuple(wires))
    for name in config.get("outputs", ()):
        key = f"n{len(graph.nodes) + 1}"
        output = Node(key, OUTPUT, graph.free_name(OUTPUT), {} if loss is None else {"loss": loss})
        graph = graph.with_node(output).with_wires(Wire(_known(ids, name), key))
    places = layout(graph)
    return graph.with_nodes(replace(node, position=places[key]) for key, node in graph.nodes.items())


def _known(ids: Mapping[str, str], name: object) -> str:
    try:
        return ids[str(name)]
    except KeyError:
        raise DesignerError(tr("The network refers to a layer {name!r} that it does not have.", name=str(name))) from None


def _entries(config: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    entries = config.get(key, ()) if isinstance(config, Mapping) else None
    if not isinstance(entries, (list, tuple)) or any(not isinstance(entry, Mapping) for entry in entries):
        raise DesignerError(tr("The {key} of the design are not a list of entries.", key=key))
    return iter(entries)


def _node(entry: Mapping[str, Any]) -> Node:
    try:
        x, y = entry.get("position", (0.0, 0.0))
        options = dict(entry.get("config", {}))
        return Node(str(entry["id"]), str(entry["class_name"]), str(entry["name"]), options, (float(x), float(y)))
    except (KeyError, TypeError, ValueError) as error:
        raise DesignerError(tr("A block of the design cannot be read; received {entry!r}.", entry=dict(entry))) from error


def _note(entry: Mapping[str, Any]) -> Note:
    try:
        x, y, width, height = (float(value) for value in entry["rect"])
        return Note(str(entry["id"]), str(entry["text"]), (x, y, width, height))
    except (KeyError, TypeError, ValueError) as error:
        raise DesignerError(tr("A note of the design cannot be read; received {entry!r}.", entry=dict(entry))) from error
