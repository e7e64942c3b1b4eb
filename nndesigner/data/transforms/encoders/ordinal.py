"""One ordered number."""

from __future__ import annotations

import numpy as np

from nndesigner.data.transforms.encoders import ENCODERS
from nndesigner.data.transforms.encoders.base import Codes, Encoder, Floats


@ENCODERS.register("ordinal")
class Ordinal(Encoder):
    """The category's place in the list, scaled; none of them is 0, the middle of a standardised scale."""

    title = "Ordinal"
    summary = "One number, the category's place in the list: for categories with an order, such as small, medium, large."
    is_scaled = True

    def encode(self, codes: Codes, levels: int, offset: float = 0.0, scale: float = 1.0) -> Floats:
        return np.where(codes < 0, 0.0, (codes - offset) / scale)[:, None]
