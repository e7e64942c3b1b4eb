"""Standardise: mean 0, standard deviation 1."""

from __future__ import annotations

from nndesigner.data.transforms.scalers import SCALERS
from nndesigner.data.transforms.scalers.base import Floats, Scaler


@SCALERS.register("standard")
class Standard(Scaler):
    """Mean and standard deviation (divided by n)."""

    title = "Standardise"
    summary = "Mean 0 and standard deviation 1, so that every column weighs alike at the start (LeCun et al. 1998)."

    def measure(self, x: Floats) -> tuple[float, float]:
        return float(x.mean()), float(x.std())
