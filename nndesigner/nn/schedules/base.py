"""What every schedule is: the learning rate as a function of the number of steps taken."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nndesigner.core.options import Configurable
from nndesigner.nn.types import Array


class Schedule(Configurable):
    """Base of all schedules; a subclass gives :meth:`at`. It goes where an optimizer takes its learning rate."""

    title: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    formula: ClassVar[str] = ""

    def at(self, steps: Array) -> Array:
        """The learning rates at these step numbers (float64, from 0)."""
        raise NotImplementedError(f"{type(self).__name__} has no formula: define at(steps).")

    def __call__(self, step: float) -> float:
        """The learning rate at one step."""
        return float(self.at(np.array([step], np.float64))[0])
