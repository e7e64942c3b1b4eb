"""The logarithmic value axis: round values, never one label over another."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nndesigner.ui.plots.axis import logarithmic_ticks


@pytest.mark.parametrize(
    ("low", "high"),
    [(-2, 0.2), (-1.45, -0.15), (-0.31, -0.04), (-0.301, -0.26), (-12, 0), (-20, 2), (3, 3.001), (-2.05, -1.95)],
)
@pytest.mark.parametrize("size", [40, 100, 150, 600])
def test_labels_stand_apart(low, high, size):
    ticks = logarithmic_ticks(low, high, size)
    assert ticks
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in ticks)
    assert all((right - left) * size / (high - low) >= 19.9 for left, right in pairwise(ticks))


def test_decades_come_with_their_twos_and_fives_where_there_is_room():
    texts = [f"{10**tick:.4g}" for tick in logarithmic_ticks(-2, 0.2, 150)]
    assert texts == ["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1"]
    assert logarithmic_ticks(0, 0, 100) == []
