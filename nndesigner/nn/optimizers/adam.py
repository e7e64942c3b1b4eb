"""Adam: a step size of its own for every weight."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.optimizers.moments import Moments, one_minus_power
from nndesigner.nn.registries import OPTIMIZERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder

_BLOCK = 32768
"""Elements that go through all ten operations before the next: they stay in the cache."""


@OPTIMIZERS.register("adam")
class Adam(Moments):
    """Adaptive moments (Kingma and Ba, 2015), Keras 3 formula.

    State is kept as m/(1−β₁) and v/(1−β₂): the same numbers with two multiplications less a step.
    """

    title = "Adam"
    summary = "Gives every weight its own step size; a good first choice."
    amsgrad: bool = option(default=False, help="Divide by the largest mean square so far (Reddi et al., 2018).", advanced=True)

    @property
    def state_names(self) -> tuple[str, ...]:
        """Running means of the gradient and of its square; the largest of these, where it is used."""
        return ("momentum", "velocity", *(("velocity_hat",) if self.amsgrad else ()))

    def rates(self, count: int) -> Array:
        """learning rate · √(1−β₂ᵗ)/(1−β₁ᵗ) in the state's scale; ``expm1`` keeps 1−βᵗ exact for β near 1."""
        t = self.numbers_of_steps(count)
        correction = np.sqrt(one_minus_power(self.beta_2, t)) / one_minus_power(self.beta_1, t)
        return self.learning_rates(count) * correction * ((1 - self.beta_1) / math.sqrt(1 - self.beta_2))

    @property
    def _scaled_epsilon(self) -> float:
        return self.epsilon / math.sqrt(1 - self.beta_2)

    def update(self, parameters: Array, gradients: Array, rate: Any) -> None:
        """weights ← weights − rate·m / (√v + ε), with m and v (AMSGrad: the largest v) in the state's scale."""
        m, v = self.vectors["momentum"], self.vectors["velocity"]
        m *= self.beta_1
        m += gradients
        v *= self.beta_2
        v += gradients * gradients
        if self.amsgrad:
            v = np.maximum(self.vectors["velocity_hat"], v, out=self.vectors["velocity_hat"])
        parameters -= rate * m / (np.sqrt(v) + self._scaled_epsilon)

    def emit_update(self, step: StepBuilder) -> None:
        beta_1, beta_2 = step.constant(self.beta_1), step.constant(self.beta_2)
        epsilon = step.constant(self._scaled_epsilon)
        size = self.vectors["momentum"].size
        pieces = max(1, round(size / _BLOCK))
        bounds = [size * piece // pieces for piece in range(pieces + 1)]
        scratch = step.like_array(step.bind(self.vectors["momentum"][: max(1, -(-size // pieces))]))
        for stop, start in itertools.pairwise(reversed(bounds)):  # the gradients written last are in the cache yet
            part = slice(start, stop)
            w, g = step.slice(step.parameters, part), step.slice(step.gradients, part)
            m = step.slice(step.bind(self.vectors["momentum"]), part)
            v = step.slice(step.bind(self.vectors["velocity"]), part)
            t = step.slice(scratch, slice(stop - start))
            step.line(f"multiply({m}, {beta_1}, {m})")
            step.line(f"add({m}, {g}, {m})")
            step.line(f"multiply({v}, {beta_2}, {v})")
            step.line(f"multiply({g}, {g}, {g})")
            step.line(f"add({v}, {g}, {v})")
            if self.amsgrad:
                largest = step.slice(step.bind(self.vectors["velocity_hat"]), part)
                step.line(f"maximum({largest}, {v}, out={largest})")
                v = largest
            step.line(f"sqrt({v}, {t})")
            step.line(f"add({t}, {epsilon}, {t})")
            step.line(f"divide({m}, {t}, {t})")
            step.line(f"multiply({t}, {step.rate}, {t})")
            step.line(f"subtract({w}, {t}, {w})")
