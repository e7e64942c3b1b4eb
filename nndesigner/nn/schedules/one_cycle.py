"""One cycle of the learning rate: up, then far down."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.registries import SCHEDULES
from nndesigner.nn.schedules.base import Schedule
from nndesigner.nn.types import Array


@SCHEDULES.register("one_cycle")
class OneCycle(Schedule):
    """Rises along a cosine and then falls far below the start (Smith and Topin, 2017); as torch's OneCycleLR."""

    title = "One cycle"
    summary = "Rises to the highest rate and then falls far below the start, once; lets a network learn in few epochs."
    formula = "start = max / div, end = start / final_div, along half cosines"
    max_learning_rate: float = option(default=0.01, above=0.0, title="Highest rate", help="Learning rate at the top.")
    total_steps: int = option(default=1000, minimum=2, help="Number of steps of the whole cycle.")
    rise: float = option(default=0.3, above=0.0, below=1.0, help="Share of the steps that go up.")
    div_factor: float = option(default=25.0, above=0.0, help="How much lower than the top the start is.", advanced=True)
    final_div_factor: float = option(default=1e4, above=0.0, help="How much lower than the start the end is.", advanced=True)

    def at(self, steps: Array) -> Array:
        top, start = self.max_learning_rate, self.max_learning_rate / self.div_factor
        end, last = start / self.final_div_factor, self.total_steps - 1
        peak = max(self.rise * self.total_steps - 1, 1e-9)
        up = 0.5 * (1 - np.cos(np.pi * np.minimum(steps, peak) / peak))
        down = 0.5 * (1 - np.cos(np.pi * np.clip((steps - peak) / (last - peak), 0, 1)))
        return np.where(steps <= peak, start + (top - start) * up, top + (end - top) * down)
