"""Numbers as they are."""

from __future__ import annotations

from nndesigner.data.transforms.scalers import SCALERS
from nndesigner.data.transforms.scalers.base import Floats, Scaler


@SCALERS.register("none")
class NoScaling(Scaler):
    """Offset 0, scale 1."""

    title = "As it is"
    summary = "The values go to the network unchanged."

    def measure(self, x: Floats) -> tuple[float, float]:
        return 0.0, 1.0
