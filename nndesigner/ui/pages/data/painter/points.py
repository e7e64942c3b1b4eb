"""Painted points as values: sprayed, rubbed out, written as a CSV and read back from a table."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.text import tr

Floats = NDArray[np.float64]
MOST = 20_000
CLASSES = ("A", "B", "C", "D", "E", "F")
_DIGITS = 4


@dataclass(frozen=True)
class Brush:
    """Where points fall: ``count`` of them evenly in a circle of ``radius``, then moved by ``jitter`` (a deviation)."""

    radius: float = 0.3
    count: int = 4
    jitter: float = 0.0


@dataclass(frozen=True)
class Points:
    """Points in the plane with what is to be predicted: class numbers from 0, or numbers from -1 to 1.

    Attributes:
        xy: Shape (n, 2), inside ``area``.
        labels: Shape (n,).
        is_classes: Whether the labels are class numbers.
        area: Lowest and highest x, lowest and highest y.
        names: What the three columns are called.
        classes: What the classes are called.
    """

    xy: Floats = field(default_factory=lambda: np.empty((0, 2)))
    labels: Floats = field(default_factory=lambda: np.empty(0))
    is_classes: bool = True
    area: tuple[float, float, float, float] = (-5.0, 5.0, -5.0, 5.0)
    names: tuple[str, str, str] = ("x1", "x2", "label")
    classes: tuple[str, ...] = CLASSES

    def __len__(self) -> int:
        return len(self.labels)

    def sprayed(self, x: float, y: float, label: float, brush: Brush, generator: np.random.Generator) -> Points:
        """With the points of one dab of ``brush`` at (x, y); what falls outside the area is left out."""
        count = min(brush.count, MOST - len(self))
        angle = generator.uniform(0, 2 * np.pi, count)
        reach = brush.radius * np.sqrt(generator.uniform(0, 1, count))
        new = np.stack([x + reach * np.cos(angle), y + reach * np.sin(angle)], 1)
        new = np.round(new + brush.jitter * generator.standard_normal(new.shape), _DIGITS)
        left, right, bottom, top = self.area
        new = new[(new[:, 0] >= left) & (new[:, 0] <= right) & (new[:, 1] >= bottom) & (new[:, 1] <= top)]
        return replace(self, xy=np.concatenate([self.xy, new]), labels=np.append(self.labels, np.full(len(new), float(label))))

    def rubbed_out(self, x: float, y: float, radius: float) -> Points:
        """Without the points within ``radius`` of (x, y)."""
        kept = np.hypot(self.xy[:, 0] - x, self.xy[:, 1] - y) > radius
        return self if kept.all() else replace(self, xy=self.xy[kept], labels=self.labels[kept])

    def cleared(self, *, is_classes: bool | None = None) -> Points:
        """No points, of classes or of numbers."""
        kind = self.is_classes if is_classes is None else is_classes
        names = (*self.names[:2], self.names[2] if kind == self.is_classes else "label" if kind else "value")
        return replace(self, xy=np.empty((0, 2)), labels=np.empty(0), is_classes=kind, names=names)

    def counts(self) -> tuple[int, ...]:
        """How many points each class has."""
        return tuple(int(count) for count in np.bincount(self.labels.astype(int), minlength=len(self.classes)))

    @property
    def lack(self) -> str:
        """Why a network cannot learn from these points; "" when it can."""
        if len(self) < 4:
            return tr("Paint a few points first.")
        if self.is_classes and sum(count > 0 for count in self.counts()) < 2:
            return tr("Paint a second class too, or choose numbers.")
        return ""

    def to_csv(self) -> str:
        """The points as a CSV with a header."""
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.names)
        for (x, y), label in zip(self.xy.tolist(), self.labels.tolist(), strict=True):
            writer.writerow((f"{x:g}", f"{y:g}", self.classes[int(label)] if self.is_classes else f"{label:g}"))
        return stream.getvalue()

    @classmethod
    def from_table(cls, table: Any, recipe: Any) -> Points | None:
        """The points of a table whose two features are numbers and whose target is a class of at most six, or a number.

        None where the table is none of these. Rows with something missing are left out; numbers are brought into -1 to 1.
        """
        if not is_plane(recipe):
            return None
        features, targets = recipe.features, recipe.targets
        xy = np.stack([table.column(column.name).as_type("number").data for column in features], 1)
        target = table.column(targets[0].name).as_type(targets[0].type)
        names = (features[0].name, features[1].name, targets[0].name)
        known = np.isfinite(xy).all(axis=1) & target.known
        rows = np.flatnonzero(known)[:MOST]
        if not len(rows):
            return None
        xy = xy[rows]
        if targets[0].is_categorical:
            if len(target.categories) > len(CLASSES):
                return None
            spare = tuple(name for name in CLASSES if name not in target.categories)
            classes = (*target.categories, *spare)[: len(CLASSES)]
            return cls(xy, target.codes[rows].astype(np.float64), True, _around(xy), names, classes)
        values = target.data[rows]
        if target.type != "number":
            return None
        low, high = float(values.min()), float(values.max())
        if low < -1 or high > 1:
            values = np.round(2 * (values - low) / (high - low) - 1, _DIGITS)
        return cls(xy, values, False, _around(xy), names)


def is_plane(recipe: Any) -> bool:
    """Whether a recipe's data are points in a plane: two features, both numbers, and one target."""
    features = recipe.features
    return len(features) == 2 and len(recipe.targets) == 1 and all(column.type == "number" for column in features)


def _around(xy: Floats) -> tuple[float, float, float, float]:
    """The area that holds the points with some room to paint around them."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    room = np.where(high > low, (high - low) * 0.15, 1.0)
    (left, bottom), (right, top) = low - room, high + room
    return float(left), float(right), float(bottom), float(top)
