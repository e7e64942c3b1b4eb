"""Exponential decay of the learning rate; in steps, the classic step decay."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.registries import SCHEDULES
from nndesigner.nn.schedules.base import Schedule
from nndesigner.nn.types import Array


@SCHEDULES.register("exponential_decay")
class ExponentialDecay(Schedule):
    """Multiplied by the decay rate every so many steps, gradually or at once (Keras 3)."""

    title = "Exponential or step decay"
    summary = "Multiplied by the same factor again and again, gradually or in steps."
    formula = "initial · rate^(step / decay_steps)"
    initial_learning_rate: float = option(default=0.01, above=0.0, title="Begins at", help="Learning rate of the first step.")
    decay_steps: int = option(default=1000, minimum=1, help="Number of steps after which the rate is multiplied.")
    decay_rate: float = option(default=0.9, above=0.0, help="What the learning rate is multiplied by.")
    staircase: bool = option(default=False, title="In steps", help="Fall once after so many steps, not a little each step.")

    def at(self, steps: Array) -> Array:
        part = steps / self.decay_steps
        result: Array = self.initial_learning_rate * self.decay_rate ** (np.floor(part) if self.staircase else part)
        return result
