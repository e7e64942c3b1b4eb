"""Nadam: Adam that looks ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.nn.optimizers.moments import Moments, one_minus_power
from nndesigner.nn.registries import OPTIMIZERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@OPTIMIZERS.register("nadam")
class Nadam(Moments):
    """Adam with Nesterov's momentum, whose strength grows with time (Dozat, 2016). Keras 3 formula."""

    title = "Nadam"
    summary = "Adam that looks ahead along its momentum; often a little faster."

    def setup(self) -> None:
        super().setup()
        self._product = 0, 1.0  # how many steps, and the product of the strengths of momentum in them

    def factors(self, count: int) -> dict[str, Array]:
        """What the mean, the gradient and the mean square are multiplied by in each step."""
        t = self.numbers_of_steps(count + 1)
        strengths = self.beta_1 * (1 - 0.5 * 0.96**t)  # of these steps and of the one after them
        strengths[0] *= self._product_before(self.iterations)
        products = np.cumprod(strengths)  # one after the other, so that pieces of any length give the same bits
        strengths[0] = self.beta_1 * (1 - 0.5 * 0.96 ** t[0])
        self._product = self.iterations + count, float(products[-2])
        return super().factors(count) | {
            "mean": strengths[1:] / (1 - products[1:]),
            "slope": (1 - strengths[:-1]) / (1 - products[:-1]),
            "square": 1 / one_minus_power(self.beta_2, t[:-1]),
        }

    def _product_before(self, steps: int) -> float:
        if self._product[0] != steps:
            strengths = self.beta_1 * (1 - 0.5 * 0.96 ** np.arange(1, steps + 1, dtype=np.float64))
            self._product = steps, float(np.cumprod(strengths)[-1]) if steps else 1.0
        return self._product[1]

    def update(self, parameters: Array, gradients: Array, rate: Any) -> None:
        """weights ← weights − rate·(a·m + b·g) / (√(c·v) + ε); see :meth:`factors` for a, b and c."""
        now = {name: numbers[0] for name, numbers in self.factors(1).items()}
        m, v = self.vectors["momentum"], self.vectors["velocity"]
        m += (gradients - m) * (1 - self.beta_1)
        v += (gradients * gradients - v) * (1 - self.beta_2)
        ahead = now["mean"] * m + now["slope"] * gradients
        parameters -= rate * ahead / (np.sqrt(now["square"] * v) + self.epsilon)

    def emit_update(self, step: StepBuilder) -> None:
        w, g = step.parameters, step.gradients
        m, v = step.bind(self.vectors["momentum"]), step.bind(self.vectors["velocity"])
        t, ahead = step.like_array(m), step.like_array(m)
        step.line(f"subtract({g}, {m}, {t})")
        step.line(f"multiply({t}, {step.constant(1 - self.beta_1)}, {t})")
        step.line(f"add({m}, {t}, {m})")
        step.line(f"multiply({g}, {g}, {t})")
        step.line(f"subtract({t}, {v}, {t})")
        step.line(f"multiply({t}, {step.constant(1 - self.beta_2)}, {t})")
        step.line(f"add({v}, {t}, {v})")
        step.line(f"multiply({m}, {step.factor('mean')}, {ahead})")
        step.line(f"multiply({g}, {step.factor('slope')}, {t})")
        step.line(f"add({ahead}, {t}, {ahead})")
        step.line(f"multiply({v}, {step.factor('square')}, {t})")
        step.line(f"sqrt({t}, {t})")
        step.line(f"add({t}, {step.constant(self.epsilon)}, {t})")
        step.line(f"divide({ahead}, {t}, {ahead})")
        step.line(f"multiply({ahead}, {step.rate}, {ahead})")
        step.line(f"subtract({w}, {ahead}, {w})")
