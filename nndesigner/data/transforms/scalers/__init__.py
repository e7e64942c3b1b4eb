"""How numbers are brought to a common size: one file and one row a scaler."""

from __future__ import annotations

from nndesigner.core.registry import Registry
from nndesigner.data.transforms.scalers.base import Scaler

SCALERS: Registry[Scaler] = Registry(
    "scalers",
    "scaling",
    {
        "standard": "standard",
        "minmax": "minmax",
        "robust": "robust",
        "log": "log",
        "shared": "shared",
        "none": "none",
    },
    "nndesigner.data.transforms.scalers",
)
SCALINGS = tuple(SCALERS)

__all__ = ["SCALERS", "SCALINGS", "Scaler"]
