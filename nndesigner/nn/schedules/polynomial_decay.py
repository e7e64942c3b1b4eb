"""Decay of the learning rate along a power."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.registries import SCHEDULES
from nndesigner.nn.schedules.base import Schedule
from nndesigner.nn.types import Array


@SCHEDULES.register("polynomial_decay")
class PolynomialDecay(Schedule):
    """Falls to an end value along a power of the time that is left (Keras 3)."""

    title = "Linear or polynomial decay"
    summary = "Falls to an end value in a straight line, or along a power of the time left."
    formula = "(initial − end) · (1 − step / decay_steps)^power + end"
    initial_learning_rate: float = option(default=0.01, above=0.0, title="Begins at", help="Learning rate of the first step.")
    decay_steps: int = option(default=1000, minimum=1, help="Number of steps until the end value is reached.")
    end_learning_rate: float = option(default=0.0001, minimum=0.0, title="Ends at", help="Learning rate at the end.")
    power: float = option(default=1.0, above=0.0, help="1 is a straight line; more falls faster at first.")
    cycle: bool = option(default=False, help="Begin again, with longer and longer rounds, instead of staying at the end value.")

    def at(self, steps: Array) -> Array:
        if self.cycle:
            length = self.decay_steps * np.maximum(1, np.ceil(steps / self.decay_steps))
            part = steps / length
        else:
            part = np.minimum(steps, self.decay_steps) / self.decay_steps
        result: Array = (self.initial_learning_rate - self.end_learning_rate) * (
            1 - part
        ) ** self.power + self.end_learning_rate
        return result
