"""Short names for the types that the engine's signatures use everywhere."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
"""Any NumPy array; batches have the batch as their first axis."""

Shape: TypeAlias = tuple[int, ...]
"""The shape of one sample, without the batch axis."""
