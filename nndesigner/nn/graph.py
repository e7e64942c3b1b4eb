"""Layers wired as a directed graph without cycles: shapes, weights, and the plain layer-by-layer mathematics."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from nndesigner.core.errors import ShapeError
from nndesigner.nn.keras_names import refuse_others
from nndesigner.nn.layers.base import Layer, Weight
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape

_serial = itertools.count()
_drawn: ContextVar[bool] = ContextVar("drawn", default=True)


@contextmanager
def undrawn() -> Iterator[None]:
    """Networks built inside start from zeros: for weights that come from a file, whose initializers nobody needs to run."""
    token = _drawn.set(False)
    try:
        yield
    finally:
        _drawn.reset(token)


class Node:
    """One place in a network: an input, or the output of a layer. ``shape`` is that of one sample."""

    def __init__(
        self, shape: Shape, layer: Layer | None = None, inbound: tuple[Node, ...] = (), name: str | None = None
    ) -> None:
        self.shape = shape
        self.layer = layer
        self.inbound = inbound
        self.name = name or ""
        self.serial = next(_serial)

    @staticmethod
    def of_layer(layer: Layer, inputs: Node | Sequence[Node]) -> Node:
        """The node that stands behind ``inputs`` when ``layer`` is called on them. Raises ShapeError if it cannot be."""
        inbound = (inputs,) if isinstance(inputs, Node) else tuple(inputs)
        for node in inbound:
            if not isinstance(node, Node):
                raise ShapeError(
                    f"A layer is called on Input(...) or on what another layer gave; received {type(node).__name__}."
                )
        if layer.arity == "one" and len(inbound) != 1:
            raise layer.refuse("takes one input", *(node.shape for node in inbound))
        return Node(layer.output_shape(*(node.shape for node in inbound)), layer, inbound, layer.name)

    def __add__(self, other: Node) -> Node:
        return _merge("Add", self, other)

    def __sub__(self, other: Node) -> Node:
        return _merge("Subtract", self, other)

    def __mul__(self, other: Node) -> Node:
        return _merge("Multiply", self, other)

    def __repr__(self) -> str:
        return f"Node({self.name or type(self.layer).__name__}, shape={self.shape})"


def _merge(kind: str, left: Node, right: Any) -> Node:
    if not isinstance(right, Node):
        raise ShapeError(f"What layers give is joined with what other layers give only; received {type(right).__name__}.")
    return LAYERS.get(kind)()([left, right])


def Input(shape: int | Sequence[int], name: str | None = None, **others: Any) -> Node:
    """The place where samples of ``shape`` (without the batch axis) come in; other arguments as Keras has them."""
    others.pop("batch_size", None)  # rules nothing: any number of rows may come
    if others.get("dtype") is not None:
        others.pop("dtype")  # numbers of any kind are taken and turned into the network's
    refuse_others("Input", others)
    given = (shape,) if isinstance(shape, int) else tuple(shape)
    if None in given:
        raise ShapeError(f"An input has a fixed size; pad or cut sequences to equal length; received {given}.")
    sizes = tuple(int(size) for size in given)
    if not sizes or any(size < 1 for size in sizes):
        raise ShapeError(f"An input needs one or more sizes of at least 1; received {sizes}.")
    return Node(sizes, name=name)


class Graph:
    """The nodes between inputs and one output, in an order in which each stands after what it needs.

    All weights are views into one flat vector ``values``: first ``parameters``, which are trained, then those of frozen
    layers and what layers only update themselves, like moving statistics. The gradients of what is trained are views into
    ``gradients``, as long as ``parameters``. So a step that works on these two costs nothing for a frozen layer.
    """

    def __init__(self, inputs: Sequence[Node], output: Node) -> None:
        self.inputs = tuple(inputs)
        self.output = output
        self.nodes = _ancestors(output)
        _check_wiring(self)
        _name_nodes(self.nodes)
        self.layers: list[Layer] = [node.layer for node in self.nodes if node.layer is not None]
        for node in self.nodes:
            if node.layer is not None:
                node.shape = node.layer.prepare(*(source.shape for source in node.inbound))
        self.values: Array = np.empty(0, np.float32)
        self.parameters = self.values
        self.gradients: Array = np.empty(0, np.float32)
        self._trained: list[Weight] = []
        self._factors: list[float] = []

    @property
    def weights(self) -> list[Weight]:
        """All weights in the order of layers, Keras order within one."""
        return [weight for layer in self.layers for weight in layer.weights]

    @property
    def trained(self) -> list[Weight]:
        """The weights that make up ``parameters``, in its order."""
        return self._trained

    def stretches(self) -> list[tuple[slice, float]]:
        """Where in ``parameters`` the learning rate is multiplied by another factor than 1, and by which."""
        found: list[tuple[slice, float]] = []
        start = 0
        for weight, factor in zip(self._trained, self._factors, strict=True):
            stop = start + weight.size
            if factor != 1 and found and found[-1][0].stop == start and found[-1][1] == factor:
                found[-1] = slice(found[-1][0].start, stop), factor
            elif factor != 1:
                found.append((slice(start, stop), factor))
            start = stop
        return found

    def allocate(self, random: np.random.Generator, dtype: Any = np.float32) -> None:
        """Make the two vectors and draw every weight from ``random`` (not inside :func:`undrawn`)."""
        self._heed_layers()
        self._bind(np.zeros(sum(weight.size for weight in self.weights), dtype))
        if _drawn.get():
            self.draw(random)

    def arrange(self) -> bool:
        """Heed what the layers' ``trainable`` and rate factors are now; says whether the vectors were made anew for it."""
        before = self._trained
        self._heed_layers()
        if self._trained == before:
            return False
        kept = [weight.value.copy() for weight in self.weights]
        self._bind(np.zeros_like(self.values))
        for weight, value in zip(self.weights, kept, strict=True):
            weight.value[...] = value
        return True

    def _heed_layers(self) -> None:
        for layer in self.layers:
            layer.trains = layer.trainable
        trained = [(weight, layer.learning_rate_factor) for layer in self.layers for weight in layer.trainable_weights]
        self._trained, self._factors = [weight for weight, _ in trained], [factor for _, factor in trained]

    def draw(self, random: np.random.Generator) -> None:
        """Give every weight a fresh start from its initializer."""
        for weight in self.weights:
            weight.value[...] = weight.initializer(weight.shape, random)

    def _bind(self, values: Array, gradients: Array | None = None) -> None:
        trained = set(self._trained)
        size = sum(weight.size for weight in trained)
        self.values, self.parameters = values, values[:size]
        self.gradients = np.zeros(size, values.dtype) if gradients is None else gradients
        start = 0
        for weight in sorted(self.weights, key=lambda weight: weight not in trained):
            stop = start + weight.size
            weight.value = values[start:stop].reshape(weight.shape)
            if weight in trained:
                weight.gradient = self.gradients[start:stop].reshape(weight.shape)
            else:
                weight.gradient = np.zeros(weight.shape if weight.trainable else 0, values.dtype)
            start = stop

    @contextmanager
    def in_dtype(self, dtype: Any) -> Iterator[Graph]:
        """The same network with copies of its weights in another precision, for the time of the ``with`` block."""
        before = self.values, self.gradients
        self._bind(before[0].astype(dtype))
        try:
            yield self
        finally:
            self._bind(*before)

    @property
    def penalised(self) -> bool:
        """Whether any trained weight has a regularizer."""
        return any(weight.regularizer is not None for weight in self._trained)

    def penalty(self) -> float:
        """What the regularizers add to the loss; those of frozen layers add nothing, as in Keras."""
        return sum(weight.regularizer(weight.value) for weight in self._trained if weight.regularizer is not None)

    def penalise(self) -> float:
        """Add the regularizers' gradients to ``gradients``; returns :meth:`penalty`."""
        for weight in self._trained:
            if weight.regularizer is not None:
                weight.gradient += weight.regularizer.gradient(weight.value)
        return self.penalty()

    def forward(self, inputs: Sequence[Array], training: bool = False) -> dict[Node, Array]:
        """Every node's output for a batch, computed layer by layer."""
        outputs: dict[Node, Array] = dict(zip(self.inputs, inputs, strict=True))
        for node in self.nodes:
            if node.layer is not None:
                outputs[node] = node.layer.forward(*(outputs[source] for source in node.inbound), training=training)
        return outputs

    def backward(self, dy: Array) -> dict[Node, Array]:
        """Fill ``gradients`` from the gradient by the output, after :meth:`forward`; returns each node's gradient."""
        gradients: dict[Node, Array] = {self.output: dy}
        for node in reversed(self.nodes):
            if node.layer is None or node not in gradients:
                continue
            result = node.layer.backward(gradients[node])
            parts = result if len(node.inbound) > 1 else (result,)
            for source, part in zip(node.inbound, parts, strict=True):
                gradients[source] = gradients[source] + part if source in gradients else part
        self.penalise()
        return gradients


