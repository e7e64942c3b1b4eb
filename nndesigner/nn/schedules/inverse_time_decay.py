"""Decay of the learning rate with one over time."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.registries import SCHEDULES
from nndesigner.nn.schedules.base import Schedule
from nndesigner.nn.types import Array


@SCHEDULES.register("inverse_time_decay")
class InverseTimeDecay(Schedule):
    """Divided by one plus a number that grows with the steps (Keras 3)."""

    title = "Inverse time decay"
    summary = "Falls like one over the number of steps: fast at first, then ever more slowly."
    formula = "initial / (1 + rate · step / decay_steps)"
    initial_learning_rate: float = option(default=0.01, above=0.0, title="Begins at", help="Learning rate of the first step.")
    decay_steps: int = option(default=1000, minimum=1, help="Number of steps after which the divisor has grown by the rate.")
    decay_rate: float = option(default=0.5, minimum=0.0, help="How fast the divisor grows.")
    staircase: bool = option(default=False, title="In steps", help="Fall once after so many steps, not a little each step.")

    def at(self, steps: Array) -> Array:
        part = steps / self.decay_steps
        result: Array = self.initial_learning_rate / (1 + self.decay_rate * (np.floor(part) if self.staircase else part))
        return result
