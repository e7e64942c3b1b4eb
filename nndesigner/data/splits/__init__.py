"""How rows are divided into training, validation and test: one file and one row a method."""

from __future__ import annotations

from nndesigner.core.registry import Registry
from nndesigner.data.splits.base import Rows, SplitMethod

SPLITS: Registry[SplitMethod] = Registry(
    "splits",
    "split",
    {
        "random": "random",
        "ordered": "ordered",
        "group": "group",
        "time": "time",
        "column": "column",
    },
    "nndesigner.data.splits",
)
METHODS = tuple(SPLITS)

__all__ = ["METHODS", "SPLITS", "Rows", "SplitMethod"]
