"""Numbers and dates: missing ones filled, then bent, shifted and scaled by the scaler that was chosen; targets back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.column import Column
from nndesigner.data.transforms.base import Block, Floats, Transform, unreadable
from nndesigner.data.transforms.scalers import SCALERS, Scaler


@dataclass(frozen=True)
class NumberTransform(Transform):
    """(bend(value) − offset) / scale; a missing value is ``fill`` before that, or cannot be used when ``fill`` is None.

    ``bend`` names the scaler that bends ("log"), or is "none".
    """

    kind: ClassVar[str] = "number"
    fill: float | None = None
    offset: float = 0.0
    scale: float = 1.0
    bend: str = "none"

    @classmethod
    def fit(
        cls, column: Column, scaling: str, missing: str, fill: float | str | None, shared: tuple[float, float] = (0.0, 1.0)
    ) -> NumberTransform:
        """Fit to ``column``, which holds the training rows only; ``shared`` is the :func:`shared_scaling` of all columns.

        Raises:
            DataError: None of the rows has a value, or the constant that is to stand for a missing one is no number.
        """
        x = numbers(column)
        x = x[np.isfinite(x)]
        if not len(x):
            message = "Column {name} has no value in any training row; ignore it or choose another split."
            raise DataError(tr(message, name=column.name))
        scaler = SCALERS.create(scaling)
        offset, scale = shared if scaler.is_shared else scaler.fit(x)
        bend = scaling if type(scaler).bend is not Scaler.bend else "none"
        return cls(column.name, column.type, _fill(x, column.name, missing, fill), offset, scale, bend)

    def check(self) -> None:
        if self.type not in ("number", "date") or not self.scale or self.bend not in SCALERS:
            raise DataError(tr("The scaling of column {name} cannot be understood.", name=self.name))

    @property
    def bends(self) -> bool:
        return self.bend != "none"

    def apply(self, column: Column) -> Block:
        x = numbers(column)
        wrong, missing = unreadable(column), np.isnan(x)
        missing &= ~wrong
        if self.fill is not None:
            x = np.where(missing, self.fill, x)
            missing = np.zeros_like(missing)
        with np.errstate(over="ignore"):
            scaled = (self.scaler.bend(x) - self.offset) / self.scale
        return Block(scaled[:, None], missing, wrong, tr("not a {type}", type=self.type))

    def invert(self, values: Floats) -> Floats:
        """Scaled values, any shape, in the column's own unit again."""
        return self.scaler.unbend(np.asarray(values, np.float64) * self.scale + self.offset)

    @property
    def scaler(self) -> Scaler:
        """What bends the values."""
        return SCALERS.create(self.bend)


def numbers(column: Column) -> Floats:
    """float64 with NaN for missing; dates in days since 1970-01-01. Shape (rows,)."""
    if column.type != "date":
        return np.asarray(column.as_type("number").values, np.float64)
    days = column.values.astype(np.int64) / 86400.0
    return np.where(column.known, days, np.nan)


def scaling_of(x: Floats, scaling: str) -> tuple[float, float]:
    """Offset and scale of training values (n,) by the scaler called ``scaling``."""
    return SCALERS.create(scaling).fit(x)


def shared_scaling(columns: Iterable[Column]) -> tuple[float, float]:
    """Offset and scale that bring all ``columns`` together to 0 … 1, as the grey values of an image need it."""
    ends = [(x.min(), x.max()) for x in (numbers(column) for column in columns) for x in [x[np.isfinite(x)]] if len(x)]
    return scaling_of(np.array(ends, np.float64).ravel(), "minmax") if ends else (0.0, 1.0)


def _fill(x: Floats, name: str, missing: str, fill: float | str | None) -> float | None:
    if missing in ("drop", "category"):
        return None
    if missing == "mean":
        return float(x.mean())
    if missing == "median":
        return float(np.median(x))
    if missing == "mode":
        values, counts = np.unique(x, return_counts=True)
        return float(values[np.argmax(counts)])
    if missing == "constant":
        try:
            return 0.0 if fill is None else float(fill)
        except ValueError:
            message = "Missing values of column {name} are to be a constant, which must be a number; received {fill!r}."
            raise DataError(tr(message, name=name, fill=fill)) from None
    raise DataError(tr("Column {name} has no rule for missing values called {missing!r}.", name=name, missing=missing))
