"""Adamax: Adam with the largest gradient instead of the mean square."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.nn.optimizers.moments import Moments, one_minus_power
from nndesigner.nn.registries import OPTIMIZERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@OPTIMIZERS.register("adamax")
class Adamax(Moments):
    """Adam by the infinity norm (Kingma and Ba, 2015). Keras 3 formula."""

    title = "Adamax"
    summary = "Adam that divides by the largest recent gradient; steady with gradients that are mostly zero."

    @property
    def state_names(self) -> tuple[str, ...]:
        """Running mean of the gradient and its largest recent size."""
        return ("momentum", "norm")

    def rates(self, count: int) -> Array:
        """learning rate / (1 − β₁ᵗ)."""
        return self.learning_rates(count) / one_minus_power(self.beta_1, self.numbers_of_steps(count))

    def update(self, parameters: Array, gradients: Array, rate: Any) -> None:
        """weights ← weights − rate·m / (u + ε), with u the largest of β₂·u and |g|."""
        m, u = self.vectors["momentum"], self.vectors["norm"]
        m += (gradients - m) * (1 - self.beta_1)
        np.maximum(self.beta_2 * u, np.abs(gradients), out=u)
        parameters -= rate * m / (u + self.epsilon)

    def emit_update(self, step: StepBuilder) -> None:
        w, g = step.parameters, step.gradients
        m, u = step.bind(self.vectors["momentum"]), step.bind(self.vectors["norm"])
        t = step.like_array(m)
        step.line(f"subtract({g}, {m}, {t})")
        step.line(f"multiply({t}, {step.constant(1 - self.beta_1)}, {t})")
        step.line(f"add({m}, {t}, {m})")
        step.line(f"multiply({u}, {step.constant(self.beta_2)}, {u})")
        step.line(f"absolute({g}, {t})")
        step.line(f"maximum({u}, {t}, out={u})")
        step.line(f"add({u}, {step.constant(self.epsilon)}, {t})")
        step.line(f"divide({m}, {t}, {t})")
        step.line(f"multiply({t}, {step.rate}, {t})")
        step.line(f"subtract({w}, {t}, {w})")
