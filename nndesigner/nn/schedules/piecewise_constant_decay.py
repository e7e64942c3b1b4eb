"""A learning rate that is constant in pieces."""

from __future__ import annotations

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.registries import SCHEDULES
from nndesigner.nn.schedules.base import Schedule
from nndesigner.nn.types import Array


@SCHEDULES.register("piecewise_constant_decay")
class PiecewiseConstantDecay(Schedule):
    """One learning rate up to each boundary, another one after it (Keras 3)."""

    title = "Constant in pieces"
    summary = "One learning rate up to each boundary, another one after it."
    formula = "values[number of boundaries below step]"
    boundaries: tuple[int, ...] = option(default=(1000, 2000), help="Step numbers up to which each rate but the last holds.")
    values: tuple[float, ...] = option(default=(0.01, 0.001, 0.0001), help="The learning rates, one more than boundaries.")

    def setup(self) -> None:
        if len(self.values) != len(self.boundaries) + 1 or list(self.boundaries) != sorted(self.boundaries):
            raise OptionError(
                "PiecewiseConstantDecay: boundaries must rise, and values must be one more than they; "
                f"received {self.boundaries!r} and {self.values!r}."
            )

    def at(self, steps: Array) -> Array:
        return np.array(self.values)[np.searchsorted(self.boundaries, steps, side="left")]
