"""Targets of the hinge losses."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.types import Array


def signs(y_true: Array) -> Array:
    """Targets of 0 and 1 as −1 and 1; those of −1 and 1 as they are (as Keras takes both)."""
    return np.where(y_true == 0, y_true.dtype.type(-1), y_true)
