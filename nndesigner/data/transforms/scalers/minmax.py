"""Minimum to 0, maximum to 1."""

from __future__ import annotations

from nndesigner.data.transforms.scalers import SCALERS
from nndesigner.data.transforms.scalers.base import Floats, Scaler


@SCALERS.register("minmax")
class MinMax(Scaler):
    """Minimum and range."""

    title = "0 to 1"
    summary = "The smallest training value becomes 0, the largest 1."

    def measure(self, x: Floats) -> tuple[float, float]:
        return float(x.min()), float(x.max() - x.min())
