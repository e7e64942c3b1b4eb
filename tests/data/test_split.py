"""Splits: seeded, stratified, ordered, whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.core.errors import DataError
from nndesigner.data.reader import read_csv
from nndesigner.data.samples import load_sample
from nndesigner.data.split import Split


@given(st.integers(1, 200), st.integers(0, 20), st.integers(0, 20), st.integers(0, 1000), st.booleans(), st.integers(1, 6))
@settings(max_examples=200, deadline=None)
def test_parts_are_whole_and_as_large_as_said(
    rows: int, validation: int, test: int, seed: int, stratify: bool, classes: int
) -> None:
    table = read_csv(b"x,y\n" + b"".join(b"%d.5,class%d\n" % (i, i % classes) for i in range(rows)))
    split = Split(1 - (validation + test) / 100, validation / 100, test / 100, seed, stratify)
    parts = split.rows(table, table.column("y").as_type("category"))
    assert sorted([*parts.train, *parts.validation, *parts.test]) == list(range(rows))
    assert len(parts.train) >= 1
    assert validation or not len(parts.validation)
    assert test or not len(parts.test)
    slack = classes + 1
    assert abs(len(parts.validation) - rows * split.validation) <= slack
    assert abs(len(parts.train) - rows * split.train) <= slack


def test_the_same_seed_gives_the_same_rows_on_every_machine() -> None:
    table = load_sample("iris")
    rows = Split(seed=7).rows(table, table.column("species"))
    again = Split(seed=7).rows(table, table.column("species"))
    assert np.array_equal(rows.train, again.train)
    assert not np.array_equal(rows.train, Split(seed=8).rows(table, table.column("species")).train)
    assert rows.test.tolist()[:6] == [2, 11, 21, 31, 34, 41]


def test_every_class_keeps_its_share() -> None:
    table = load_sample("iris")
    rows = Split(0.6, 0.2, 0.2).rows(table, table.column("species"))
    for part, count in ((rows.train, 30), (rows.validation, 10), (rows.test, 10)):
        assert np.bincount(table.column("species").codes[part]).tolist() == [count] * 3


def test_ordered_keeps_time_order() -> None:
    table = load_sample("plane", rows=100)
    rows = Split(method="ordered").rows(table, table.column("target"))
    assert rows.train.tolist() == list(range(70))
    assert rows.validation.tolist() == list(range(70, 85))
    assert rows.test.tolist() == list(range(85, 100))


def test_rows_that_could_not_be_read_are_in_no_part() -> None:
    table = read_csv(b"a,b\n1,2\n3\n5,6\n7,8\n")
    rows = Split(0.5, 0.25, 0.25).rows(table, None)
    assert sorted([*rows.train, *rows.validation, *rows.test]) == [0, 2, 3]


@pytest.mark.parametrize("shares", [(0.5, 0.1, 0.1), (0, 0.5, 0.5), (1.2, -0.1, -0.1)])
def test_impossible_shares_are_refused(shares: tuple[float, float, float]) -> None:
    with pytest.raises(DataError, match="sum to 1"):
        Split(*shares)


def test_a_split_is_written_and_read_back() -> None:
    split = Split(0.8, 0.2, 0.0, 3, False, "ordered")
    assert Split.from_config(split.to_config() | {"later": 1}) == split
