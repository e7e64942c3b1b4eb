"""JSON as project files use it: stable, readable in a diff, strict, and clear about mistakes."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.core.errors import FileError
from nndesigner.files.readable_json import MAX_LINE, decode, encode

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=40,
)


@given(values)
@settings(max_examples=300, deadline=None)
def test_values_come_back(value):
    text = encode(value)
    assert json.loads(text) == value
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    assert decode(data, "x") == value


def test_layout():
    value = {
        "format": "f",
        "split": {"train": 0.7, "seed": 0},
        "layers": [{"id": "n1", "config": {"units": 3}, "inbound": []}],
        "none": [],
    }
    assert encode(value) == (
        "{\n"
        '  "format": "f",\n'
        '  "split": {"train": 0.7, "seed": 0},\n'
        '  "layers": [\n'
        "    {\n"
        '      "id": "n1",\n'
        '      "config": {"units": 3},\n'
        '      "inbound": []\n'
        "    }\n"
        "  ],\n"
        '  "none": []\n'
        "}\n"
    )


def test_a_small_change_changes_few_lines():
    value = {"rows": [{"name": f"column {number}", "role": "feature", "fill": None} for number in range(50)], "note": "é"}
    before = encode(value).splitlines()
    value["rows"][20]["role"] = "target"
    after = encode(value).splitlines()
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    assert '  "note": "é"' in after
    assert max(map(len, after)) <= MAX_LINE


def test_long_flat_parts_are_split_over_lines():
    assert len(encode({"names": [f"name {number}" for number in range(100)]}).splitlines()) == 104


def test_numpy_values_become_json():
    assert json.loads(encode({"a": np.float64(0.5), "b": np.arange(2)})) == {"a": 0.5, "b": [0, 1]}


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {"a": object()}, {"a": {1, 2}}])
def test_what_json_cannot_hold_is_refused(value):
    with pytest.raises(FileError, match="cannot be saved as JSON"):
        encode(value)


def test_endless_nesting_is_refused():
    value = []
    value.append(value)
    with pytest.raises(FileError):
        encode(value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{\n  "a": 1,\n  "b": \n}', "line 4, column 1"),
        (b"", "line 1, column 1"),
        (b'{"a": 1} x', "line 1, column 10"),
        (b'{"a": 1,\n "\xff": 2}', "line 2 is not UTF-8"),
        (b'{"a": NaN}', "the number NaN"),
        (b'{"a": 1, "b": 2, "a": 3}', "'a' twice"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "cannot be opened"),
    ],
)
def test_mistakes_are_placed(data, said):
    with pytest.raises(FileError, match=said) as caught:
        decode(data, "p.nnproj")
    message = str(caught.value)
    assert message.startswith("p.nnproj cannot be opened: ")
    assert message.endswith(".")
