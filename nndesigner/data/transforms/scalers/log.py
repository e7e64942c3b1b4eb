"""Logarithm with the sign kept, then standardised."""

from __future__ import annotations

import numpy as np

from nndesigner.data.transforms.scalers import SCALERS
from nndesigner.data.transforms.scalers.base import Floats
from nndesigner.data.transforms.scalers.standard import Standard

_LARGEST = float(np.finfo(np.float64).max)


@SCALERS.register("log")
class Log(Standard):
    """sign(x) · ln(1 + |x|), then mean and standard deviation.

    Chosen over Yeo-Johnson because it has no parameter to fit, takes any sign, and its inverse is exact.
    """

    title = "Logarithm"
    summary = "sign(x) · ln(1 + |x|), then standardised: for prices, incomes and counts, whose large values lie far out."

    def bend(self, x: Floats) -> Floats:
        return np.asarray(np.sign(x) * np.log1p(np.abs(x)), np.float64)

    def unbend(self, x: Floats) -> Floats:
        with np.errstate(over="ignore"):
            return np.asarray(np.sign(x) * np.minimum(np.expm1(np.abs(x)), _LARGEST), np.float64)
