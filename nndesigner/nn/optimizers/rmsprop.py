"""RMSprop: steps scaled by the recent size of the gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.optimizers.base import Optimizer
from nndesigner.nn.registries import OPTIMIZERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@OPTIMIZERS.register("rmsprop")
class RMSprop(Optimizer):
    """Divides each gradient by the root of its recent mean square (Hinton, 2012). Keras 3 formula."""

    title = "RMSprop"
    summary = "Divides each weight's gradient by its recent size; often used for recurrent networks."
    learning_rate: float = option(default=0.001, minimum=0.0, maximum=1e6, help="Typical size of a weight's step.")
    rho: float = option(default=0.9, minimum=0.0, below=1.0, title="ρ", help="Memory of the gradient's square.")
    momentum: float = option(default=0.0, minimum=0.0, maximum=1.0, help="Share of the last step that is taken again.")
    epsilon: float = option(default=1e-7, above=0.0, title="ε", help="Keeps the division finite.", advanced=True)
    centered: bool = option(default=False, help="Divide by the spread of the gradient, not by its size.", advanced=True)

    @property
    def state_names(self) -> tuple[str, ...]:
        """Mean square of the gradient; the last step and the mean gradient where they are used."""
        return ("velocity", *(("momentum",) if self.momentum else ()), *(("average_gradient",) if self.centered else ()))

    def update(self, parameters: Array, gradients: Array, rate: Any) -> None:
        """weights ← weights − rate·g / √(v + ε), with v the running mean of g² (less the mean's square, if centered)."""
        velocity = self.vectors["velocity"]
        velocity *= self.rho
        velocity += (1 - self.rho) * gradients * gradients
        spread = velocity
        if self.centered:
            average = self.vectors["average_gradient"]
            average *= self.rho
            average += (1 - self.rho) * gradients
            spread = velocity - average * average
        increment = rate * gradients / np.sqrt(spread + self.epsilon)
        if self.momentum:
            self.vectors["momentum"][...] = increment = self.momentum * self.vectors["momentum"] + increment
        parameters -= increment

    def emit_update(self, step: StepBuilder) -> None:
        w, g, v = step.parameters, step.gradients, step.bind(self.vectors["velocity"])
        rho, rest, t = step.constant(self.rho), step.constant(1 - self.rho), step.like_array(v)
        step.line(f"multiply({g}, {g}, {t})")
        step.line(f"multiply({t}, {rest}, {t})")
        step.line(f"multiply({v}, {rho}, {v})")
        step.line(f"add({v}, {t}, {v})")
        spread = v
        if self.centered:
            average = step.bind(self.vectors["average_gradient"])
            step.line(f"multiply({g}, {rest}, {t})")
            step.line(f"multiply({average}, {rho}, {average})")
            step.line(f"add({average}, {t}, {average})")
            step.line(f"multiply({average}, {average}, {t})")
            step.line(f"subtract({v}, {t}, {t})")
            spread = t
        step.line(f"add({spread}, {step.constant(self.epsilon)}, {t})")
        step.line(f"sqrt({t}, {t})")
        step.line(f"divide({g}, {t}, {t})")
        step.line(f"multiply({t}, {step.rate}, {t})")
        if self.momentum:
            momentum = step.bind(self.vectors["momentum"])
            step.line(f"multiply({momentum}, {step.constant(self.momentum)}, {momentum})")
            step.line(f"add({momentum}, {t}, {momentum})")
            t = momentum
        step.line(f"subtract({w}, {t}, {w})")
