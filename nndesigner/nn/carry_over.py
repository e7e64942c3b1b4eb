"""What a network has learned, carried over into a changed one: copied where both agree, said where not.

Every number that flows through a network has an identity: the input column or the unit that makes it, and its place.
The identities run through both networks (``identities.py``), so that a layer finds its old inputs again behind a Flatten,
a Concatenate or a pooling, however many were added, removed or moved. A weight is then copied where its unit and its
input both are old ones:

- A *widened* layer keeps its units in front; the new ones begin from its initializer. The layers behind it weight the
  new units with zero, so that the network still gives the outputs that it gave (Chen et al., 2016, "Net2Net", with new
  units in place of copies); from the first step on they learn.
- A *narrowed* layer keeps its first units.
- An *inserted* layer begins from its initializers; what stands behind it keeps its weights where the number of its
  inputs is the same. With ``identity`` an inserted Dense that is as wide as its input begins as one that changes nothing.
- A *removed* layer is gone; the layer behind it keeps its weights where the number of its inputs is the same.
- A *window* that grew keeps its old cells in its middle, zeros around.

Layers are found again by class, name and size, in the order of the network. The optimizer's state is not carried over.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.text import tr
from nndesigner.nn.carry_report import Carried, CarryReport
from nndesigner.nn.identities import Identities, Index, match
from nndesigner.nn.layer_pairs import pair_layers

if TYPE_CHECKING:
    from nndesigner.nn.graph import Node
    from nndesigner.nn.layers.base import Layer, Weight
    from nndesigner.nn.model import Model

Names = Sequence[str]
_ADDED = ("input", "state", "window")
"""Axes that a unit adds up over: what is new along them counts nothing at first."""

_AXES: dict[str, tuple[str, ...]] = {
    "kernel": ("input", "unit"),
    "recurrent_kernel": ("state", "unit"),
    "bias": ("unit",),
    "embeddings": ("place", "unit"),
    **dict.fromkeys(("gamma", "beta", "moving_mean", "moving_variance"), ("feature",)),
}
"""What the last axes of a weight count, by its name; a layer's own ``weight_axes`` goes before. Axes in front: a window.

``input`` is what a unit adds up (new ones weigh nothing), ``state`` the units themselves, read back; ``feature`` an input
that the layer works on by itself, ``channel`` the outputs that each such input has, ``place`` a mere position.
"""


def carry_weights(
    old: Model,
    new: Model,
    *,
    inputs: tuple[Names, Names] | None = None,
    outputs: tuple[Names, Names] | None = None,
    identity: bool = False,
) -> CarryReport:
    """Write what ``old`` has learned into the weights of ``new``, and tell layer by layer what became of it.

    Args:
        old: The network that has learned; it stays as it is.
        new: The changed network, with fresh weights, which are overwritten where something is known better.
        inputs: What the numbers of a row are called in the old and in the new network; by position if left out.
        outputs: What the outputs are called (classes, targets) in the old and in the new network; by position likewise.
        identity: Let an inserted Dense that is as wide as its input begin as one that changes nothing.
    """
    return _Carrier(old, new, inputs, outputs, identity).run()


class _Carrier:
    """One carrying over: who stands for whom, and the identities of the numbers in both networks."""

    def __init__(
        self, old: Model, new: Model, inputs: tuple[Names, Names] | None, outputs: tuple[Names, Names] | None, identity: bool
    ) -> None:
        self._old, self._new = old, new
        self._identity = identity
        self._pairs = pair_layers(old.graph, new.graph)
        self._outputs = outputs
        self._old_nodes = {node.layer: node for node in old.graph.nodes if node.layer is not None}
        old_names, new_names = inputs or (None, None)
        shared = Identities()
        self._before, self._after = shared.begin(old.graph, old_names), shared.begin(new.graph, new_names)

    def run(self) -> CarryReport:
        """Walk through the old network, then through the new one, layer by layer."""
        for node in self._old.graph.nodes:
            if node.layer is not None:
                self._before.pass_through(node, node.layer)
        rows: list[Carried] = []
        for node in self._new.graph.nodes:
            if node.layer is not None:
                row = self._carry(node, node.layer)
                if row is not None:
                    rows.append(row)
        matched = set(self._pairs.values())
        gone = [layer for layer in self._old.layers if layer.weights and layer not in matched]
        rows += [Carried.removed(str(layer.name), type(layer).__name__, _size(layer.weights)) for layer in gone]
        return CarryReport(tuple(rows))

    def _carry(self, node: Node, layer: Layer) -> Carried | None:
        source = self._pairs.get(layer)
        if not layer.weights:
            self._after.pass_through(node, layer)
            return None
        if source is None:
            return self._insert(node, layer)
        units = self._units(layer, source)
        found, note = self._inputs(node, layer, source)
        if found is None or (len(units) and not (units >= 0).any()):
            self._after.pass_through(node, layer)
            return Carried.anew(layer, _size(source.weights), note or tr("it gives other outputs now"))
        self._after.pass_through(node, layer, (source, units, self._before.units_of(source)))
        kept = zeroed = 0
        by_name = {weight.name: weight for weight in source.weights}
        for weight in layer.weights:
            if weight.name in by_name:
                copied, zeros = _copy(by_name[weight.name], weight, self._maps(layer, source, weight, found, units))
                kept, zeroed = kept + copied, zeroed + zeros
        return Carried(
            str(layer.name), type(layer).__name__, kept, _size(source.weights) - kept, zeroed,
            _size(layer.weights) - kept - zeroed, note,
        )  # fmt: skip

    def _insert(self, node: Node, layer: Layer) -> Carried:
        """A layer that the old network has not: as its initializers made it, or as one that changes nothing."""
        from nndesigner.nn.layers.dense import Dense

        same = isinstance(layer, Dense) and layer.kernel.shape[0] == layer.kernel.shape[1]
        if not (self._identity and same):
            self._after.pass_through(node, layer)
            return Carried.inserted(layer)
        assert isinstance(layer, Dense)
        layer.kernel.value[...] = np.eye(layer.units)
        if layer.use_bias:
            layer.bias.value[...] = 0
        self._after.keep(node)
        return Carried.inserted(layer, tr("passes its inputs on at first"))

    def _units(self, layer: Layer, source: Layer) -> Index:
        """For each of the layer's units the old one that it continues, or -1; empty if it makes no units of its own."""
        count, before = self._after.units_of(layer), self._before.units_of(source)
        if self._outputs is not None and layer is _last(self._new) and source is _last(self._old):
            old, new = self._outputs
            if len(old) == before and len(new) == count:
                places = {name: place for place, name in enumerate(old)}
                return np.array([places.get(name, -1) for name in new])
        return np.where(np.arange(count) < before, np.arange(count), -1)

    def _inputs(self, node: Node, layer: Layer, source: Layer) -> tuple[Index | None, str]:
        """For each number that the layer reads the old one, or -1, and a note; None if nothing can be found again."""
        new, old = self._after.features(node), self._before.features(self._old_nodes[source])
        found = match(new, old)
        if (found >= 0).any() or not len(new):
            return found, ""
        if len(new) == len(old):
            return np.arange(len(new)), tr("what stands before it has changed")
        return None, tr("what stands before it has changed, and in number")

    def _maps(self, layer: Layer, source: Layer, weight: Weight, inputs: Index, units: Index) -> list[tuple[str, Index]]:
        """For each axis of a weight what it counts, and for each of its places the old one or -1."""
        old = {weight.name: weight.shape for weight in source.weights}[weight.name]
        if len(old) != len(weight.shape):
            return []
        named = layer.weight_axes.get(weight.name) or _AXES.get(weight.name, ())
        if not named and old != weight.shape:
            return []  # a layer of one's own, of another size: nothing is known about its axes
        kinds = ("window",) * (len(old) - len(named)) + tuple(named)[-len(old) :]
        pairs = zip(kinds, weight.shape, old, strict=True)
        count = len(self._before.features(self._old_nodes[source]))
        return [(kind, _places(kind, size, before, inputs, units, count)) for kind, size, before in pairs]


