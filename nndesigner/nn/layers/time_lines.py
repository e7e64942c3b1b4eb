"""What recurrent layers share inside a compiled step: everything a time step sees in one matrix, and the way through time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.layers.recurrent import Recurrent
    from nndesigner.nn.step import StepBuilder


class TimeLines:
    """Writes the lines of one recurrent layer; a subclass says what happens in a time step.

    ``seen`` (steps + 1, inputs + 1 + units, batch): for each time step the inputs, a one, and the state before it. Each
    step's numbers stand together; only the last product, over all steps, works on copies that stand side by side.
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
        """Start from the output's gradient; returns room for what each time step returns, (steps, gates · units, batch)."""
        step = self.step
        self.by_state = step.fixed(step.array((self.units, self.batch)))
        start = step.constant(0) if self.layer.return_sequences else self.output.gradient.body
        step.line(f"copyto({step.bind(self.by_state)}, {start})")
        return step.fixed(step.array((self.steps, self.gates * self.units, self.batch)))

    def _loop_back(self, names: Sequence[str], rows: list[tuple[Array, ...]], body: str) -> None:
        """Write the loop from the last time step to the first; whole sequences get a gradient at each."""
        if self.layer.return_sequences:
            outer = self.step.fixed(self.output.gradient.plane_view)
            rows = [(*row, outer[self.steps - 1 - index]) for index, row in enumerate(rows)]
            state = self.step.bind(self.by_state)
            names, body = [*names, "outer"], f"add({state}, outer, {state})\n{body.strip()}"
        self.step.loop(names, rows, body)

    def _emit_gradients(self, returned: Array) -> None:
        """All weights' gradients by one product over all time steps, then the inputs'."""
        step = self.step
        total = step.fixed(step.array((self.seen_rows, self.gates * self.units)))
        seen, flat = self._side_by_side(self.seen[: self.steps]), self._side_by_side(returned)
        step.line(f"{step.method(seen, 'dot')}({step.bind(flat.T)}, {step.bind(total)})")
        for place, gradient in self._sources(gradients=True):
            for target, source in zip(self._order(gradient), self._parts(total[place]), strict=True):
                step.line(f"copyto({step.bind(target)}, {step.bind(source)})")
        if self.x.needs_gradient:
            self._emit_input_gradient(returned)

    def _side_by_side(self, steps: Array) -> Array:
        """A copy of (steps, rows, batch) as (rows, steps · batch)."""
        copy = self.step.fixed(self.step.array((steps.shape[1], len(steps), self.batch)))
        self.step.line(f"copyto({self.step.bind(copy)}, {self.step.bind(steps.transpose(1, 0, 2))})")
        return copy.reshape(len(copy), -1)

    def _emit_input_gradient(self, returned: Array) -> None:
        step = self.step
        kernel = step.fixed(step.array((self.inputs, self.gates * self.units)))
        for target, source in zip(self._parts(kernel), self._order(self.layer.kernel.value), strict=True):
            step.line(f"copyto({step.bind(target)}, {step.bind(source)})")
        by_input = step.fixed(step.array((self.steps, self.inputs, self.batch)))
        step.line(f"matmul({step.bind(kernel)}, {step.bind(returned)}, {step.bind(by_input)})")
        with step.into(self.x) as gradient:
            turned = by_input[::-1] if self.layer.go_backwards else by_input
            step.line(f"copyto({gradient.plane_view}, {step.bind(turned)})")
