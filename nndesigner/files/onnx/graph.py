"""The network under construction while an ONNX graph is read: values, constants and records of layers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nndesigner import nn
from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.onnx.building import fill, node_of
from nndesigner.nn.network_check import MAX_DIMENSIONS, MAX_LAYERS, MAX_PARAMETERS, MAX_SAMPLE

_Array = np.ndarray[Any, Any]


@dataclass(slots=True)
class Record:
    """A layer to be: its kind and options, what it reads, its weights, and the shape of one sample of its output.

    ``last`` says that the sample stands with its channels last although the graph has them first; ``whole`` that the
    graph counts it in whole numbers; ``alone`` that it is another view of a layer that nothing else reads.
    """

    name: str
    kind: str
    options: dict[str, Any]
    inputs: tuple[Record, ...]
    shape: tuple[int, ...]
    weights: list[_Array] = field(default_factory=list)
    last: bool = False
    whole: bool = False
    alone: bool = False


class GraphReader:
    """Values by their ONNX names: constants are arrays, all others records of layers.

    Args:
        opset: Version of the operators.
        uses: How often each value is read.
        rows: Whether the first axis of every value counts samples; else a sample is a whole array of the graph.
        given: Arrays of inputs whose values are known; they become constants where an operator asks for one.
    """

    def __init__(self, opset: int, uses: dict[str, int], rows: bool = True, given: Mapping[str, _Array] | None = None) -> None:
        self.opset = opset
        self.rows = rows
        self.batch: int | None = None  # the number of samples that the file declares, if it does
        self.timed: dict[str, tuple[Record, str]] = {}  # values whose first axis counts steps (see recurrent_operators)
        self._inputs: dict[str, tuple[tuple[int, ...], bool]] = {}
        self.constants: dict[str, _Array] = {}
        self.fixed: set[str] = set()  # constants that the graph writes as nodes: no weights, so they are not trained
        self._given = dict(given or {})
        self._uses = uses
        self._values: dict[str, Record] = {}
        self._turned: dict[tuple[int, bool], Record] = {}
        self._names: set[str] = set()
        self._records: list[Record] = []
        self._numbers = 0

    # --- values -----------------------------------------------------------------------------------------------------

    def _new(self, name: str) -> None:
        if not name or any(name in table for table in (self.constants, self._values, self._inputs, self.timed)):
            raise FileError(tr("a value of its graph has no name of its own; received {name!r}.", name=name[:80]))

    def add_constant(self, name: str, array: _Array) -> None:
        """A value that is known."""
        self._new(name)
        self.constants[name] = array

    def add_input(self, name: str, sizes: tuple[int, ...], whole: bool = False) -> None:
        """An input of the graph, 0 for a size that is not known; it becomes one of the network when a layer reads it."""
        self._new(name)
        self._inputs[name] = sizes, whole

    def _read_input(self, name: str) -> Record:
        sizes, whole = self._inputs[name]
        shape = sizes[1:] if self.rows else sizes
        fits = 0 < len(shape) <= MAX_DIMENSIONS and min(shape) > 0 and math.prod(shape) <= MAX_SAMPLE
        if not fits:
            text = tr("its input {name!r} needs a batch axis first and then sizes that are known; received {shape}.")
            raise FileError(text.format(name=name[:80], shape=(None, *sizes[1:10])))
        if self.rows and sizes[0]:
            if self.batch not in (None, sizes[0]):
                text = tr("its input {name!r} has another number of samples than those before; received {count}.")
                raise FileError(text.format(name=name[:80], count=sizes[0]))
            self.batch = sizes[0]
        record = Record(self._free(name), "Input", {}, (), shape, whole=whole)
        self._records.append(record)
        self._values[name] = record
        return record

    def known(self, name: str) -> _Array | None:
        """The array of a value, or None where it is computed or fed."""
        return self.constants.get(name, self._given.get(name))

    def is_constant(self, name: str) -> bool:
        """Whether the value is the same for all samples."""
        return name in self.constants

    def raw(self, name: str) -> Record:
        """The layer that gives the value, its channels where they are. Raises FileError when there is none yet."""
        if name not in self._values and name in self._inputs:
            return self._read_input(name)
        if name not in self._values:
            text = (
                tr("the value {name!r} is a constant.") if name in self.constants else tr("nothing gives the value {name!r}.")
            )
            raise FileError(text.format(name=name[:80]))
        return self._values[name]

    def value(self, name: str) -> Record:
        """The layer that gives the value as the graph has it. Raises FileError when there is none yet."""
        record = self.raw(name)
        return self._turn(record, False) if record.last else record

    def channels_last(self, name: str) -> Record:
        """The layer that gives the value with its channels behind its other axes."""
        record = self.raw(name)
        return record if record.last or len(record.shape) < 2 else self._turn(record, True)

    def shape(self, name: str) -> tuple[int, ...]:
        """Shape of the value as the graph has it: of one sample, without the batch axis where there is one."""
        if self.is_constant(name):
            found = self.known(name)
            assert found is not None
            return tuple(found.shape)
        record = self.raw(name)
        return (record.shape[-1], *record.shape[:-1]) if record.last else record.shape

    def rank(self, name: str) -> int:
        """How many axes the graph gives the value."""
        return len(self.shape(name)) + (self.rows and not self.is_constant(name))

    def alias(self, name: str, record: Record) -> None:
        """A name for a value."""
        self._new(name)
        self._values[name] = record

    def only_use(self, name: str, times: int = 1) -> bool:
        """Whether a value is read once (or so often), so that what follows may become part of its layer."""
        return self._uses.get(name, 0) == times

    def is_used(self, name: str) -> bool:
        """Whether anything reads the value."""
        return self._uses.get(name, 0) > 0

    def _turn(self, record: Record, last: bool) -> Record:
        """The value with its channels moved to the end, or back."""
        key = id(record), last
        if key not in self._turned:
            rank = len(record.shape)
            dims = (*range(2, rank + 1), 1) if last else (rank, *range(1, rank))
            self._turned[key] = self.record(f"{record.name} channels", "Permute", [record], last=last, dims=dims)
        return self._turned[key]

    def turned(self, record: Record, last: bool, alone: bool = False) -> Record:
        """The same numbers, seen by the graph with its channels moved: no layer is needed."""
        view = Record(record.name, "Same", {}, (record,), record.shape, last=last, whole=record.whole, alone=alone)
        self._records.append(view)
        return view

    # --- layers -----------------------------------------------------------------------------------------------------

    def layer(
        self,
        node: Any,
        kind: str,
        inputs: Sequence[Record],
        weights: list[_Array] | None = None,
        last: bool = False,
        output: int = 0,
        **options: Any,
    ) -> Record:
        """The node's output is this layer. Raises ShapeError when it cannot take its inputs, FileError when it is too large."""
        record = self.record(node.name or kind.lower(), kind, inputs, weights, last, **options)
        self.alias(node.output[output], record)
        return record

    def record(
        self,
        wanted: str,
        kind: str,
        inputs: Sequence[Record],
        weights: list[_Array] | None = None,
        last: bool = False,
        **options: Any,
    ) -> Record:
        """A layer without a name in the graph."""
        if len(self._names) >= MAX_LAYERS:
            raise FileError(tr("it has more than {most:,} layers.", most=MAX_LAYERS))
        name = self._free(wanted)
        probe = nn.LAYERS.create({"class_name": kind, "config": options})
        probe.name = name
        shapes = [record.shape for record in inputs]
        shape = tuple(int(size) for size in probe.output_shape(*shapes))
        if int(np.prod(shape, dtype=object)) > MAX_SAMPLE or len(shape) > MAX_DIMENSIONS or 0 in shape:
            raise FileError(tr("the layer {name!r} has no or more than {most:,} outputs.", name=name, most=MAX_SAMPLE))
        self._numbers += probe.parameter_count(*shapes)
        if self._numbers > MAX_PARAMETERS:
            raise FileError(tr("with the layer {name!r} it has more than {most:,} parameters.", name=name, most=MAX_PARAMETERS))
        whole = bool(inputs) and all(record.whole for record in inputs)
        record = Record(name, kind, options, tuple(inputs), shape, weights or [], last, whole)
        self._records.append(record)
        return record

    def operate(self, node: Any, operation: str, names: Sequence[str], output: int = 0, **options: Any) -> None:
        """The node is a tensor operation on values and constants, or a constant where all of them are."""
        part = nn.OPERATIONS.create({"class_name": operation, "config": options})
        if all(self.is_constant(name) for name in names):
            arrays = [self.constant(name) for name in names]
            part.check(*(array.shape for array in arrays))
            with np.errstate(all="ignore"):
                self.add_constant(node.output[output], part.apply(*arrays)[0])
            return
        self.alias(node.output[output], self.operation(node, operation, names, **options))

    def operation(self, node: Any, operation: str, names: Sequence[str | _Array | Record], **options: Any) -> Record:
        """A tensor operation on values, arrays and layers, without a name in the graph."""
        inputs: list[Record] = []
        weights: list[_Array] = []
        constants: list[Any] = []
        trained = False
        for name in names:
            array = name if isinstance(name, np.ndarray) else None
            if isinstance(name, str) and self.is_constant(name):
                array = self.constant(name)
            if array is None:
                inputs.append(name if isinstance(name, Record) else self.value(str(name)))
                constants.append(None)
            else:
                weights.append(np.asarray(array, np.float32))
                trained = trained or not (isinstance(name, str) and name in self.fixed)
                constants.append(array.shape)
        config = {"operation": {"class_name": operation, "config": options}} if options else {"operation": operation}
        if weights:
            config["constants"] = tuple(constants)  # type: ignore[assignment]
            if not trained:
                config["trainable"] = False  # type: ignore[assignment]
        if not self.rows:
            config["per_sample"] = True  # type: ignore[assignment]
        return self.record(node.name or operation, "TensorOperation", inputs, weights, **config)

    def constant(self, name: str) -> _Array:
        """The array of a value that is known. Raises FileError when it is not."""
        array = self.known(name)
        if array is None:
            raise FileError(tr("the value {name!r} is no constant.", name=name[:80]))
        return array

    # --- building ---------------------------------------------------------------------------------------------------

    def build(self, output: str) -> tuple[nn.Model, list[str]]:
        """A network that gives one value, and the names of the inputs that it reads, in the graph's order."""
        last = self.value(output)
        needed: dict[int, Record] = {}
        waiting = [last]
        while waiting:
            record = waiting.pop()
            if id(record) not in needed:
                needed[id(record)] = record
                waiting.extend(record.inputs)
        while last.kind == "Same":
            last = last.inputs[0]
        if last.kind == "Input":
            last = self.record("identity", "Activation", [last], activation="linear")
            needed[id(last)] = last
        nodes: dict[int, Any] = {}
        for record in self._records:
            if id(record) in needed:
                nodes[id(record)] = node_of(record, [nodes[id(source)] for source in record.inputs])
        names = [name for name in self._inputs if name in self._values and id(self._values[name]) in needed]
        if not names:
            raise FileError(tr("its output {name!r} is the same for every input.", name=output[:80]))
        model = nn.Model([nodes[id(self._values[name])] for name in names], nodes[id(last)], seed=0)
        fill(model, {record.name: record.weights for record in needed.values() if record.kind != "Same"})
        return model, names

    def _free(self, wanted: str) -> str:
        base = "".join(sign for sign in wanted if sign.isprintable())[:80].strip() or "layer"
        name, number = base, 1
        while name in self._names:
            number += 1
            name = f"{base}_{number}"
        self._names.add(name)
        return name
