"""Adagrad: steps that shrink where much was learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.optimizers.base import Optimizer
from nndesigner.nn.registries import OPTIMIZERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@OPTIMIZERS.register("adagrad")
class Adagrad(Optimizer):
    """Divides each gradient by the root of the sum of all its squares so far (Duchi et al., 2011). Keras 3 formula."""

    title = "Adagrad"
    summary = "Steps shrink for weights that have moved much; for rare features."
    learning_rate: float = option(default=0.001, minimum=0.0, maximum=1e6, help="Size of the first steps.")
    initial_accumulator_value: float = option(
        default=0.1, minimum=0.0, title="Sum starts at", help="Where the sum of squares begins.", advanced=True
    )
    epsilon: float = option(default=1e-7, above=0.0, title="ε", help="Keeps the division finite.", advanced=True)

    @property
    def state_names(self) -> tuple[str, ...]:
        """Sum of the squared gradients."""
        return ("accumulator",)

    def start_value(self, name: str) -> float:
        return self.initial_accumulator_value

    def update(self, parameters: Array, gradients: Array, rate: Any) -> None:
        """weights ← weights − rate·g / √(s + ε), with s the sum of all g²."""
        total = self.vectors["accumulator"]
        total += gradients * gradients
        parameters -= rate * gradients / np.sqrt(total + self.epsilon)

    def emit_update(self, step: StepBuilder) -> None:
        w, g, total = step.parameters, step.gradients, step.bind(self.vectors["accumulator"])
        t = step.like_array(total)
        step.line(f"multiply({g}, {g}, {t})")
        step.line(f"add({total}, {t}, {total})")
        step.line(f"add({total}, {step.constant(self.epsilon)}, {t})")
        step.line(f"sqrt({t}, {t})")
        step.line(f"divide({g}, {t}, {t})")
        step.line(f"multiply({t}, {step.rate}, {t})")
        step.line(f"subtract({w}, {t}, {w})")
