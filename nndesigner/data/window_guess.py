"""A first window over a table, for whoever says that its rows are a time series."""

from __future__ import annotations

import numpy as np

from nndesigner.data.recipe import Recipe
from nndesigner.data.table import Table
from nndesigner.data.window import Window

# Median step from row to row in days (at least, at most), and how many rows are one season.
SEASONS = ((80.0, 100.0, 4), (27.0, 32.0, 12), (6.5, 7.5, 13), (0.9, 1.1, 7), (0.9 / 24, 1.1 / 24, 24))
USUAL = 10
ROWS_PER_WINDOW = 8  # a window takes at most one in so many rows


def guess_window(table: Table, recipe: Recipe) -> Window:
    """Ordered by the first date, if there is one, and one season long: 12 months, 7 days, 24 hours; else 10 rows."""
    date = next((column.name for column in table.columns if column.type == "date"), "")
    window = Window(1, time=date)
    days = window.usual_step(table, np.arange(table.row_count)) if date else None
    season = next((rows for least, most, rows in SEASONS if days is not None and least <= days <= most), USUAL)
    most = max(1, table.row_count // ROWS_PER_WINDOW)
    return Window(min(season, most), time=date, own_past=bool(recipe.targets))
