from __future__ import annotations

import numpy as np
import pytest

from nndesigner.core.errors import OptionError
from nndesigner.core.options import REQUIRED, Configurable, option


class Valve(Configurable):
    size: int = option(minimum=1, help="Bore in millimetres.")
    leak: float = option(default=0.1, minimum=0.0, below=1.0)
    is_open: bool = option(default=False)
    label: str | None = option(default=None)
    turns: tuple[int, ...] = option(default=(1, 2))
    side: str = option(default="left", choices=("left", "right"))


class BigValve(Valve):
    pressure: float = option(default=1.0, above=0.0)


def test_options_are_set_by_position_and_by_name():
    valve = Valve(3, 0.2, label="main")
    assert (valve.size, valve.leak, valve.label) == (3, 0.2, "main")


def test_a_config_gives_an_equal_part_back():
    valve = BigValve(3, is_open=True, turns=[4], pressure=2)
    assert valve.get_config() == {
        "size": 3, "leak": 0.1, "is_open": True, "label": None, "turns": [4], "side": "left", "pressure": 2.0,
    }  # fmt: skip
    assert BigValve.from_config(valve.get_config()) == valve
    assert valve != BigValve(4)
    assert valve != Valve(3)


def test_a_subclass_has_the_options_of_its_base_first():
    assert next(iter(BigValve.OPTIONS)) == "size"
    assert "pressure" not in Valve.OPTIONS


def test_the_declaration_carries_kind_bounds_and_help():
    declared = Valve.OPTIONS["size"]
    assert (declared.kind, declared.minimum, declared.default, declared.help) == ("int", 1, REQUIRED, "Bore in millimetres.")
    assert (Valve.OPTIONS["label"].kind, Valve.OPTIONS["label"].optional) == ("str", True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"size": 0}, "size must be at least 1; received 0"),
        ({"size": 2.5}, "size must be a whole number; received 2.5"),
        ({"size": True}, "size must be a whole number; received True"),
        ({"size": 1, "leak": 1.0}, "leak must be below 1; received 1.0"),
        ({"size": 1, "leak": float("nan")}, "leak must be a finite number; received nan"),
        ({"size": 1, "side": "up"}, "side must be one of 'left', 'right'; received 'up'"),
        ({"size": 1, "is_open": 1}, "is_open must be True or False; received 1"),
        ({"size": 1, "turns": "ab"}, "turns must be a list of whole numbers; received 'ab'"),
        ({"size": None}, "size needs a value; received None"),
        ({"size": 1, "colour": 2}, "no option 'colour'"),
        ({}, "needs 'size': Bore in millimetres."),
    ],
)
def test_a_refusal_names_the_option_and_what_was_received(options, sentence):
    with pytest.raises(OptionError, match="Valve") as caught:
        Valve(**options)
    assert sentence in str(caught.value)


def test_numpy_numbers_are_taken_as_plain_ones():
    valve = Valve(np.int64(3), np.float32(0.5), np.bool_(True))
    assert [type(value) for value in (valve.size, valve.leak, valve.is_open)] == [int, float, bool]


def test_too_many_or_doubled_arguments_are_refused():
    with pytest.raises(OptionError, match="at most 6"):
        Valve(1, 0.1, True, None, (1,), "left", 7)
    with pytest.raises(OptionError, match="'size' twice"):
        Valve(1, size=2)
