"""Cosine decay of the learning rate, with warm-up where wanted."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.registries import SCHEDULES
from nndesigner.nn.schedules.base import Schedule
from nndesigner.nn.types import Array


@SCHEDULES.register("cosine_decay")
class CosineDecay(Schedule):
    """Falls along half a cosine, after a straight rise if a warm-up target is set (Loshchilov and Hutter, 2016; Keras 3)."""

    title = "Cosine decay"
    summary = "Falls gently along half a cosine, after a straight rise where a warm-up is wanted."
    formula = "rate · (½(1 − α)(1 + cos(π · step / decay_steps)) + α)"
    initial_learning_rate: float = option(default=0.01, above=0.0, title="Begins at", help="Learning rate of the first step.")
    decay_steps: int = option(default=1000, minimum=1, help="Number of steps until the end, not counting the warm-up.")
    alpha: float = option(
        default=0.0, minimum=0.0, maximum=1.0, title="α", help="Share of the top rate that is left at the end."
    )
    warmup_target: float | None = option(default=None, above=0.0, title="Warm-up to", help="Rise to this rate first.")
    warmup_steps: int = option(default=0, minimum=0, title="Warm-up steps", help="Number of steps of the rise.")

    def at(self, steps: Array) -> Array:
        if self.warmup_target is None:
            return self._fall(steps, self.initial_learning_rate)
        part = steps / max(1, self.warmup_steps)
        rise = self.initial_learning_rate + (self.warmup_target - self.initial_learning_rate) * part
        return np.where(steps < self.warmup_steps, rise, self._fall(steps - self.warmup_steps, self.warmup_target))

    def _fall(self, steps: Array, start: float) -> Array:
        wave = 0.5 * (1 + np.cos(np.pi * np.minimum(steps, self.decay_steps) / self.decay_steps))
        result: Array = start * ((1 - self.alpha) * wave + self.alpha)
        return result
