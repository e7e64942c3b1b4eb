"""Cosine decay of the learning rate that begins again."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.registries import SCHEDULES
from nndesigner.nn.schedules.base import Schedule
from nndesigner.nn.types import Array


@SCHEDULES.register("cosine_decay_restarts")
class CosineDecayRestarts(Schedule):
    """Falls along half a cosine and begins again, in longer rounds (SGDR; Loshchilov and Hutter, 2016; Keras 3)."""

    title = "Cosine decay with restarts"
    summary = "Falls along half a cosine and begins again, in longer or lower rounds."
    formula = "½ · initial · m_mulⁱ · (1 + cos(π · part of round i))"
    initial_learning_rate: float = option(default=0.01, above=0.0, title="Begins at", help="Learning rate of the first step.")
    first_decay_steps: int = option(default=1000, minimum=1, help="Number of steps of the first round.")
    t_mul: float = option(default=2.0, minimum=1.0, title="Longer by", help="How much longer each round is than the last.")
    m_mul: float = option(default=1.0, above=0.0, title="Lower by", help="What the start of each round is multiplied by.")
    alpha: float = option(
        default=0.0, minimum=0.0, maximum=1.0, title="α", help="Share of the first rate that is left at the end."
    )

    def at(self, steps: Array) -> Array:
        part = steps / self.first_decay_steps
        if self.t_mul == 1:
            turn = np.floor(part)
            part = part - turn
        else:
            # Rounds 0 to i − 1 take (1 − t_mulⁱ) / (1 − t_mul) first rounds; a restart that rounding would miss is still met.
            turn = np.floor(np.log(1 - part * (1 - self.t_mul)) / np.log(self.t_mul) + 1e-12)
            part = (part - (1 - self.t_mul**turn) / (1 - self.t_mul)) / self.t_mul**turn
        wave = 0.5 * self.m_mul**turn * (1 + np.cos(np.pi * part))
        result: Array = self.initial_learning_rate * ((1 - self.alpha) * wave + self.alpha)
        return result
