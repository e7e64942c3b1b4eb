"""Curves of a run: columns that one thread appends to while others read."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]


class History:
    """Append-only columns of float64, one row an epoch.

    One thread writes, any number read without a lock: rows are written first and counted after, and a column that
    must grow is replaced by a longer copy, so that a reader who takes ``count`` first never sees an unwritten row.
    """

    def __init__(self, capacity: int = 1024) -> None:
        self._capacity = max(1, min(capacity, 1 << 16))
        self._columns: dict[str, Curve] = {}
        self._count = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns, ``loss`` first."""
        return tuple(self._columns)

    @property
    def count(self) -> int:
        """How many epochs stand written."""
        return self._count

    def column(self, key: str) -> Curve:
        """The written part of one column, (count,), without a copy; NaN where an epoch gave no value."""
        count = self._count
        return self._columns[key][:count]

    def append(self, logs: Mapping[str, float | NDArray[np.floating]]) -> None:
        """Add one epoch (scalars) or several (equally long arrays) at once."""
        rows = {key: np.atleast_1d(np.asarray(value, dtype=np.float64)) for key, value in logs.items()}
        added = max((len(values) for values in rows.values()), default=0)
        self._reserve(self._count + added, rows)
        for key, values in rows.items():
            self._columns[key][self._count : self._count + added] = values
        self._count += added

    def as_dict(self) -> dict[str, Curve]:
        """Copies of all columns."""
        count = self._count
        return {key: values[:count].copy() for key, values in dict(self._columns).items()}

    def _reserve(self, rows: int, keys: Mapping[str, object]) -> None:
        if rows > self._capacity:
            self._capacity = max(rows, 2 * self._capacity)
        columns = dict(self._columns)
        for key in [*columns, *(key for key in keys if key not in columns)]:
            known = columns.get(key)
            if known is None or len(known) < self._capacity:
                longer = np.full(self._capacity, np.nan)
                if known is not None:
                    longer[: self._count] = known[: self._count]
                columns[key] = longer
        self._columns = columns


def write_history(columns: Mapping[str, Curve], path: Path) -> None:
    """Write curves as CSV: ``epoch`` from 0, ``loss``, metrics, ``val_…``, ``learning_rate`` last. Raises FileError."""
    from nndesigner.core.atomic import open_atomic_text

    keys = sorted(columns, key=lambda key: (key == "learning_rate", key.startswith("val_"), key != "loss"))
    with open_atomic_text(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["epoch", *keys])
        for epoch, row in enumerate(zip(*(np.asarray(columns[key], dtype=np.float64).tolist() for key in keys), strict=True)):
            writer.writerow([epoch, *("" if value != value else repr(value) for value in row)])
