"""Whether a saved network can be built: known layers, shapes that fit, bounded sizes; checked before anything is allocated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

import numpy as np

from nndesigner.core.errors import FileError
from nndesigner.core.text import printable, tr
from nndesigner.nn.registries import LAYERS

MAX_LAYERS = 2_000
MAX_PARAMETERS = 500_000_000
MAX_SAMPLE = 100_000_000  # numbers that one sample has in one layer
MAX_DIMENSIONS = 8

Shape = tuple[int, ...]


def check_model(network: Any, weights: Any) -> dict[str, Shape]:
    """Return each layer's output shape by name. Raises DesignerError naming the layer that is wrong.

    Args:
        network: The network's configuration, as ``model.get_config()`` gives it.
        weights: Its saved arrays, nested in any way; together they must be as many numbers as the network has.
    """
    entries = _entries(network)
    shapes: dict[str, Shape] = {}
    parameters = 0
    for name in _order(entries):
        inputs = [shapes[source] for source in entries[name].get("inbound", ())]
        shapes[name], count = _layer(name, entries[name], inputs)
        parameters += count
        if parameters > MAX_PARAMETERS:
            text = tr("with the layer {name!r} it has more than {most:,} parameters.")
            raise FileError(text.format(name=name, most=MAX_PARAMETERS))
    stored = _stored(weights)
    if stored != parameters:
        text = tr("its network has {parameters:,} parameters, but {stored:,} are stored.")
        raise FileError(text.format(parameters=parameters, stored=stored))
    for name in (*network.get("inputs", ()), *network.get("outputs", ())):
        if name not in shapes:
            raise FileError(tr("its network refers to a layer {name!r} that it does not have.", name=_short(name)))
    return shapes


def _entries(network: Any) -> dict[str, Mapping[str, Any]]:
    layers = network.get("layers") if isinstance(network, Mapping) else None
    if not isinstance(layers, (list, tuple)) or not 0 < len(layers) <= MAX_LAYERS:
        raise FileError(tr("it holds no network, or one of more than {most:,} layers.", most=MAX_LAYERS))
    entries: dict[str, Mapping[str, Any]] = {}
    for entry in layers:
        name = entry.get("name") if isinstance(entry, Mapping) else None
        if not isinstance(name, str) or name in entries:
            raise FileError(tr("a layer of its network has no name of its own; received {name!r}.", name=_short(name)))
        entries[name] = entry
    return entries


def _order(entries: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Layer names so that sources come first."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, entry in entries.items():
        sources = entry.get("inbound", ())
        if len(sources) > MAX_LAYERS:
            raise FileError(tr("the layer {name!r} is fed more than {most:,} times.", name=_short(name), most=MAX_LAYERS))
        for source in sources:
            if source not in entries:
                text = tr("the layer {name!r} is fed by {source!r}, which is not in the network.")
                raise FileError(text.format(name=_short(name), source=_short(source)))
        sorter.add(name, *sources)
    try:
        return list(sorter.static_order())
    except CycleError as error:
        raise FileError(tr("its layers feed each other in a circle, at {name!r}.", name=_short(error.args[1][0]))) from error


def _layer(name: str, entry: Mapping[str, Any], inputs: list[Shape]) -> tuple[Shape, int]:
    """Output shape and number of parameters of one layer."""
    config = entry.get("config", {})
    if not isinstance(config, Mapping):
        raise FileError(tr("the layer {name!r} has no options that can be read.", name=_short(name)))
    if entry.get("class_name") == "Input":
        shape, count = config.get("shape"), 0
    else:
        layer = LAYERS.create({"class_name": entry.get("class_name"), "config": dict(config)})
        layer.name = name
        shape, count = layer.output_shape(*inputs), layer.parameter_count(*inputs)
    return _checked(name, shape), count


def _checked(name: str, shape: Any) -> Shape:
    if not isinstance(shape, (list, tuple)) or len(shape) > MAX_DIMENSIONS or not all(_is_size(size) for size in shape):
        raise FileError(
            tr("the layer {name!r} has no possible shape; received {shape}.", name=_short(name), shape=_short(shape))
        )
    if math.prod(shape) > MAX_SAMPLE:
        text = tr("the layer {name!r} has more than {most:,} outputs.")
        raise FileError(text.format(name=_short(name), most=MAX_SAMPLE))
    return tuple(shape)


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _arrays(tree: Any) -> list[np.ndarray[Any, Any]]:
    if isinstance(tree, np.ndarray):
        return [tree]
    parts = tree.values() if isinstance(tree, Mapping) else tree if isinstance(tree, (list, tuple)) else ()
    return [array for part in parts for array in _arrays(part)]


def _stored(weights: Any) -> int:
    """How many numbers the weights are: each array counts once, and takes no less room than in the network."""
    arrays = {id(array): array for array in _arrays(weights)}.values()
    for array in arrays:
        if array.dtype.kind != "f":
            raise FileError(tr("its weights are of type {dtype}; they must be floating-point numbers.", dtype=array.dtype))
    return sum(array.size for array in arrays)


def _short(value: Any) -> Any:
    return printable(value, 80)
