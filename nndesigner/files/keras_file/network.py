"""A Sequential or Functional model of Keras as the engine's description of a network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.keras_file.parts import layer_row, short, spec
from nndesigner.nn.network_check import MAX_LAYERS


def network_of(description: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The network, and for each layer its place in the HDF5 file. Raises FileError naming what has no counterpart."""
    kind, config = spec(description)
    layers = config.get("layers")
    if kind not in ("Sequential", "Functional", "Model") or not isinstance(layers, list):
        text = tr("it holds a {kind}; Sequential and Functional models can be opened.")
        raise FileError(text.format(kind=kind[:80]))
    if not 0 < len(layers) <= MAX_LAYERS:
        raise FileError(tr("it has {count:,} layers; 1 to {most:,} can be opened.", count=len(layers), most=MAX_LAYERS))
    rows = list(_sequence(layers, config) if kind == "Sequential" else _graph(layers))
    inputs = [row["name"] for row in rows if row["class_name"] == "Input"]
    if kind == "Sequential":
        outputs = [rows[-1]["name"]]
    else:
        inputs = [str(tensor[0]) for tensor in _tensors(config.get("input_layers"))] or inputs
        outputs = [str(tensor[0]) for tensor in _tensors(config.get("output_layers"))]
    if len(outputs) != 1:
        raise FileError(tr("it has {count} outputs, but a network has one.", count=len(outputs)))
    name = config.get("name")
    network = {"name": name if isinstance(name, str) else "network", "layers": rows, "inputs": inputs, "outputs": outputs}
    return network, _places(layers)


def _tensors(entry: Any) -> list[Any]:
    """Input or output tensors, [layer, 0, 0] each; Keras writes a single one without the outer list."""
    if isinstance(entry, Mapping):
        entry = list(entry.values())
    if not isinstance(entry, list):
        return []
    found = [entry] if entry and isinstance(entry[0], str) else entry
    if not all(isinstance(tensor, list) and tensor and isinstance(tensor[0], str) for tensor in found):
        raise FileError(tr("its inputs or outputs cannot be read; received {entry}.", entry=short(entry)))
    return found


def _named(entry: Any) -> tuple[str, str, Mapping[str, Any]]:
    """Name, class and options of a layer."""
    kind, config = spec(entry)
    name = config.get("name", entry.get("name") if isinstance(entry, Mapping) else None)
    if not isinstance(name, str) or not name:
        raise FileError(tr("a {kind} in it has no name.", kind=kind[:80]))
    if kind in ("Sequential", "Functional", "Model"):
        raise FileError(tr("its layer {name!r} is a model in the model; save it with its layers in one row.", name=name[:80]))
    return name, kind, config


def _input(name: str, shape: Any) -> dict[str, Any]:
    if not isinstance(shape, list) or not all(isinstance(size, int) and not isinstance(size, bool) for size in shape[1:]):
        text = tr("its input {name!r} has a size that is left open; all but the batch must be known; received {shape}.")
        raise FileError(text.format(name=name[:80], shape=short(shape)))
    return {"class_name": "Input", "name": name, "config": {"shape": shape[1:]}, "inbound": []}


def _row(name: str, kind: str, config: Mapping[str, Any], inbound: list[str]) -> dict[str, Any]:
    our_kind, options = layer_row(kind, config, name[:80])
    return {"class_name": our_kind, "name": name, "config": options, "inbound": inbound}


def _sequence(layers: list[Any], config: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    before = ""
    for entry in layers:
        name, kind, options = _named(entry)
        if kind == "InputLayer":
            yield _input(name, options.get("batch_shape", options.get("batch_input_shape")))
        else:
            if not before:
                before = "input"
                yield _input(before, config.get("build_input_shape"))
            yield _row(name, kind, options, [before])
        before = name


def _graph(layers: list[Any]) -> Iterator[dict[str, Any]]:
    for entry in layers:
        name, kind, options = _named(entry)
        if kind == "InputLayer":
            yield _input(name, options.get("batch_shape", options.get("batch_input_shape")))
        else:
            yield _row(name, kind, options, _inbound(name, entry.get("inbound_nodes")))


def _inbound(name: str, nodes: Any) -> list[str]:
    """Names of the layers that feed this one."""
    if not isinstance(nodes, list) or len(nodes) != 1 or not isinstance(nodes[0], Mapping):
        raise FileError(tr("its layer {name!r} stands in the network not exactly once.", name=name[:80]))
    sources = list(_histories(nodes[0].get("args", []), name))
    if any(True for _ in _histories(list(dict(nodes[0].get("kwargs", {})).values()), name, other=True)):
        raise FileError(tr("its layer {name!r} takes a second kind of input (a state or a mask).", name=name[:80]))
    return sources


def _histories(tree: Any, name: str, *, other: bool = False) -> Iterator[str]:
    """The layers that tensors in the arguments of a call come from."""
    if isinstance(tree, Mapping):
        config = tree.get("config")
        history = config.get("keras_history") if isinstance(config, Mapping) else None
        if tree.get("class_name") != "__keras_tensor__" or not isinstance(history, list) or len(history) != 3:
            if other:
                return
            raise FileError(tr("its layer {name!r} is called with {value}.", name=name[:80], value=short(tree)))
        if history[1:] != [0, 0] or not isinstance(history[0], str):
            raise FileError(tr("its layer {name!r} takes one of several outputs of a layer.", name=name[:80]))
        yield history[0]
    elif isinstance(tree, list):
        for part in tree:
            yield from _histories(part, name, other=other)
    elif tree is not None and not other:
        raise FileError(tr("its layer {name!r} is called with {value}.", name=name[:80], value=short(tree)))


def _places(layers: list[Any]) -> dict[str, str]:
    """Keras files a layer's arrays under its class, numbered in the order of the layers."""
    counts: dict[str, int] = {}
    places = {}
    for entry in layers:
        name, kind, _ = _named(entry)
        base = _snake(kind)
        number = counts.get(base, 0)
        counts[base] = number + 1
        places[name] = f"layers/{base}_{number}" if number else f"layers/{base}"
    return places


def _snake(name: str) -> str:
    """Keras's ``to_snake_case``."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
