"""Lion: steps of one size, by the sign of the momentum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.optimizers.base import Optimizer
from nndesigner.nn.registries import OPTIMIZERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@OPTIMIZERS.register("lion")
class Lion(Optimizer):
    """Every weight moves by the learning rate, in the direction of its momentum (Chen et al., 2023). Keras 3 formula."""

    title = "Lion"
    summary = "Every weight moves by the learning rate itself, in the direction of its momentum; use a small rate."
    learning_rate: float = option(default=0.001, minimum=0.0, maximum=1e6, help="Size of every weight's step.")
    beta_1: float = option(
        default=0.9, minimum=0.0, below=1.0, title="β₁", help="Memory of the gradient's mean.", advanced=True
    )
    beta_2: float = option(default=0.99, minimum=0.0, below=1.0, title="β₂", help="Memory of the momentum.", advanced=True)

    @property
    def state_names(self) -> tuple[str, ...]:
        """Running mean of the gradient."""
        return ("momentum",)

    def update(self, parameters: Array, gradients: Array, rate: Any) -> None:
        """weights ← weights − rate·sign(β₁·m + (1 − β₁)·g), then m ← β₂·m + (1 − β₂)·g."""
        m = self.vectors["momentum"]
        parameters -= rate * np.sign(self.beta_1 * m + (1 - self.beta_1) * gradients)
        m *= self.beta_2
        m += (1 - self.beta_2) * gradients

    def emit_update(self, step: StepBuilder) -> None:
        w, g, m = step.parameters, step.gradients, step.bind(self.vectors["momentum"])
        t, blend = step.like_array(m), step.like_array(m)
        step.line(f"multiply({m}, {step.constant(self.beta_1)}, {blend})")
        step.line(f"multiply({g}, {step.constant(1 - self.beta_1)}, {t})")
        step.line(f"add({blend}, {t}, {blend})")
        step.line(f"sign({blend}, {blend})")
        step.line(f"multiply({blend}, {step.rate}, {blend})")
        step.line(f"subtract({w}, {blend}, {w})")
        step.line(f"multiply({g}, {step.constant(1 - self.beta_2)}, {t})")
        step.line(f"multiply({m}, {step.constant(self.beta_2)}, {m})")
        step.line(f"add({m}, {t}, {m})")
