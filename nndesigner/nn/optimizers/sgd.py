"""Stochastic gradient descent, with momentum where wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nndesigner.core.options import option
from nndesigner.nn.optimizers.base import Optimizer
from nndesigner.nn.registries import OPTIMIZERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@OPTIMIZERS.register("sgd")
class SGD(Optimizer):
    """Steps against the gradient; with momentum it keeps rolling (Polyak, 1964; Sutskever et al., 2013). Keras 3 formulas."""

    title = "SGD"
    summary = "A step against the gradient; momentum lets it keep rolling through small bumps."
    folds_rate = True

    momentum: float = option(default=0.0, minimum=0.0, maximum=1.0, help="Share of the last step that is taken again.")
    nesterov: bool = option(default=False, help="Look ahead along the momentum before stepping.", advanced=True)

    @property
    def state_names(self) -> tuple[str, ...]:
        """Momentum needs the last step."""
        return ("velocity",) if self.momentum else ()

    def update(self, parameters: Array, gradients: Array, rate: Any = 1) -> None:
        """velocity ← momentum·velocity − g; weights ← weights + velocity, where g is the gradient times the rate."""
        if not self.momentum:
            parameters -= gradients
            return
        velocity = self.vectors["velocity"]
        velocity *= self.momentum
        velocity -= gradients
        parameters += velocity * self.momentum - gradients if self.nesterov else velocity

    def emit_update(self, step: StepBuilder) -> None:
        w, g = step.parameters, step.gradients
        if self.momentum:
            velocity, momentum = step.bind(self.vectors["velocity"]), step.constant(self.momentum)
            step.line(f"multiply({velocity}, {momentum}, {velocity})")
            step.line(f"subtract({velocity}, {g}, {velocity})")
            if not self.nesterov:
                step.line(f"add({w}, {velocity}, {w})")
                return
            ahead = step.like_array(velocity)
            step.line(f"multiply({velocity}, {momentum}, {ahead})")
            step.line(f"add({w}, {ahead}, {w})")
        step.line(f"subtract({w}, {g}, {w})")
