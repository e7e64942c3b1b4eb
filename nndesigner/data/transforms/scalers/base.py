"""What every scaler shares: a bend (or none), then an offset and a scale taken from the training rows."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.options import Configurable

Floats = NDArray[np.float64]


class Scaler(Configurable):
    """``(bend(x) - offset) / scale``. A subclass says what offset and scale are, and how values are bent before.

    Attributes:
        title: What the scaling is called.
        summary: One sentence: what it does and when it is of use.
        is_shared: Whether all columns that say so are measured together.
    """

    title: ClassVar[str]
    summary: ClassVar[str]
    is_shared: ClassVar[bool] = False

    def measure(self, x: Floats) -> tuple[float, float]:
        """Offset and scale of bent, finite training values, shape (n,), n > 0."""
        raise NotImplementedError

    def bend(self, x: Floats) -> Floats:
        """``x``, any shape, bent; finite values stay finite."""
        return x

    def unbend(self, x: Floats) -> Floats:
        """The inverse of :meth:`bend`; what it leads beyond float64 is the largest number."""
        return x

    def fit(self, x: Floats) -> tuple[float, float]:
        """Offset and scale of training values (n,); those that do not vary keep their size."""
        with np.errstate(over="ignore", invalid="ignore"):
            offset, scale = self.measure(self.bend(x))
        if not np.isfinite(offset):
            return 0.0, 1.0
        tiny = 1e-12 * max(abs(offset), 1e-300)
        return float(offset), float(scale) if scale > tiny and np.isfinite(scale) else 1.0