def _places(kind: str, size: int, before: int, inputs: Index, units: Index, count: int) -> Index:
    """For each place of an axis of ``size`` the old one on an axis of ``before``, or -1; ``count`` inputs there were."""
    if kind in ("input", "feature") and len(inputs) == size:
        return inputs
    if kind == "channel" and len(inputs) and size % len(inputs) == 0:
        return _in_groups(inputs, size // len(inputs), before // count)
    if kind in ("unit", "state") and len(units) and size % len(units) == 0:
        return _in_runs(units, size // len(units), before)
    places = np.arange(size) - ((size - before) // 2 if kind == "window" else 0)
    return np.where((places >= 0) & (places < before), places, -1)


def _in_groups(inputs: Index, each: int, old_each: int) -> Index:
    """The map of an axis that holds ``each`` outputs of the first input, then of the next."""
    places, known = inputs[:, None] * old_each + np.arange(each), np.arange(each) < old_each
    found: Index = np.where((inputs[:, None] >= 0) & known, places, -1).reshape(-1)
    return found


def _in_runs(units: Index, runs: int, before: int) -> Index:
    """The map of an axis that holds the units several times over, one run a gate."""
    stride = before // runs
    places: Index = np.concatenate([np.where(units >= 0, units + run * stride, -1) for run in range(runs)])
    return places


def _copy(old: Weight, new: Weight, maps: list[tuple[str, Index]]) -> tuple[int, int]:
    """Copy what both have; weights between an old unit and a new input become zero. Gives both counts."""
    if not maps:
        return 0, 0
    into = np.ix_(*(np.flatnonzero(places >= 0) for _, places in maps))
    within = [np.arange(len(p)) if kind in _ADDED else np.flatnonzero(p >= 0) for kind, p in maps]
    copied = old.value[np.ix_(*(places[places >= 0] for _, places in maps))]
    if any(kind in _ADDED for kind, _ in maps):
        new.value[np.ix_(*within)] = 0
        zeroed = math.prod(map(len, within)) - copied.size
    else:
        zeroed = 0
    new.value[into] = copied
    return copied.size, zeroed


def _size(weights: Sequence[Any]) -> int:
    return sum(weight.size for weight in weights)


def _last(model: Model) -> Layer | None:
    """The layer whose units are the outputs: the last one with weights on the way back from the output."""
    node = model.graph.output
    while node.layer is not None and not node.layer.weights and len(node.inbound) == 1:
        node = node.inbound[0]
    return node.layer
