"""Who is who among the numbers that flow through two networks: the unit that made each, and its place."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from nndesigner.nn.types import Shape

if TYPE_CHECKING:
    from nndesigner.nn.graph import Graph, Node
    from nndesigner.nn.layers.base import Layer

Index: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

_PLACE = 32
"""An identity is the unit's number, and above so many bits the place in an image or a sequence."""


def match(new: Index, old: Index) -> Index:
    """For each of ``new`` the position of the same identity in ``old``, or -1; equal ones pair off in order."""
    places: dict[int, deque[int]] = defaultdict(deque)
    for place, identity in enumerate(old.tolist()):
        places[identity].append(place)
    found = [places[identity].popleft() if places.get(identity) else -1 for identity in new.tolist()]
    return np.array(found, np.int64)


class Identities:
    """Numbers for units, the same for both networks where they are the same unit."""

    def __init__(self) -> None:
        self._bases: dict[Any, int] = {}
        self._next = 0

    def fresh(self, count: int) -> Index:
        """Numbers that nothing else has."""
        base, self._next = self._next, self._next + count
        return np.arange(base, base + count)

    def of(self, key: Any, count: int = 1) -> Index:
        """The numbers of one thing with ``count`` parts."""
        if (key, count) not in self._bases:
            self._bases[key, count] = self._next
            self._next += count
        return self._bases[key, count] + np.arange(count)

    def begin(self, graph: Graph, names: Sequence[str] | None) -> Flow:
        """The flow of identities through ``graph``, whose first input's numbers are called ``names``."""
        flow = Flow(self)
        for index, node in enumerate(graph.inputs):
            if names is not None and index == 0 and len(node.shape) == 1 and len(names) == node.shape[0]:
                rows = np.concatenate([self.of(("name", name)) for name in names])
            else:
                rows = np.concatenate([self.of(("input", index, place)) for place in range(node.shape[-1])])
            flow.identities[node] = placed(rows, node.shape)
        return flow


class Flow:
    """The identities of every node's numbers, shape by shape, filled in the order of the network."""

    def __init__(self, shared: Identities) -> None:
        self._shared = shared
        self.identities: dict[Node, Index] = {}

    def units_of(self, layer: Layer) -> int:
        """How many units of its own a layer has; 0 if it works on the features that it reads."""
        if not any(weight.name in ("kernel", "embeddings", "pointwise_kernel") for weight in layer.weights):
            return 0
        count = getattr(layer, "units", None) or getattr(layer, "filters", None) or getattr(layer, "output_dim", None)
        return int(count) if count else 0

    def features(self, node: Node) -> Index:
        """The identities along the axis that a node's layer weights."""
        first = self.identities[node.inbound[0]]
        return _along(first, _axis(node.layer, first.ndim))

    def pass_through(self, node: Node, layer: Layer, continued: tuple[Layer, Index, int] | None = None) -> None:
        """Note what ``layer`` gives.

        ``continued`` is the old layer that it continues, the old unit of each of its own (or -1), and how many units
        that layer had; without it its units are its own alone.
        """
        inputs = [self.identities[origin] for origin in node.inbound]
        self.identities[node] = self._given(node.shape, layer, inputs, continued)

    def keep(self, node: Node) -> None:
        """Let what a node reads pass on as it is."""
        self.identities[node] = self.identities[node.inbound[0]]

    def _given(self, shape: Shape, layer: Layer, inputs: list[Index], continued: tuple[Layer, Index, int] | None) -> Index:
        count, source = self.units_of(layer), layer if continued is None else continued[0]
        if count:
            own = self._shared.of(("layer", source), count if continued is None else continued[2])
            if continued is not None:
                own = np.where(continued[1] >= 0, own[continued[1]], self._shared.fresh(count))
            if inputs[0].shape == shape[:-1]:  # a vector for each category: the column is its place
                return (inputs[0] << _PLACE)[..., None] + own
            return placed(own, shape)
        (first, *_), kind = inputs, type(layer).__name__
        if kind == "Concatenate":
            axis = layer.axis if layer.axis < 0 else layer.axis - 1  # type: ignore[attr-defined]
            return np.concatenate(inputs, axis=axis)
        if kind == "Permute":
            return first.transpose([axis - 1 for axis in layer.dims])  # type: ignore[attr-defined]
        if kind in ("Flatten", "Reshape"):
            return first.reshape(shape)
        if first.shape == shape:
            return first
        if shape and shape[-1] == first.shape[-1]:
            return placed(_along(first, first.ndim - 1) & ((1 << _PLACE) - 1), shape)
        if shape and shape[-1] % first.shape[-1] == 0:  # several outputs for each channel
            return placed(self._several(source, _along(first, first.ndim - 1), shape[-1] // first.shape[-1]), shape)
        return self._shared.fresh(math.prod(shape)).reshape(shape)

    def _several(self, source: Layer, channels: Index, times: int) -> Index:
        found = [self._shared.of(("channel", source, channel), times) for channel in channels.tolist()]
        return np.concatenate(found)


def placed(units: Index, shape: Shape) -> Index:
    """``units`` along the last axis of ``shape``, with the place along the axes before it."""
    if len(shape) == 1:
        return units
    places = np.zeros(shape[:-1], np.int64)
    for axis, size in enumerate(shape[:-1]):
        along = np.arange(size).reshape(-1, *[1] * (len(shape) - 2 - axis))
        places = places * (1 << 15 if len(shape) < 4 else 1 << 10) + along
    result: Index = (places << _PLACE)[..., None] + units
    return result


def _axis(layer: Layer | None, axes: int) -> int:
    """The axis of a sample that the layer's weights run along."""
    axis = getattr(layer, "axis", -1)
    if not isinstance(axis, int) or layer is None or not layer.weights:
        return axes - 1
    return axis + axes if axis < 0 else axis - 1


def _along(identities: Index, axis: int) -> Index:
    """The identities along one axis, at the first place of all others."""
    found: Index = np.moveaxis(identities, axis, -1).reshape(-1, identities.shape[axis])[0]
    return found
