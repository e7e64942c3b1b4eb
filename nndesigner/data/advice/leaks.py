"""Columns that alone tell the target: a good feature hardly ever does, a column that was written after the fact does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.text import tr
from nndesigner.data.advice.finding import Finding, Look
from nndesigner.data.association import sample_rows
from nndesigner.data.column import Column
from nndesigner.data.transforms.scaling import numbers

LEAKING = 0.98
FEWEST = 100  # rows; with fewer, a good feature may do it
FEWEST_OF_A_CLASS = 5
_ROWS = 20_000
_CELLS = 4_000_000

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def leaking(look: Look) -> Iterator[Finding | None]:
    """Features from which alone half of the rows predict the other half almost without fault (Kaufman et al. 2012)."""
    features, targets = look.recipe.features, look.recipe.targets
    if len(features) < 2 or len(targets) != 1 or look.recipe.window is not None:
        return
    target = look.table.column(targets[0].name).as_type(targets[0].type)
    rows = sample_rows(look.table, most=max(1000, min(_ROWS, _CELLS // len(features))))
    rows = rows[target.known[rows]]
    rows = rows[np.random.Generator(np.random.PCG64(0)).permutation(len(rows))]
    if len(rows) < FEWEST:
        return
    for recipe in features:
        column = look.table.column(recipe.name).as_type(recipe.type)
        score = alone(column, target, rows)
        if score < LEAKING:
            yield None
            continue
        measure = tr("of each class on average {score:.1%} right") if target.type != "number" else tr("R² {score:.3f}")
        text = tr(
            "{name} alone tells {target}: learned on half of {rows} rows it predicts the other half ({measure}). "
            "If it is not known before {target} is, ignore it."
        )
        shown = measure.format(score=score)
        yield Finding(
            "leaking", recipe.name, text.format(name=recipe.name, target=target.name, rows=len(rows), measure=shown), score
        )


def alone(column: Column, target: Column, rows: Codes) -> float:
    """How well ``column`` alone predicts ``target``, learned on the first half of ``rows`` and measured on the other.

    A number answers as the nearest number learned, a category as itself; equal ones answer by majority or mean. The score
    is R² for a number and the mean recall over the classes for classes; missing counts as a value of its own.
    """
    x = _values(column, rows)
    half = len(rows) // 2
    keys, places = np.unique(x[:half], return_inverse=True)
    nearest = _nearest(keys, x[half:], exact=column.type in ("category", "yes/no"))
    if target.type == "number":
        y = numbers(target)[rows]
        sums = np.bincount(places, weights=y[:half]) / np.bincount(places)
        guess = np.where(nearest >= 0, sums[nearest], y[:half].mean())
        total = float(np.sum((y[half:] - y[half:].mean()) ** 2))
        return 1.0 - float(np.sum((y[half:] - guess) ** 2)) / total if total > 0 else 0.0
    codes = target.codes[rows].astype(np.int64)
    classes = len(target.categories)
    if len(keys) * classes > 20_000_000:
        return 0.0
    votes = np.bincount(places * classes + codes[:half], minlength=len(keys) * classes).reshape(-1, classes)
    guess = np.where(nearest >= 0, votes.argmax(axis=1)[nearest], np.bincount(codes[:half]).argmax())
    actual = codes[half:]
    counts = np.bincount(actual, minlength=classes)
    if np.count_nonzero(counts >= FEWEST_OF_A_CLASS) < 2:
        return 0.0
    right = np.bincount(actual[guess == actual], minlength=classes)
    return float(np.mean(right[counts > 0] / counts[counts > 0]))


def _values(column: Column, rows: Codes) -> Floats:
    """The column in these rows as numbers, missing as one that is smaller than all."""
    if column.type in ("category", "yes/no"):
        return column.codes[rows].astype(np.float64)
    x = numbers(column)[rows]
    finite = x[np.isfinite(x)]
    low = float(finite.min()) if len(finite) else 0.0
    return np.where(np.isfinite(x), x, low - 1.0 - abs(low))


def _nearest(keys: Floats, x: Floats, *, exact: bool) -> Codes:
    """Index in sorted ``keys`` of the one nearest to each of ``x``; -1 where ``exact`` is asked for and none is equal."""
    right = np.clip(np.searchsorted(keys, x), 0, len(keys) - 1)
    if exact:
        return np.where(keys[right] == x, right, -1)
    left = np.maximum(right - 1, 0)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(np.abs(x - keys[left]) < np.abs(keys[right] - x), left, right)
