"""What every encoder shares: which column types it is for, how wide it is, and the numbers themselves."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.options import Configurable

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


class Encoder(Configurable):
    """Category codes as numbers.

    Attributes:
        title: What the encoding is called.
        summary: One sentence: what it does and when it is of use.
        types: The column types it is for.
        is_scaled: Whether offset and scale of the column's scaling apply.
        is_index: Whether its numbers count categories, for an Embedding layer alone to read.
    """

    title: ClassVar[str]
    summary: ClassVar[str]
    types: ClassVar[tuple[str, ...]] = ("category", "yes/no")
    is_scaled: ClassVar[bool] = False
    is_index: ClassVar[bool] = False

    def names(self, name: str, levels: tuple[str, ...]) -> tuple[str, ...]:
        """Names of the numbers that column ``name`` with these categories becomes."""
        return (name,)

    def width(self, levels: int) -> int:
        """How many numbers a column of so many categories becomes."""
        return 1

    def encode(self, codes: Codes, levels: int, offset: float = 0.0, scale: float = 1.0) -> Floats:
        """Codes (n,) from 0 to ``levels`` - 1, -1 for none of them, as numbers (n, width)."""
        raise NotImplementedError
