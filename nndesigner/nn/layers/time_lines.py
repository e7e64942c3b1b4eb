"""What recurrent layers share inside a compiled step: everything a time step sees in one matrix, and the way through time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from nndesigner.nn.tiling import bands_of_rows
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.layers.recurrent import Recurrent
    from nndesigner.nn.step import StepBuilder


_CHUNK_BYTES = 1 << 18
"""How much the time steps of a chunk return on the way back."""


class TimeLines:
    """Writes the lines of one recurrent layer; a subclass says what happens in a time step.

    ``seen`` (steps + 1, inputs + 1 + units, batch): for each time step the inputs, a one, and the state before it. Each
    step's numbers stand together. The way back goes in chunks of time steps: what they returned is still in the cache when
    it is copied side by side and multiplied by what they saw, which is the chunk's share of all weights' gradients.
    """

    gates: ClassVar[int] = 1

    def __init__(self, layer: Recurrent, step: StepBuilder, x: Value, output: Value) -> None:
        self.layer, self.step, self.x, self.output = layer, step, x, output
        self.steps, self.inputs = x.shape
        self.units, self.batch = layer.units, step.batch
        self.seen_rows = self.inputs + 1 + self.units
        self.seen = step.fixed(step.array((self.steps + 1, self.seen_rows, self.batch)))
        self.seen[:, self.inputs] = 1 if layer.bias is not None else 0
        self.states = self.seen[:, self.inputs + 1 :]
        self._buffers: dict[str, Array] = {}

    def emit_forward(self) -> None:
        """Write the way through time."""
        raise NotImplementedError

    def emit_backward(self) -> None:
        """Write the way back and the gradients."""
        raise NotImplementedError

    def _order(self, gates: Array) -> list[Array]:
        """Views of the last axis of ``gates``, Keras's order, that make this class's order when they are joined."""
        return [gates]

    def _parts(self, gates: Array) -> list[Array]:
        """Views of this class's order of gates, one for each that :meth:`_order` gives."""
        parts, start = [], 0
        for width in (view.shape[-1] for view in self._order(gates)):
            parts.append(gates[..., start : start + width])
            start += width
        return parts

    def _sources(self, gradients: bool = False) -> list[tuple[slice, Array]]:
        """Rows of the joined weights, and the weight (or its gradient) that stands there."""
        layer, f = self.layer, self.inputs
        rows = [(slice(0, f), layer.kernel), (slice(f + 1, self.seen_rows), layer.recurrent_kernel)]
        if layer.bias is not None:
            rows.append((slice(f, f + 1), layer.bias))
        found = [(place, weight.gradient if gradients else weight.value) for place, weight in rows]
        return [(place, array.reshape(-1, self.gates * self.units)) for place, array in found]

    def _emit_parts(self, weights: Array, factor: Array) -> None:
        """Join kernel, bias and recurrent kernel in ``weights`` (seen rows, gates · units), times ``factor``."""
        step = self.step
        for place, source in self._sources():
            for target, view, share in zip(self._parts(weights[place]), self._order(source), self._parts(factor), strict=True):
                step.line(f"multiply({step.bind(view)}, {step.bind(share)}, {step.bind(target)})")

    def _emit_seen(self) -> None:
        """Copy the inputs to where the time steps see them."""
        name = self.x.block.plane_view
        target = self.seen[: self.steps, : self.inputs]
        turned = target[::-1] if self.layer.go_backwards else target
        self.step.line(f"copyto({self.step.bind(turned)}, {name})")

    def _emit_output(self) -> None:
        step = self.step
        if self.layer.return_sequences:
            step.line(f"copyto({self.output.block.plane_view}, {step.bind(self.states[1:])})")
        else:
            step.line(f"copyto({self.output.block.body}, {step.bind(self.states[-1])})")

    def _emit_start_back(self) -> Array:
        """Start from the output's gradient; returns room for what a chunk's steps return, (steps, gates · units, batch)."""
        step, rows = self.step, self.gates * self.units
        self.by_state = step.fixed(step.array((self.units, self.batch)))
        start = step.constant(0) if self.layer.return_sequences else self.output.gradient.body
        step.line(f"copyto({step.bind(self.by_state)}, {start})")
        self.chunk = max(1, min(self.steps, _CHUNK_BYTES // (rows * self.batch * step.dtype.itemsize)))
        return step.fixed(step.array((self.chunk, rows, self.batch)))

    def _loop_back(self, names: Sequence[str], rows: list[tuple[Array, ...]], body: str, returned: Array) -> None:
        """Write the loops from the last time step to the first, chunk by chunk; whole sequences get a gradient at each."""
        if self.layer.return_sequences:
            outer = self.step.fixed(self.output.gradient.plane_view)
            rows = [(*row, outer[self.steps - 1 - index]) for index, row in enumerate(rows)]
            state = self.step.bind(self.by_state)
            names, body = [*names, "outer"], f"add({state}, outer, {state})\n{body.strip()}"
        self.total = self.step.fixed(self.step.array((self.seen_rows, self.gates * self.units)))
        self.inputs_gradient = self._kernel_back() if self.x.needs_gradient else None
        for done in range(0, self.steps, self.chunk):
            some = rows[done : done + self.chunk]
            self.step.loop(names, some, body)
            stop = self.steps - done
            self._emit_chunk(slice(stop - len(some), stop), returned[: len(some)][::-1])
        self._emit_gradients()

    def _place(self, t: int) -> int:
        """Where in its chunk's memory a time step returns: on the way back the last comes first."""
        place: int = (self.steps - 1 - t) % self.chunk
        return place

    def _emit_chunk(self, steps: slice, returned: Array) -> None:
        """A chunk's share of the weights' gradients by one product, and its steps' gradients by the inputs."""
        step, first = self.step, steps.stop == self.steps
        seen, flat = self._side_by_side(self.seen[steps], "seen"), self._side_by_side(returned, "returned")
        part = step.bind(self.total) if first else self._scratch("part", self.total.shape)
        step.line(f"{step.method(seen, 'dot')}({step.bind(flat.T)}, {part})")
        if not first:
            step.line(f"add({step.bind(self.total)}, {part}, {step.bind(self.total)})")
        if self.inputs_gradient is not None:
            kernel, by_input = self.inputs_gradient
            step.line(f"matmul({step.bind(kernel)}, {step.bind(returned)}, {step.bind(by_input[steps])})")

    def _emit_gradients(self) -> None:
        """Hand each weight, and the inputs, their gradients."""
        step = self.step
        for place, by_weight in self._sources(gradients=True):
            for target, source in zip(self._order(by_weight), self._parts(self.total[place]), strict=True):
                step.line(f"copyto({step.bind(target)}, {step.bind(source)})")
        if self.inputs_gradient is not None:
            by_input = self.inputs_gradient[1]
            with step.into(self.x) as block:
                turned = by_input[::-1] if self.layer.go_backwards else by_input
                step.line(f"copyto({block.plane_view}, {step.bind(turned)})")

    def _scratch(self, name: str, shape: Sequence[int]) -> str:
        """A buffer that all chunks use, the first one being the largest, in a shape."""
        if name not in self._buffers:
            self._buffers[name] = self.step.fixed(self.step.array((math.prod(shape),)))
        return self.step.bind(self._buffers[name][: math.prod(shape)].reshape(shape))

    def _side_by_side(self, steps: Array, name: str) -> Array:
        """A copy of (steps, rows, batch) as (rows, steps · batch)."""
        copy = self._scratch(name, (steps.shape[1], len(steps), self.batch))
        self.step.line(f"copyto({copy}, {self.step.bind(steps.transpose(1, 0, 2))})")
        return self.step.fixed(copy).reshape(steps.shape[1], -1)

    def _product(self, matrix: Array, right: str, out: str) -> str:
        """The line ``out = matrix @ right`` in a time step, in bands of rows; cut ``out`` by :meth:`_in_bands` too."""
        bands = bands_of_rows(len(matrix), matrix.shape[1], self.batch)
        if bands == 1:
            return f"{self.step.method(matrix, 'dot')}({right}, {out})"
        return f"matmul({self.step.bind(matrix.reshape(bands, -1, matrix.shape[1]))}, {right}, {out})"

    def _in_bands(self, out: Array, depth: int) -> Array:
        """A product's target (rows, batch), cut into as many bands."""
        bands = bands_of_rows(len(out), depth, self.batch)
        return out if bands == 1 else out.reshape(bands, -1, self.batch)

    def _kernel_back(self) -> tuple[Array, Array]:
        """The kernel in this class's order of gates, and room for the inputs' gradients, (steps, inputs, batch)."""
        step = self.step
        kernel = step.fixed(step.array((self.inputs, self.gates * self.units)))
        for target, source in zip(self._parts(kernel), self._order(self.layer.kernel.value), strict=True):
            step.line(f"copyto({step.bind(target)}, {step.bind(source)})")
        return kernel, step.fixed(step.array((self.steps, self.inputs, self.batch)))
