"""From answers on a grid to a picture: colours and boundary lines, in plain NumPy, for any thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

FINER = 4


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours as RGB, 0 to 255: the ground (3,), one a class (classes, 3), and both ends of a scale (2, 3)."""

    ground: np.ndarray
    classes: np.ndarray
    ends: np.ndarray


@dataclass(frozen=True, slots=True)
class Picture:
    """Colours (rows, columns, 3), uint8, and boundary segments as x and y of their ends, (2 · segments,) each."""

    colors: np.ndarray
    x: np.ndarray
    y: np.ndarray


def picture_of(surface: Any, inks: Inks) -> Picture:
    """Paint a ``session.surface.Surface``."""
    values = np.asarray(surface.values)
    is_classes = surface.classes is not None
    colors = painted(finer(values), inks, is_classes=is_classes)
    count = values.shape[2] if is_classes else 0
    groups = range(1, count) if count == 2 else range(count)
    ends = [segments(surface.x, surface.y, lead(values, group)) for group in groups]
    x, y = (np.concatenate([end[axis] for end in ends] or [np.empty(0)]) for axis in (0, 1))
    return Picture(colors, x, y)


def painted(values: np.ndarray, inks: Inks, *, is_classes: bool) -> np.ndarray:
    """Answers (rows, columns, outputs) as colours (rows, columns, 3), uint8: a class's hue fades where it is unsure."""
    if is_classes:
        count = values.shape[2]
        best = np.argmax(values, axis=2)
        sure = np.clip((values.max(axis=2, keepdims=True) - 1 / count) / (1 - 1 / count), 0, 1)
        hues = inks.classes[best % len(inks.classes)]
        return (inks.ground + (hues - inks.ground) * (0.12 + 0.45 * sure)).astype(np.uint8)
    level = values[..., :1]
    low, high = float(np.nanmin(level)), float(np.nanmax(level))
    part = (level - low) / ((high - low) or 1.0)
    hues = np.where(part < 0.5, inks.ends[0], inks.ends[1])
    return (inks.ground + (hues - inks.ground) * 0.65 * np.abs(2 * part - 1)).astype(np.uint8)


def lead(values: np.ndarray, group: int) -> np.ndarray:
    """How far class ``group`` is ahead of the best other one, (rows, columns)."""
    return values[:, :, group] - np.delete(values, group, axis=2).max(axis=2)


def finer(values: np.ndarray) -> np.ndarray:
    """Answers on a grid FINER times as fine, linear in between; (rows, columns, outputs)."""
    rows, columns = (_blend(size) for size in values.shape[:2])
    return np.einsum("ri,ijk,cj->rck", rows, values, columns, optimize=True)


def _blend(size: int) -> np.ndarray:
    """Weights of ``size`` cells' middles for the middles of FINER smaller cells in each; (FINER·size, size)."""
    places = np.clip((np.arange(FINER * size) + 0.5) / FINER - 0.5, 0, size - 1)
    low = np.minimum(places.astype(int), size - 2)
    weights = np.zeros((len(places), size))
    weights[np.arange(len(places)), low] = 1 - (places - low)
    weights[np.arange(len(places)), low + 1] = places - low
    return weights


def segments(x: np.ndarray, y: np.ndarray, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where ``level`` (rows, columns) on the grid of ``x`` and ``y`` is zero: ends of straight pieces, pairwise.

    Every cell is cut into two triangles, in each of which ``level`` is taken as a plane (marching triangles).
    """
    grid_x, grid_y = np.meshgrid(x, y)
    corners = [np.stack([grid_x, grid_y, level], axis=2)[rows, columns] for rows, columns in _CORNERS]
    found = [
        _across(odd, *others)
        for a, b, c in ((corners[0], corners[1], corners[2]), (corners[0], corners[2], corners[3]))
        for odd, others in ((a, (b, c)), (b, (a, c)), (c, (a, b)))
    ]
    pieces = np.concatenate(found)  # (segments, 2 ends, x and y)
    return pieces[:, :, 0].ravel(), pieces[:, :, 1].ravel()


_LOW, _HIGH = slice(None, -1), slice(1, None)
_CORNERS = ((_LOW, _LOW), (_LOW, _HIGH), (_HIGH, _HIGH), (_HIGH, _LOW))


def _across(odd: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The pieces in triangles whose corner ``odd`` alone is on its side of zero; corners are (rows, columns, x y level)."""
    side = odd[..., 2] >= 0
    chosen = (side != (first[..., 2] >= 0)) & (side != (second[..., 2] >= 0))
    start = odd[chosen]
    ends = []
    for other in (first[chosen], second[chosen]):
        part = start[:, 2] / (start[:, 2] - other[:, 2])
        ends.append(start[:, :2] + part[:, None] * (other[:, :2] - start[:, :2]))
    return np.stack(ends, axis=1)
