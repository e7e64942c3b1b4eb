"""Loss and gradient of a batch as a function of the weights, for optimizers that look more than once before they step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder

Look = Callable[[], tuple[float, Array]]


class Objective:
    """What a network's loss and gradient are with the weights as they stand; looking leaves no other trace.

    The first look of a step counts: its outputs are those that loss and metrics are reported of, its moving statistics stay.
    """

    def __init__(self, step: StepBuilder) -> None:
        graph = step.graph
        self.weights, self._gradients = graph.parameters, graph.gradients
        self._others = graph.values[graph.parameters.size :]
        assert step.loss is not None, "a step with an optimizer has a loss"
        self._loss, self._fused = step.loss, step.fused
        self._random = graph.layers[0].random.bit_generator if graph.layers else None
        self._batch: tuple[Array | None, ...] = ()

    def emit(self, step: StepBuilder) -> str:
        """Make a function of the step's lines so far; returns it, and this objective on the batch at hand, as arguments."""
        names = [step.target.rows, step.result.rows, "weight" if step.weighted else "None"]
        names.append("penalty" if step.graph.penalised else "None")
        step.enclose("evaluate")
        return f"evaluate, {step.bind(self._on)}({', '.join(names)})"

    def _on(self, *batch: Array | None) -> Objective:
        """This objective with a batch's targets, outputs, sample weights and penalty."""
        self._batch = batch
        return self

    @contextmanager
    def held(self, evaluate: Callable[[], object]) -> Iterator[Look]:
        """A function that looks: it gives the loss and the gradient, in double precision.

        ``evaluate`` runs the step up to the gradient. Each time it meets the same random numbers.
        """
        noise = None if self._random is None else self._random.state
        evaluate()
        _, out, _, penalty = self._batch
        kept = [(array, array.copy()) for array in (out, penalty, self._others) if array is not None]
        is_first = True

        def look() -> tuple[float, Array]:
            nonlocal is_first
            if not is_first:
                if self._random is not None and noise is not None:
                    self._random.state = noise
                evaluate()
            is_first = False
            return self._value(), self._gradients.astype(np.float64)

        yield look
        for array, values in kept:
            array[...] = values

    def _value(self) -> float:
        y, out, weight, penalty = self._batch
        assert y is not None
        assert out is not None
        values = self._loss.values_from_logits(y, out) if self._fused else self._loss.values(y, out)
        total = self._loss.reduce(values, weight)
        return total if penalty is None else total + float(penalty)
