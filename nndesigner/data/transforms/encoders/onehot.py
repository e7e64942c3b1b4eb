"""One input a category."""

from __future__ import annotations

import numpy as np

from nndesigner.data.transforms.encoders import ENCODERS
from nndesigner.data.transforms.encoders.base import Codes, Encoder, Floats


@ENCODERS.register("onehot")
class OneHot(Encoder):
    """1 in the category's own place, 0 elsewhere; none of them is all zeros."""

    title = "One-hot"
    summary = "One input a category; of use up to a few dozen of them."

    def names(self, name: str, levels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{name}={level}" for level in levels)

    def width(self, levels: int) -> int:
        return levels

    def encode(self, codes: Codes, levels: int, offset: float = 0.0, scale: float = 1.0) -> Floats:
        return np.concatenate([np.eye(levels), np.zeros((1, levels))])[codes]
