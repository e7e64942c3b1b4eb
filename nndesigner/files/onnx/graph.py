"""The network under construction while an ONNX graph is read: values, constants and records of layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nndesigner import nn
from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.nn.network_check import MAX_LAYERS, MAX_SAMPLE

_Array = np.ndarray[Any, Any]


@dataclass(slots=True)
class Record:
    """A layer to be: its kind and options, what it reads, its weights, and the shape of one sample of its output."""

    name: str
    kind: str
    options: dict[str, Any]
    inputs: tuple[Record, ...]
    shape: tuple[int, ...]
    weights: list[_Array] = field(default_factory=list)


class GraphReader:
    """Values by their ONNX names: constants are arrays, all others records of layers."""

    def __init__(self, opset: int, uses: dict[str, int]) -> None:
        self.opset = opset
        self.constants: dict[str, _Array] = {}
        self._uses = uses
        self._values: dict[str, Record] = {}
        self._names: set[str] = set()
        self._inputs: list[Record] = []
        self._weights: dict[str, list[_Array]] = {}

    def _new(self, name: str) -> None:
        if not name or name in self.constants or name in self._values:
            raise FileError(tr("a value of its graph has no name of its own; received {name!r}.", name=name[:80]))

    def add_constant(self, name: str, array: _Array) -> None:
        """A value that is known."""
        self._new(name)
        self.constants[name] = array

    def add_input(self, name: str, shape: tuple[int, ...]) -> None:
        """An input of the network."""
        self._new(name)
        self._values[name] = Record(self._free(name), "Input", {}, (), shape)
        self._inputs.append(self._values[name])

    def value(self, name: str) -> Record:
        """The layer that gives the value. Raises FileError when there is none yet."""
        if name not in self._values:
            text = (
                tr("the value {name!r} is a constant.") if name in self.constants else tr("nothing gives the value {name!r}.")
            )
            raise FileError(text.format(name=name[:80]))
        return self._values[name]

    def alias(self, name: str, record: Record) -> None:
        """Another name for a value."""
        self._new(name)
        self._values[name] = record

    def layer(self, node: Any, kind: str, inputs: list[Record], weights: list[_Array] | None = None, **options: Any) -> None:
        """The node is this layer. Raises ShapeError when it cannot take its inputs, FileError when it gets too large."""
        if len(self._names) >= MAX_LAYERS:
            raise FileError(tr("it has more than {most:,} layers.", most=MAX_LAYERS))
        name = self._free(node.name or kind.lower())
        probe = nn.LAYERS.create({"class_name": kind, "config": options})
        probe.name = name
        shape = tuple(probe.output_shape(*(record.shape for record in inputs)))
        if int(np.prod(shape, dtype=object)) > MAX_SAMPLE:
            raise FileError(tr("the layer {name!r} has more than {most:,} outputs.", name=name, most=MAX_SAMPLE))
        self.alias(node.output[0], Record(name, kind, options, tuple(inputs), shape, weights or []))

    def only_use(self, name: str) -> bool:
        """Whether a value is read once, so that what follows may become part of its layer."""
        return self._uses.get(name, 0) == 1

    def build(self, output: str) -> tuple[list[nn.Node], nn.Node]:
        """The network's nodes: the inputs, and the output called ``output``."""
        last = self.value(output)
        nodes = {id(record): nn.Input(record.shape, name=record.name) for record in self._inputs}
        for record in {id(record): record for record in self._values.values()}.values():
            if record.kind != "Input":
                nodes[id(record)] = self._node(record, [nodes[id(source)] for source in record.inputs])
        return [nodes[id(record)] for record in self._inputs], nodes[id(last)]

    def _node(self, record: Record, inputs: list[nn.Node]) -> nn.Node:
        layer = nn.LAYERS.create({"class_name": record.kind, "config": record.options})
        layer.name = record.name
        self._weights[record.name] = record.weights
        return layer(inputs if layer.arity == "many" else inputs[0])

    def weights_of(self, layer: str) -> list[_Array]:
        """The arrays of a layer that :meth:`build` made, in its own order."""
        return self._weights.get(layer, [])

    def _free(self, wanted: str) -> str:
        base = "".join(sign for sign in wanted if sign.isprintable())[:80].strip() or "layer"
        name, number = base, 1
        while name in self._names:
            number += 1
            name = f"{base}_{number}"
        self._names.add(name)
        return name
