"""The root of the mean squared error."""

from __future__ import annotations

import math

from nndesigner.nn.metrics.mean_squared_error import MeanSquaredError
from nndesigner.nn.registries import METRICS
from nndesigner.nn.types import Array


@METRICS.register("root_mean_squared_error")
class RootMeanSquaredError(MeanSquaredError):
    """Typical size of the error, large errors counting more, in the target's unit."""

    title = "Root mean squared error"
    summary = "Typical size of the error, large errors counting more, in the target's unit."

    def result(self, sums: Array) -> float:
        return math.sqrt(super().result(sums)) if sums[1] else float("nan")
