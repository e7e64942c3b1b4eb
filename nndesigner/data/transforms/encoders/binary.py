"""Binary digits."""

from __future__ import annotations

import numpy as np

from nndesigner.data.transforms.encoders import ENCODERS
from nndesigner.data.transforms.encoders.base import Codes, Encoder, Floats


@ENCODERS.register("binary")
class Binary(Encoder):
    """The category's number from 1 in binary, none of them is 0; two categories take one digit, none of them is 0.5."""

    title = "Binary digits"
    summary = "As few inputs as the number of categories has binary digits; two categories become 0 and 1."

    def names(self, name: str, levels: tuple[str, ...]) -> tuple[str, ...]:
        return (name,) if len(levels) <= 2 else tuple(f"{name}:{bit}" for bit in range(self.width(len(levels))))

    def width(self, levels: int) -> int:
        return 1 if levels <= 2 else int(levels).bit_length()

    def encode(self, codes: Codes, levels: int, offset: float = 0.0, scale: float = 1.0) -> Floats:
        if levels <= 2:
            return np.where(codes < 0, 0.5, codes)[:, None].astype(np.float64)
        return (((codes + 1)[:, None] >> np.arange(self.width(levels))) & 1).astype(np.float64)
