"""The graph compiled into a training step: straight-line code over buffers that are allocated once.

Every value of a batch stands feature-major, (features + 1, batch), with a last row of ones, so that kernel and bias are
one matrix and each dense layer is one product forward and two backward. Inputs, targets and outputs are rows of a
:class:`~nndesigner.nn.bank.Bank`; the compiled function runs over as many batches as it is given, without a branch,
a look-up or an allocation in between. Layers, activations, losses and optimizers write their own lines, through
:class:`StepBuilder`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.blocks import Block, Value
from nndesigner.nn.graph import Graph, Node
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.losses.base import Loss
    from nndesigner.nn.optimizers.base import Optimizer

_FUNCTIONS = (
    *("add", "copyto", "divide", "equal", "exp", "expm1", "greater", "log", "matmul", "maximum", "minimum", "multiply"),
    *("absolute", "negative", "sign", "sqrt", "square", "subtract", "tanh"),
)
"""NumPy functions that generated lines may name."""


class Program:
    """A compiled step: ``run(slots)`` over tuples of views that a Bank makes for ``fields``.

    The field ``rate`` is the optimizer's rate times ``share``.
    """

    def __init__(
        self, run: Callable[[Sequence[tuple[Any, ...]]], None], fields: tuple[str, ...], batch: int, share: float, source: str
    ) -> None:
        self.run = run
        self.fields = fields
        self.batch = batch
        self.share = share
        self.source = source


class StepBuilder:
    """Collects the lines of one step and the objects that they name."""

    def __init__(self, graph: Graph, batch: int, loss: Loss | None, weighted: bool = False) -> None:
        self.graph = graph
        self.batch = batch
        self.loss = loss
        self.weighted = weighted
        self.training = True
        self.dtype = graph.parameters.dtype
        self.bits = np.dtype(f"i{self.dtype.itemsize}")
        self.fused = False
        self.width = math.prod(graph.output.shape)
        self.places = math.prod(graph.output.shape[:-1])
        self.parameters, self.gradients = "", ""
        self._lines: list[str] = []
        self._bound: dict[str, Any] = {name: getattr(np, name) for name in _FUNCTIONS}
        self._arrays: dict[str, Array] = {}
        self._names: dict[int, str] = {}
        self._constants: dict[float, str] = {}
        self._zeros: dict[Any, str] = {}
        self._slots: dict[str, None] = {}
        self._kept: dict[Block | Value, Any] = {}
        self._count = 0

    # --- what parts use ---------------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        """Append one statement."""
        self._lines.append(text)

    def enclose(self, name: str) -> None:
        """Make a function of the lines so far, which later lines may call as often as they like."""
        self._lines = [f"def {name}():", *(f"    {line}" for line in self._lines)]

    def fresh(self, prefix: str) -> str:
        """A name that is not used yet."""
        self._count += 1
        return f"{prefix}{self._count}"

    def bind(self, thing: Any) -> str:
        """A name for an array or a function."""
        name = self._names.get(id(thing))
        if name is None:
            name = self.fresh("a" if isinstance(thing, np.ndarray) else "f")
            self._names[id(thing)] = name
            self._bound[name] = thing
            if isinstance(thing, np.ndarray):
                self._arrays[name] = thing
        return name

    def slot(self, name: str, prototype: Array) -> str:
        """A name whose array differs from batch to batch; ``prototype`` has its shape and layout."""
        self._slots[name] = None
        self._arrays[name] = prototype
        return name

    def constant(self, value: float) -> str:
        """A number as a 0-d array: half the cost of a Python float in an array operation."""
        if value not in self._constants:
            self._constants[value] = self.bind(np.array(value, self.dtype))
        return self._constants[value]

    def array(self, shape: Sequence[int], dtype: Any = None) -> str:
        """A buffer of its own."""
        return self.bind(np.zeros(shape, dtype or self.dtype))

    def like_array(self, name: str, dtype: Any = None) -> str:
        """A buffer with the shape and memory layout of another."""
        return self.bind(np.zeros_like(self._arrays[name], dtype or self.dtype, subok=False))

    def like_planes(self, name: str) -> str:
        """A contiguous buffer with the shape of another array, whatever its layout."""
        return self.array(self._arrays[name].shape)

    def fixed(self, name: str) -> Array:
        """The array behind a name, to take views of (of a slot: its prototype)."""
        return self._arrays[name]

    def zeros_like(self, name: str) -> str:
        """An array of zeros to compare with, shared by all of one shape and layout: faster than a 0-d zero."""
        array = self._arrays[name]
        key = array.shape, array.strides
        if key not in self._zeros:
            self._zeros[key] = self.like_array(name)
        return self._zeros[key]

    def like(self, block: Block) -> Block:
        """A block with the shape and memory layout of another."""
        return Block(self, np.zeros_like(self._arrays[block.body]), block.shape, planes=block.planes)

    def view(self, name: str, dtype: Any) -> str:
        """The same memory read as another type of the same size."""
        array = self._arrays[name]
        if array.flags.c_contiguous:
            return self.bind(array.view(dtype))
        return self.bind(array.T.view(dtype).T)

    def slice(self, name: str, *index: slice) -> str:
        """A part of an array; a view bound once where the array is fixed."""
        if name in self._bound:
            return self.bind(self._bound[name][index])
        bounds = ((str(part.start or ""), "" if part.stop is None else str(part.stop)) for part in index)
        return f"{name}[{', '.join(f'{start}:{stop}' for start, stop in bounds)}]"

    def transposed(self, name: str) -> str:
        """The transpose of a fixed array."""
        return self.bind(self._arrays[name].T)

    def join(self, arrays: Sequence[Array], shape: Shape) -> str:
        """Neighbours in a flat vector as one array."""
        flat = self.graph.values if np.may_share_memory(arrays[0], self.graph.values) else self.graph.gradients
        start = (arrays[0].ctypes.data - flat.ctypes.data) // flat.itemsize
        return self.bind(flat[start : start + sum(array.size for array in arrays)].reshape(shape))

    def dot(self, left: str, right: str, out: str, bands: int = 1) -> None:
        """``out = left @ right`` by a method that is bound once, in ``bands`` of rows; ``out`` may be C- or F-contiguous."""
        if not self._arrays[out].flags.c_contiguous:
            left, right, out = self.flip(right), self.flip(left), self.flip(out)
        rows = len(self._arrays[out])
        for start, stop in itertools.pairwise(rows * number // bands for number in range(bands + 1)):
            band = slice(start, stop)
            a, c = (left, out) if bands == 1 else (self.slice(left, band), self.slice(out, band))
            self.line(f"{self.bind_method(a)}({right}, {c})")

    def flip(self, name: str) -> str:
        """The name of an array's transpose."""
        if name in self._bound:
            return self.transposed(name)
        other = name[:-2] if name.endswith("_t") else f"{name}_t"
        return self.slot(other, self._arrays[name].T)

    def bind_method(self, name: str) -> str:
        """``array.dot``, looked up now if the array is fixed."""
        if name not in self._bound:
            return f"{name}.dot"
        key = f"{name}_dot"
        self._bound[key] = self._arrays[name].dot
        return key

    def method(self, array: Array, name: str) -> str:
        """A name for a method of an array that stays in place, looked up now."""
        key = f"{self.bind(array)}_{name}"
        self._bound[key] = getattr(array, name)
        return key

    def loop(self, names: Sequence[str], rows: Sequence[tuple[Any, ...]], body: str) -> None:
        """Append ``body`` as a loop in which ``names`` are one of ``rows``, tuples of views, after the other."""
        self.line(f"for {', '.join(names)} in {self.bind(tuple(rows))}:")
        for line in body.strip().splitlines():
            self.line(f"    {line}")

    def keep(self, key: Block | Value, other: Any) -> None:
        """Remember ``other`` for the backward pass: an activation's for its block, a layer's for its output."""
        self._kept[key] = other

    def has_kept(self, key: Block | Value) -> bool:
        """Whether anything was kept for ``key``."""
        return key in self._kept

    def kept(self, key: Block | Value) -> Any:
        """What was kept for ``key``."""
        return self._kept[key]

    def is_pooled(self, node: Node) -> bool:
        """Whether all that becomes of a node's values is that the largest are chosen."""
        followers = [other.layer for other in self.graph.nodes if other.layer is not None and node in other.inbound]
        return node is not self.graph.output and len(followers) == 1 and followers[0].takes_largest

    def activate(self, output: Value, activation: Activation) -> None:
        """Write the activation onto a node's block, unless the loss takes it in."""
        if not self._is_fused(output, activation):
            activation.emit_forward(self, output.block, output.block)

    def deactivate(self, output: Value, activation: Activation) -> None:
        """Turn a node's gradient into the gradient before its activation, unless the loss has done so."""
        if not self._is_fused(output, activation):
            activation.emit_backward(self, output.block, output.gradient)

    def call_backward(self, backward: Callable[[Array], Any], inputs: Sequence[Value], output: Value) -> None:
        """Call ``backward(dy)`` and hand what it returns to the inputs that need a gradient."""
        result = self.fresh("dx")
        self.line(f"{result} = {self.bind(backward)}({output.gradient.rows})")
        for index, value in enumerate(inputs):
            if value.needs_gradient:
                with self.into(value) as gradient:
                    self.line(f"copyto({gradient.rows}, {result if len(inputs) == 1 else f'{result}[{index}]'})")

    @contextmanager
    def into(self, value: Value) -> Iterator[Block]:
        """Where to write a gradient of ``value``: its own block first, then a spare one that is added to it."""
        if not value.written:
            value.written = True
            yield value.gradient
            return
        spare = self.like(value.gradient)
        yield spare
        self.line(f"add({value.gradient.body}, {spare.body}, {value.gradient.body})")

    # --- building ---------------------------------------------------------------------------------------------------

    def build(self, optimizer: Optimizer) -> Program:
        """Write the whole step: forward, loss gradient, backward, update."""
        graph = self.graph
        self.parameters, self.gradients = self.bind(graph.parameters), self.bind(graph.gradients)
        self.fused = self.loss is not None and fuses(graph, self.loss)
        values = self._values()
        for node in graph.nodes:
            if node.layer is not None:
                node.layer.emit_forward(self, [values[source] for source in node.inbound], values[node])
        self._folds_rate = optimizer.folds_into_loss and not graph.penalised
        self._loss(values[graph.output])
        for node in reversed(graph.nodes):
            if node.layer is not None and values[node].written:
                node.layer.emit_backward(self, [values[source] for source in node.inbound], values[node])
        if graph.parameters.size:
            if graph.penalised:
                self.line(f"{self.slot('penalty', np.zeros((), self.dtype))}[...] = {self.bind(graph.penalise)}()")
            optimizer.emit(self, folded=self._folds_rate)
            for weight in graph.trained:
                if weight.constraint is not None:
                    value = self.bind(weight.value)
                    self.line(f"copyto({value}, {self.bind(weight.constraint)}({value}))")
        return self._compile()

    def build_forward(self, fused: bool) -> Program:
        """Write the forward pass of a network that does not train; ``fused``: without the last activation."""
        self.training, self.fused = False, fused
        self.parameters, self.gradients = self.bind(self.graph.parameters), self.bind(self.graph.gradients)
        values = self._values()
        for node in self.graph.nodes:
            if node.layer is not None:
                node.layer.emit_forward(self, [values[source] for source in node.inbound], values[node])
        self._folds_rate = False
        return self._compile()

    @property
    def rate(self) -> str:
        """The optimizer's factor for this step."""
        return self.slot("rate", np.zeros((), self.dtype))

    def factor(self, name: str) -> str:
        """One of the optimizer's further numbers for this step (see ``Optimizer.factors``)."""
        return self.slot(f"factor_{name}", np.zeros((), self.dtype))

    def _is_fused(self, output: Value, activation: Activation) -> bool:
        return self.fused and output.node is self.graph.output and activation is output_activation(self.graph)

    def _values(self) -> dict[Node, Value]:
        values: dict[Node, Value] = {}
        for index, node in enumerate(self.graph.inputs):
            storage = np.zeros((self.batch, math.prod(node.shape) + 1), self.dtype).T
            values[node] = Value(node, Block(self, storage, node.shape, f"x{index}"), needs_gradient=False)
        consumed = {source for node in self.graph.nodes for source in node.inbound}
        for node in self.graph.nodes:
            if node.layer is None:
                continue
            trained = node.layer.trains and any(weight.trainable for weight in node.layer.weights)
            needs = trained or any(values[source].needs_gradient for source in node.inbound)
            size = math.prod(node.shape)
            if node is self.graph.output and node not in consumed:
                block = Block(self, np.zeros((self.batch, size), self.dtype).T, node.shape, "out")
                gradient = np.zeros((self.batch, size), self.dtype).T
                around = None
            else:
                planes = (
                    len(node.shape) == 3
                    and node.layer.gives_planes
                    and all(
                        other.layer is None or node not in other.inbound or other.layer.takes_planes
                        for other in self.graph.nodes
                    )
                )
                block = Block(self, np.ones((size + 1, self.batch), self.dtype), node.shape, planes=planes)
                margin = node.layer.margin() * (size // node.shape[0])
                around = np.zeros((size + 2 * margin, self.batch), self.dtype)
                gradient = around[margin : margin + size]
            values[node] = Value(node, block, needs)
            values[node].around = around
            values[node].gradient = Block(self, gradient, node.shape, planes=block.planes)
        return values

    def _loss(self, output: Value) -> None:
        gradient, prediction = output.gradient, output.block
        self.target = target = Block(self, np.zeros((self.batch, self.width), self.dtype).T, output.shape, "y")
        self.result = output.block
        if self.fused:
            activation = output_activation(self.graph)
            assert activation is not None
            prediction = self.like(output.block)
            activation.emit_forward(self, output.block, prediction)
        assert self.loss is not None
        self.loss.emit_gradient(self, target.rows, prediction.rows, gradient.rows)
        self.share = self.loss.scale(self.width) * self.loss.share(self.batch)
        factor = self.rate if self._folds_rate else self.constant(self.share)
        self.line(f"multiply({gradient.body}, {factor}, {gradient.body})")
        if self.weighted:
            weight = self.slot("weight", np.zeros((1, self.batch), self.dtype))
            self.line(f"multiply({gradient.body}, {weight}, {gradient.body})")
        output.written = output.needs_gradient

    def _compile(self) -> Program:
        fields = tuple(self._slots)
        body = "\n".join(f"        {line}" for line in self._lines)
        used = ", ".join(f"{name}={name}" for name in self._bound)
        unpack = f"({', '.join(fields)},)"
        source = f"def run(slots, {used}):\n    for {unpack} in slots:\n{body}\n"
        scope = dict(self._bound)
        exec(compile(source, "<step>", "exec"), scope)
        return Program(scope["run"], fields, self.batch, self.share if self._folds_rate else 1.0, source)


def output_activation(graph: Graph) -> Activation | None:
    """The activation of the last layer, if it leaves it to the step."""
    layer = graph.output.layer
    return getattr(layer, "activation", None) if layer is not None and layer.fuses_activation else None


def fuses(graph: Graph, loss: Loss) -> bool:
    """Whether the loss is computed from what goes into the last activation."""
    activation = output_activation(graph)
    return activation is not None and loss.fuses_with(activation.registered_name)