def _ancestors(output: Node) -> list[Node]:
    found: set[Node] = set()
    waiting = [output]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(node.inbound)
    return sorted(found, key=lambda node: node.serial)  # a node is always made after those that it is made from


def _check_wiring(graph: Graph) -> None:
    sources = [node for node in graph.nodes if node.layer is None]
    for node in graph.inputs:
        if node not in sources:
            raise ShapeError(f"The input {node.name!r} does not reach the output; connect it or leave it out; received {node}.")
    for node in sources:
        if node not in graph.inputs:
            raise ShapeError(
                f"The network needs an input that it was not given: add it to the model's inputs; received {node}."
            )
    if graph.output.layer is None:
        raise ShapeError(f"A network has at least one layer between input and output; received {graph.output} alone.")
    used: set[Layer] = set()
    for layer in (node.layer for node in graph.nodes if node.layer is not None):
        if layer in used:
            raise ShapeError(f"A layer may stand in one place only; make a second one for the other; received {layer!r} twice.")
        if any(weight.value.size for weight in layer.weights):
            raise ShapeError(
                "A layer belongs to one network; it is in another network already; model.activations(x) shows what it gives; "
                f"received {layer!r}."
            )
        used.add(layer)


def _name_nodes(nodes: Sequence[Node]) -> None:
    """Give every node without a name one of its own: dense, dense_1 …"""
    taken: set[str] = set()
    for node in nodes:
        if node.name:
            if node.name in taken:
                raise ShapeError(f"Two layers have the same name; rename one of them; received {node.name!r} twice.")
            taken.add(node.name)
    for node in nodes:
        if not node.name:
            base = "input" if node.layer is None else snake_case(type(node.layer).__name__)
            names = itertools.chain([base], (f"{base}_{number}" for number in itertools.count(1)))
            node.name = next(name for name in names if name not in taken)
            taken.add(node.name)
        if node.layer is not None:
            node.layer.name = node.name


def snake_case(name: str) -> str:
    """``BatchNormalization`` -> ``batch_normalization``, ``Conv2D`` -> ``conv2d``, as Keras does."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", re.sub(r"(?<=.)(?=[A-Z][a-z])", "_", name)).lower()
