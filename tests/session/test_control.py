"""Wishes of the user."""

from __future__ import annotations

import pytest

from nndesigner.core.errors import OptionError
from nndesigner.session.control import Control, Wish


def test_the_last_wish_counts_until_stop():
    control = Control()
    control.pause()
    assert control.wish is Wish.PAUSE
    control.step()
    assert control.wish is Wish.STEP
    control.stop()
    control.resume()
    assert control.wish is Wish.STOP


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_a_learning_rate_is_a_positive_number(value):
    with pytest.raises(OptionError, match="positive number; received"):
        Control().set_learning_rate(value)
