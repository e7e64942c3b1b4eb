"""Rows after the last of a time series: their moments go on as the calendar does, and a network forecasts them."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner.core.errors import DataError
from nndesigner.data.ahead import rows_ahead
from nndesigner.data.images import all_image_shapes
from nndesigner.data.recipe import Recipe
from nndesigner.data.table import Table
from nndesigner.data.window import Window
from nndesigner.data.window_guess import guess_window


def months(count: int = 24) -> Table:
    names = [f"{1959 + i // 12}-{i % 12 + 1:02d}-01" for i in range(count)]
    return Table.from_columns("air", {"month": names, "n": [100.5 + i for i in range(count)]})


def test_moments_go_on_by_calendar_months():
    ahead = rows_ahead(months(), Window(3, 3, time="month"), 3)
    assert [ahead.row_texts(row) for row in range(6, 9)] == [("1961-01-01", ""), ("1961-02-01", ""), ("1961-03-01", "")]
    assert ahead.row_texts(5) == ("1960-12-01", "123.5")
    assert ahead.column("month").type == "date"


def test_moments_are_sorted_and_other_steps_and_orders_are_kept():
    shuffled = months().take(np.random.default_rng(0).permutation(24))
    assert rows_ahead(shuffled, Window(3, time="month"), 1).row_texts(4)[0] == "1961-01-01"
    hours = Table.from_columns("h", {"at": ["2020-02-28 22:00", "2020-02-28 23:00", "2020-02-29 00:00"], "n": [1, 2, 3]})
    assert rows_ahead(hours, Window(2, time="at"), 1).row_texts(3)[0] == "2020-02-29 01:00:00"
    numbered = Table.from_columns("t", {"t": [10, 12, 14, 16], "n": [1, 2, 3, 4]})
    assert rows_ahead(numbered, Window(2, time="t"), 1).row_texts(3)[0] == "18.0"
    assert rows_ahead(numbered, Window(2), 1).row_texts(3) == ("", "")


def test_what_cannot_be_looked_at_is_refused():
    with pytest.raises(DataError, match="1 rows ahead of the last; received 2"):
        rows_ahead(months(), Window(3, time="month"), 2)
    with pytest.raises(DataError, match="no series"):
        rows_ahead(months(), Window(3, group="n"), 1)


def test_a_first_window_is_a_season_long():
    assert guess_window(months(144), Recipe.propose(months(144), "n")) == Window(12, time="month")
    days = Table.from_columns("d", {"day": [f"2020-03-{i + 1:02d}" for i in range(31)], "n": range(31)})
    assert guess_window(days, Recipe.propose(days, "n")).look_back == 31 // 8
    plain = Table.from_columns("p", {"n": range(200)})
    assert guess_window(plain, Recipe.propose(plain, "n")) == Window(10)


def test_every_image_that_fits_is_offered_squares_first():
    assert all_image_shapes(64)[0] == (8, 8, 1)
    assert (4, 16, 1) in all_image_shapes(64)
    assert (32, 32, 3) in all_image_shapes(3072)
    assert all(height * width * depth == 768 for height, width, depth in all_image_shapes(768))
    assert all_image_shapes(7) == ()
