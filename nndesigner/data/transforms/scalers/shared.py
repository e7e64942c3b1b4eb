"""Minimum to 0, maximum to 1, of all columns together."""

from __future__ import annotations

from nndesigner.data.transforms.scalers import SCALERS
from nndesigner.data.transforms.scalers.minmax import MinMax


@SCALERS.register("shared")
class Shared(MinMax):
    """Minimum and range of all columns that say so, as the grey values of an image need it."""

    title = "0 to 1, all alike"
    summary = "All columns with this scaling go to 0 … 1 together, as the grey values of one image."
    is_shared = True
