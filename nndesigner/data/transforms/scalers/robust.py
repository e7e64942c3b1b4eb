"""Median to 0, the middle half of the values one unit wide."""

from __future__ import annotations

import numpy as np

from nndesigner.data.transforms.scalers import SCALERS
from nndesigner.data.transforms.scalers.base import Floats, Scaler


@SCALERS.register("robust")
class Robust(Scaler):
    """Median and interquartile range; where that is 0, the standard deviation (Huber 1981)."""

    title = "Robust"
    summary = "Median 0 and interquartile range 1: a few extreme values do not squeeze all others together."

    def measure(self, x: Floats) -> tuple[float, float]:
        low, middle, high = np.quantile(x, [0.25, 0.5, 0.75])
        return float(middle), float(high - low) or float(x.std())
