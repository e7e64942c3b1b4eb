"""A date as its parts: year, month, day, weekday, hour; those that come round also as a point on a circle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.column import Column
from nndesigner.data.transforms.base import Block, Floats, Transform, unreadable
from nndesigner.data.transforms.scalers import SCALERS

# Part: how many steps make a round; 0 for one that never comes round.
ROUNDS = {"year": 0, "month": 12, "day": 31, "weekday": 7, "hour": 24, "yearday": 366}
CYCLE = " cycle"
DATE_PARTS = (*ROUNDS, *(f"{part}{CYCLE}" for part, round in ROUNDS.items() if round))
USUAL_PARTS = ("year", f"month{CYCLE}", f"weekday{CYCLE}", f"hour{CYCLE}")


@dataclass(frozen=True)
class DatePartsTransform(Transform):
    """Chosen parts of a date. A plain part is scaled; a cycle becomes sine and cosine, so that December is next to January.

    ``fill`` are the seconds since 1970 that stand for a missing date; without it such a row cannot be used.
    ``offsets`` and ``scales`` hold one number for each plain part.
    """

    kind: ClassVar[str] = "date parts"
    parts: tuple[str, ...] = USUAL_PARTS
    fill: float | None = None
    offsets: tuple[float, ...] = ()
    scales: tuple[float, ...] = ()

    @classmethod
    def fit(cls, column: Column, parts: tuple[str, ...], scaling: str, missing: str) -> DatePartsTransform:
        """Fit to ``column``, which holds the training rows only. Raises DataError when none of them has a value."""
        known = column.values[column.known].astype(np.int64)
        if not len(known):
            message = "Column {name} has no value in any training row; ignore it or choose another split."
            raise DataError(tr(message, name=column.name))
        parts = parts or USUAL_PARTS
        fits = [SCALERS.create(scaling).fit(part_of(known, part)) for part in parts if not part.endswith(CYCLE)]
        stand_in = None if missing in ("drop", "category") else float(np.mean(known) if missing == "mean" else np.median(known))
        return cls(
            column.name, column.type, parts, stand_in, tuple(offset for offset, _ in fits), tuple(scale for _, scale in fits)
        )

    def check(self) -> None:
        plain = sum(not part.endswith(CYCLE) for part in self.parts)
        known = self.type == "date" and self.parts and set(self.parts) <= set(DATE_PARTS)
        if not known or not plain == len(self.offsets) == len(self.scales) or not all(self.scales):
            raise DataError(tr("The date parts of column {name} cannot be understood.", name=self.name))

    @property
    def names(self) -> tuple[str, ...]:
        return part_names(self.name, self.parts)

    def apply(self, column: Column) -> Block:
        wrong, missing = unreadable(column), ~column.known & ~unreadable(column)
        stand_in = 0 if self.fill is None else int(self.fill)
        seconds = np.where(column.known, column.values.astype(np.int64), stand_in)
        if self.fill is not None:
            missing = np.zeros_like(missing)
        made, place = [], 0
        for part in self.parts:
            if part.endswith(CYCLE):
                bare = part.removesuffix(CYCLE)
                turn = 2 * np.pi * (part_of(seconds, bare) - (bare not in ("weekday", "hour"))) / ROUNDS[bare]
                made += [np.sin(turn), np.cos(turn)]
            else:
                made.append((part_of(seconds, part) - self.offsets[place]) / self.scales[place])
                place += 1
        return Block(np.stack(made, axis=1), missing, wrong, tr("not a {type}", type=self.type))


def part_names(name: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the numbers that the date column ``name`` becomes."""
    found: list[str] = []
    for part in parts or USUAL_PARTS:
        bare = part.removesuffix(CYCLE)
        found += [f"{name}:{bare} sin", f"{name}:{bare} cos"] if part != bare else [f"{name}:{part}"]
    return tuple(found)


def part_of(seconds: NDArray[np.int64], part: str) -> Floats:
    """One part of dates given in seconds since 1970-01-01, any shape; months, days and days of the year count from 1,
    weekdays from Monday 0."""
    moments = seconds.astype("datetime64[s]")
    days, months, years = (moments.astype(f"datetime64[{unit}]") for unit in "DMY")
    if part == "year":
        found = years.astype(np.int64) + 1970
    elif part == "month":
        found = months.astype(np.int64) % 12 + 1
    elif part == "day":
        found = (days - months.astype(days.dtype)).astype(np.int64) + 1
    elif part == "yearday":
        found = (days - years.astype(days.dtype)).astype(np.int64) + 1
    elif part == "weekday":
        found = (days.astype(np.int64) + 3) % 7
    else:
        found = seconds // 3600 % 24
    return np.asarray(found, np.float64)
