"""Findings about the rows: copies, some of them on both sides of the split, and classes of very unequal size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nndesigner.core.text import grouped, tr
from nndesigner.data.advice.finding import Finding, Look
from nndesigner.data.duplicates import first_rows
from nndesigner.data.split import split_rows

COPIES = 0.02  # share of rows from which on copies are told of
STRADDLING = 0.01
IMBALANCE = 4.0  # the most frequent class over the rarest


def duplicates(look: Look) -> Iterator[Finding]:
    """Rows that equal an earlier one, and how many held-out rows have a twin that trains (Elangovan et al. 2021)."""
    recipe, table = look.recipe, look.table
    if recipe.drop_duplicates or recipe.window is not None or not recipe.features:
        return
    first = first_rows(table, (*recipe.features, *recipe.targets))
    copies = int(np.count_nonzero(first != np.arange(len(first))))
    if not copies:
        return
    rows = split_rows(look.split, table, recipe)
    trains = np.zeros(table.row_count, np.bool_)
    trains[first[rows.train]] = True
    held_out = np.concatenate([rows.validation, rows.test])
    straddling = int(np.count_nonzero(trains[first[held_out]]))
    if copies < COPIES * table.row_count and straddling < STRADDLING * max(1, len(held_out)):
        return
    text = tr("{copies} of {rows} rows repeat an earlier row in all columns used")
    message = text.format(copies=grouped(copies), rows=grouped(table.row_count))
    if straddling:
        text = tr("; {count} of the {held} validation and test rows have a twin that trains, which flatters the result")
        message += text.format(count=grouped(straddling), held=grouped(len(held_out)))
    yield Finding("duplicates", "", message + ".", float(copies))


def imbalance(look: Look) -> Iterator[Finding]:
    """A class that is many times rarer than another is easily never learned (He & Garcia 2009)."""
    for target in look.recipe.targets[:1]:
        if not target.is_categorical:
            continue
        column = look.table.column(target.name).as_type(target.type)
        counts = np.bincount(column.codes[column.known], minlength=len(column.categories))
        if len(counts) < 2 or counts.min() <= 0:
            continue
        ratio = float(counts.max() / counts.min())
        if ratio < IMBALANCE or counts.sum() < 20:
            continue
        rarest, most = int(np.argmin(counts)), int(np.argmax(counts))
        text = tr("{label} has {count} of {rows} rows of {target} ({share:.1%}), {most} {ratio:.0f} times as many.")
        sentence = text.format(
            label=column.categories[rarest], count=grouped(int(counts[rarest])), rows=grouped(int(counts.sum())),
            target=target.name, share=counts[rarest] / counts.sum(), most=column.categories[most], ratio=ratio,
        )  # fmt: skip
        yield Finding("imbalance", target.name, sentence, ratio)
