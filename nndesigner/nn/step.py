"""Why training is fast here: the graph becomes one straight run of NumPy calls over buffers that are allocated once.

A training step of a small network is a few dozen array operations of microseconds each; what costs time in plain code is
everything between them. ``compile`` therefore *writes* the step: layers, activations, losses and optimizers add lines of
Python to a :class:`StepBuilder`, which turns them into one function. For a 2-3-1 network (relu, sigmoid, binary
cross-entropy, SGD) that function is all there is, names made readable and arguments left out::

    for x, out, y, rate in slots:                # one turn a batch; views of rows that were gathered beforehand
        kernel1_dot(x, h)                        # h (4, batch): three units and a row of ones; kernel1 has the bias as last row
        maximum(h, zeros, out=h)                 # relu
        kernel2_dot(h, out)
        multiply(out, half, p); tanh(p, p); multiply(p, half, p); add(p, half, p)    # sigmoid(out)
        subtract(p, y, d)                        # gradient of loss and sigmoid in one
        multiply(d, rate, d)                     # learning rate / batch, so that SGD is a plain subtraction
        h_dot(d_t, gradient2)                    # kernel and bias
        kernel2_t_dot(d, dh)
        greater(h, zero, mask); multiply(dh_bits, mask_bits, dh_bits)                # relu's slope
        x.dot(dh_t, gradient1)                   # nothing needs the gradient by x
        subtract(parameters, gradients, parameters)                                  # all weights at once

``model.program(batch, weighted=False).source`` shows it for any network. The tricks, each with what it brought on one
x86-64 core (``make bench`` measures the whole):

- *Dispatch.* A tiny product costs 0.68 µs as ``a @ b``, 0.40 as ``np.dot(a, b, out)``, 0.28 by a bound ``a.dot``. Numbers
  are 0-d arrays (0.25 µs) and not Python floats (0.47). Straight lines beat a list of closures by 13–20 %.
- *Bias folded in.* Values stand feature-major, (features + 1, batch), with a last row of ones, kernel and bias as one
  matrix: a dense layer is one product forward and two backward, up to six times faster when small.
- *Flat vectors.* All weights are views of one vector, all gradients of another, so an optimizer is one run of in-place
  operations over blocks that stay in the cache (``optimizers/adam.py``): 7–10 times a loop over arrays. They are swept
  from the end, where the gradients are that were written last, 3 % less.
- *Fused loss.* Softmax or sigmoid and its cross-entropy have the gradient p − y: stable, and two passes saved.
- *relu by bits.* The gradient's bits, read as integers, times 0 or 1: 13 times faster than ``np.where``.
- *Gathering ahead.* ``np.take`` fills a :class:`~nndesigner.nn.bank.Bank` for several batches; views are made once.
- *Convolutions* gather windows across their width only (``layers/convolution_rows.py``): a third of the columns,
  1.5 to 2.5 times the speed; depthwise ones channel by channel (``layers/depthwise_rows.py``): twice a pass a tap.
- *Bands.* A convolution and the max pooling behind it go through a few rows at a time that stay in the cache, and keep
  one byte a cell of which was the largest, not the numbers (``layers/pooled_rows.py``): W7 1.35 times as fast. A relu
  between them waits for the quarter that is left. Pooling goes across, then down, its gradient by bits too.
- *LSTM.* One product and one tanh a time step (``layers/lstm_lines.py``): 1.5 times the speed of a call a gate; gradients
  in chunks of steps whose numbers are in the cache yet: a tenth more.
- *Batch normalization.* Sums are products with ones (``layers/normalization_lines.py``): half the time of such a network.
- *Tilings.* Skinny products are cut so that OpenBLAS does not pack its operands (``tiling.py``): 1.15 to 1.4 times the speed.
- *No second copy* of the data: rows are gathered as they stand and set before their ones: a third of the memory less.

Every choice is a function of shapes, never of a clock: the same seed gives the same bits. The layers' plain ``forward``
and ``backward`` are the same mathematics in ten lines each; tests hold both to 1e-6.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.blocks import Block, Value
from nndesigner.nn.graph import Graph, Node
from nndesigner.nn.program import Lines, Program
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.losses.base import Loss
    from nndesigner.nn.optimizers.base import Optimizer


class StepBuilder(Lines):
    """Collects the lines of one step: what layers, activations, losses and optimizers use, and the building itself."""

    def __init__(self, graph: Graph, batch: int, loss: Loss | None, weighted: bool = False) -> None:
        super().__init__(graph.parameters.dtype)
        self.graph = graph
        self.batch = batch
        self.loss = loss
        self.weighted = weighted
        self.training = True
        self.fused = False
        self.width = math.prod(graph.output.shape)
        self.places = math.prod(graph.output.shape[:-1])
        self.parameters, self.gradients = self.bind(graph.parameters), self.bind(graph.gradients)
        self._folds_rate = False
        self._kept: dict[Block | Value, Any] = {}

    # --- what parts use ---------------------------------------------------------------------------------------------

    def like(self, block: Block) -> Block:
        """A block with the shape and memory layout of another."""
        return Block(self, np.zeros_like(self._arrays[block.body]), block.shape, planes=block.planes)

    def join(self, arrays: Sequence[Array], shape: Shape) -> str:
        """Neighbours in a flat vector as one array."""
        flat = self.graph.values if np.may_share_memory(arrays[0], self.graph.values) else self.graph.gradients
        start = (arrays[0].ctypes.data - flat.ctypes.data) // flat.itemsize
        return self.bind(flat[start : start + sum(array.size for array in arrays)].reshape(shape))

    def keep(self, key: Block | Value, other: Any) -> None:
        """Remember ``other`` for the backward pass: an activation's for its block, a layer's for its output."""
        self._kept[key] = other

    def has_kept(self, key: Block | Value) -> bool:
        """Whether anything was kept for ``key``."""
        return key in self._kept

    def kept(self, key: Block | Value) -> Any:
        """What was kept for ``key``."""
        return self._kept[key]

    def copy(self, source: Block, target: Block) -> None:
        """Copy a block to another of the same shape, however either stands in memory."""
        kind = "body" if source.planes == target.planes else "rows"
        self.line(f"copyto({getattr(target, kind)}, {getattr(source, kind)})")

    def pooling_behind(self, node: Node) -> Node | None:
        """The node that chooses the largest of a node's values, if nothing else becomes of them."""
        followers = [other for other in self.graph.nodes if other.layer is not None and node in other.inbound]
        alone = node is not self.graph.output and len(followers) == 1
        return followers[0] if alone and followers[0].layer and followers[0].layer.takes_largest else None

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
        return self.compiled(self.batch, self.share if self._folds_rate else 1.0)

    def build_forward(self, fused: bool) -> Program:
        """Write the forward pass of a network that does not train; ``fused``: without the last activation."""
        self.training, self.fused = False, fused
        values = self._values()
        for node in self.graph.nodes:
            if node.layer is not None:
                node.layer.emit_forward(self, [values[source] for source in node.inbound], values[node])
        return self.compiled(self.batch, 1.0)

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


def output_activation(graph: Graph) -> Activation | None:
    """The activation of the last layer, if it leaves it to the step."""
    layer = graph.output.layer
    return getattr(layer, "activation", None) if layer is not None and layer.fuses_activation else None


def fuses(graph: Graph, loss: Loss) -> bool:
    """Whether the loss is computed from what goes into the last activation."""
    activation = output_activation(graph)
    return activation is not None and loss.fuses_with(activation.registered_name)
