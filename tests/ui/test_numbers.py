from __future__ import annotations

import pytest

from nndesigner.ui.numbers import shown_number
from nndesigner.ui.plots.axis import NumberAxis


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (float("nan"), "—"),
        (0.0, "0"),
        (0.123456, "0.1235"),
        (28.0, "28"),
        (3571.4, "3\u202f571"),
        (-3894.6, "-3\u202f895"),
        (15321.7, "15\u202f322"),
        (1.5e-6, "1.5e-06"),
        (2.5e12, "2.5e+12"),
    ],
)
def test_numbers_are_written_for_reading(value, text):
    assert shown_number(value) == text


def test_digits_after_the_point_stay_beside_grouped_thousands():
    assert shown_number(-3190.174, 6) == "-3\u202f190.17"
    assert shown_number(349463.2, 6) == "349\u202f463"


def test_axes_write_the_numbers_themselves(qapp):
    axis = NumberAxis("bottom")
    assert not axis.autoSIPrefix
    assert axis.tickStrings([0.0, 40000.0, 80000.0], 1.0, 40000.0) == ["0", "40\u202f000", "80\u202f000"]
    assert axis.tickStrings([0.0, 0.5], 1.0, 0.5) == ["0", "0.5"]
