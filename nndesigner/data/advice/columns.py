"""Findings about one column: it tells nothing, names the rows, is mostly missing, is skewed or has outliers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nndesigner.core.text import grouped, tr
from nndesigner.data.advice.finding import Finding, Look
from nndesigner.data.association import sample_rows, skewness
from nndesigner.data.column import Column
from nndesigner.data.column_recipe import ColumnRecipe
from nndesigner.data.transforms.scalers import SCALERS

MISSING = 0.5
UNIQUE = 0.9
FEWEST = 20  # rows from which on a share says something
SKEWED = 2.0  # West, Finch & Curran 1995
FAR_OUT = 10.0  # interquartile ranges beyond the quartiles; Tukey (1977) calls 3 far out
INDEX_NAMES = frozenset({"", "id", "index", "idx", "no", "nr", "number", "row", "rowid", "row_id", "unnamed: 0", "column_1"})


def column_findings(look: Look) -> Iterator[Finding | None]:
    """What is worth knowing about each feature, None where there is nothing."""
    for recipe in look.recipe.features:
        column = look.table.column(recipe.name).as_type(recipe.type)
        yield _useless(column) or _row_index(column, look) or _skewed(column, recipe, look)


def _useless(column: Column) -> Finding | None:
    statistics = column.statistics()
    rows = max(1, statistics.count + statistics.missing)
    if rows < 2:
        return None
    if statistics.unique <= 1 and not statistics.missing:
        sentence = tr(
            "{name} has the same value in all {rows} rows, so it tells nothing.", name=column.name, rows=grouped(rows)
        )
        return Finding("constant", column.name, sentence, 1.0)
    share = statistics.missing / rows
    if share > MISSING:
        text = tr("{name} is missing in {count} of {rows} rows ({share:.0%}).")
        count = grouped(statistics.missing)
        sentence = text.format(name=column.name, count=count, rows=grouped(rows), share=share)
        return Finding("mostly_missing", column.name, sentence, share)
    is_named = column.type == "category" and statistics.count >= FEWEST
    if is_named and statistics.unique >= UNIQUE * statistics.count:
        text = tr("{name} has {unique} different values in {count} rows, so it names the rows rather than describes them.")
        sentence = text.format(name=column.name, unique=grouped(statistics.unique), count=grouped(statistics.count))
        return Finding("id_like", column.name, sentence, statistics.unique / statistics.count)
    return None


def _row_index(column: Column, look: Look) -> Finding | None:
    """Whole numbers that rise from row to row: the index of a table, perhaps with rows torn out of it."""
    if column.type != "number" or look.recipe.window is not None or look.split.method in ("ordered", "time"):
        return None
    x = column.data
    if len(x) < FEWEST or not column.known.all() or np.any(x[:1000] % 1) or np.any(np.diff(x) <= 0) or np.any(x % 1):
        return None
    if column.name.strip().casefold() not in INDEX_NAMES and x[0] not in (0.0, 1.0):
        return None
    absent = int(x[-1] - x[0] + 1) - len(x)
    if absent > 2 * len(x):
        return None
    text = tr("{name} counts the rows, from {first:g} to {last:g} with {absent} left out; it is an index, not a measurement.")
    sentence = text.format(name=column.name, first=x[0], last=x[-1], absent=grouped(absent) if absent else tr("none"))
    return Finding("row_index", column.name, sentence, float(absent))


def _skewed(column: Column, recipe: ColumnRecipe, look: Look) -> Finding | None:
    """A long tail, or single values far away, where the scaling minds them."""
    if column.type != "number" or recipe.scaling not in ("standard", "minmax") or column.statistics().unique <= 10:
        return None
    x = column.data[sample_rows(look.table)]
    x = x[np.isfinite(x)]
    if len(x) < FEWEST:
        return None
    before, after = skewness(x), skewness(SCALERS.create("log").bend(x))
    if abs(before) > SKEWED and abs(after) < abs(before) / 2:
        text = tr(
            "{name} is skewed ({before:.1f}; 0 is symmetric): a few large values press the others together. "
            "On a logarithm it is {after:.1f}."
        )
        return Finding("skewed", column.name, text.format(name=column.name, before=before, after=after), before)
    low, high = np.quantile(x, [0.25, 0.75])
    reach = high - low
    if reach <= 0:
        return None
    away = np.maximum(low - x, x - high) / reach
    count = int(np.count_nonzero(away > FAR_OUT))
    if not count or count > 0.05 * len(x):
        return None
    text = tr(
        "{name} has {count} values more than {far:g} interquartile ranges away from the middle half; the farthest is {worst:g}."
    )
    if count == 1:
        text = tr("{name} has one value more than {far:g} interquartile ranges away from the middle half: {worst:g}.")
    worst = float(x[int(np.argmax(away))])
    return Finding(
        "outliers", column.name, text.format(name=column.name, count=grouped(count), far=FAR_OUT, worst=worst), float(count)
    )
