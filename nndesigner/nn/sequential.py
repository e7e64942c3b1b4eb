"""The simple face of a network: layers in a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from nndesigner.core.errors import OptionError, ShapeError
from nndesigner.nn.config import graph_from_config
from nndesigner.nn.graph import Graph, Input, Node
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.model import Model
from nndesigner.nn.types import Array


class Sequential(Model):
    """A network whose layers stand in a row.

    ``input_shape`` is the shape of one sample; without it the first data seen decides.
    """

    def __init__(
        self,
        layers: Iterable[Layer | Node] = (),
        input_shape: int | Sequence[int] | None = None,
        name: str = "network",
        seed: int | None = None,
    ) -> None:
        self._prepare(name, seed)
        self._stack: list[Layer] = []
        self._learned: dict[Layer, list[Array]] = {}
        self._shape = None if input_shape is None else Input(input_shape).shape
        for layer in layers:
            self.add(layer)

    def add(self, layer: Layer | Node) -> None:
        """Append a layer (or, first, an ``Input``)."""
        if isinstance(layer, Node) and layer.layer is None and not self._stack:
            self._shape = layer.shape
        elif isinstance(layer, Layer):
            self._reopen()
            if layer.given_shape is not None and not self._stack:
                self._shape = Input(layer.given_shape).shape
            self._stack.append(layer)
        else:
            hint = "give the layers of that network one by one; " if isinstance(layer, Model) else ""
            raise OptionError(f"A Sequential is made of layers; {hint}received {layer!r}.")

    def pop(self) -> Layer:
        """Take the last layer away and return it."""
        if not self._stack:
            raise OptionError(f"{self.name!r} has no layer to take away; received an empty list.")
        self._reopen()
        return self._stack.pop()

    def _reopen(self) -> None:
        """Take the network apart, so that its layers may change; the others find their weights again, as in Keras."""
        if self._graph is None:
            return
        self._learned = {layer: layer.get_weights() for layer in self._stack}
        for layer in self._stack:
            layer.weights, layer.input_shapes = [], ()
        self._graph = self._metrics = None
        if self._compiled is not None:
            self.optimizer.reset()

    @property
    def layers(self) -> list[Layer]:
        return self._stack if self._shape is None or not self._stack else self.graph.layers

    @property
    def graph(self) -> Graph:
        """The wired layers; made when first needed."""
        if self._graph is None and self._shape is not None:
            self.build(self._shape)
        return super().graph

    def build(self, input_shape: int | Sequence[Any]) -> None:
        """Make the weights for samples of this shape; a None in front stands for any number of them, as in Keras."""
        if not isinstance(input_shape, int) and len(input_shape) > 1 and input_shape[0] is None:
            input_shape = input_shape[1:]
        if not self._stack:
            raise OptionError(f"{self.name!r} has no layers yet: add one; received an empty list.")
        source = node = Input(input_shape)
        self._shape = source.shape
        for layer in self._stack:
            node = layer(node)
        self._set_graph(Graph([source], node))
        for layer, weights in self._learned.items():
            if layer in self._stack:
                layer.set_weights(weights)
        self._learned = {}

    def ensure_ready(self, x: Any, y: Any = None) -> None:
        if self._graph is None and self._shape is None:
            shape = np.shape(x)[1:]
            self.build(shape or (1,))

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Sequential:
        """The network that :meth:`get_config` described. Raises ShapeError if its layers do not stand in a row."""
        inputs, output = graph_from_config(config)
        layers: list[Layer] = []
        node = output
        while node.layer is not None:
            if len(node.inbound) != 1:
                raise ShapeError(
                    f"A Sequential's layers stand in a row; use Model.from_config; received {node.name!r} behind "
                    f"{len(node.inbound)} others."
                )
            layers.insert(0, node.layer)
            node = node.inbound[0]
        made = cls(layers, name=str(config.get("name", "network")), seed=config.get("seed"))
        made._shape = node.shape
        made._set_graph(Graph(inputs, output))
        return made

    @classmethod
    def from_architecture(cls, architecture: Sequence[Mapping[str, Any]], **options: Any) -> Sequential:
        """A network from plain dicts ``{"input_dim": 2, "output_dim": 4, "activation": "relu"}``, one a dense layer.

        Further keys of a dict are options of Dense; ``options`` are those of Sequential.
        """
        from nndesigner.nn.layers.dense import Dense

        layers: list[Layer] = []
        for number, row in enumerate(architecture):
            rest = {key: value for key, value in row.items() if key not in ("input_dim", "output_dim")}
            if "input_dim" not in row or "output_dim" not in row:
                raise OptionError(f"Layer {number} needs 'input_dim' and 'output_dim'; received {dict(row)!r}.")
            if number and row["input_dim"] != architecture[number - 1]["output_dim"]:
                raise ShapeError(
                    f"Layer {number} takes {row['input_dim']} inputs but layer {number - 1} gives "
                    f"{architecture[number - 1]['output_dim']}; make them equal; received {dict(row)!r}."
                )
            layers.append(Dense(row["output_dim"], **rest))
        if not layers:
            raise OptionError("An architecture has at least one layer; received an empty list.")
        return cls(layers, input_shape=(architecture[0]["input_dim"],), **options)
