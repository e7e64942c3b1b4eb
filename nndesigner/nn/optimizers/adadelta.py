"""Adadelta: steps in the weights' own unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.optimizers.base import Optimizer
from nndesigner.nn.registries import OPTIMIZERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@OPTIMIZERS.register("adadelta")
class Adadelta(Optimizer):
    """Scales each step by the recent size of the weight's own steps (Zeiler, 2012). The paper has learning rate 1."""

    title = "Adadelta"
    summary = "Finds the size of its steps by itself; use a learning rate near 1."
    learning_rate: float = option(default=0.001, minimum=0.0, maximum=1e6, help="What steps are multiplied by; 1 in the paper.")
    rho: float = option(default=0.95, minimum=0.0, below=1.0, title="ρ", help="Memory of gradients and steps.")
    epsilon: float = option(default=1e-7, above=0.0, title="ε", help="Keeps the division finite.", advanced=True)

    @property
    def state_names(self) -> tuple[str, ...]:
        """Running mean squares of the gradients and of the steps."""
        return ("accumulated_grad", "accumulated_delta_var")

    def update(self, parameters: Array, gradients: Array, rate: Any) -> None:
        """step = g · √(d + ε) / √(v + ε), with v and d the running mean squares of gradients and steps."""
        v, d = self.vectors["accumulated_grad"], self.vectors["accumulated_delta_var"]
        v *= self.rho
        v += (1 - self.rho) * gradients * gradients
        change = gradients * np.sqrt(d + self.epsilon) / np.sqrt(v + self.epsilon)
        d *= self.rho
        d += (1 - self.rho) * change * change
        parameters -= rate * change

    def emit_update(self, step: StepBuilder) -> None:
        w, g = step.parameters, step.gradients
        v, d = step.bind(self.vectors["accumulated_grad"]), step.bind(self.vectors["accumulated_delta_var"])
        change, t = step.like_array(v), step.like_array(v)
        self._emit_mean(step, v, g, t)
        step.line(f"add({v}, {step.constant(self.epsilon)}, {t})")
        step.line(f"add({d}, {step.constant(self.epsilon)}, {change})")
        step.line(f"divide({change}, {t}, {change})")
        step.line(f"sqrt({change}, {change})")
        step.line(f"multiply({change}, {g}, {change})")
        self._emit_mean(step, d, change, t)
        step.line(f"multiply({change}, {step.rate}, {change})")
        step.line(f"subtract({w}, {change}, {w})")

    def _emit_mean(self, step: StepBuilder, mean: str, value: str, scratch: str) -> None:
        """mean ← ρ·mean + (1 − ρ)·value²."""
        step.line(f"multiply({value}, {value}, {scratch})")
        step.line(f"multiply({scratch}, {step.constant(1 - self.rho)}, {scratch})")
        step.line(f"multiply({mean}, {step.constant(self.rho)}, {mean})")
        step.line(f"add({mean}, {scratch}, {mean})")
