"""Splits: seeded, stratified, ordered, by group, time and column, whole; folds; copies of rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.core.errors import DataError
from nndesigner.data.duplicates import first_rows
from nndesigner.data.reader import read_csv
from nndesigner.data.recipe import Recipe
from nndesigner.data.samples import load_sample
from nndesigner.data.split import Split, split_rows
from nndesigner.data.splits import SPLITS
from nndesigner.data.table import Table


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


def people(count: int = 40) -> Table:
    days = [f"2024-{1 + i % 12:02d}-{1 + i % 27:02d}" for i in range(count)]
    says = ["Training", "valid", "TEST", "train"] * (count // 4)
    columns = {
        "who": [f"p{i * 7 % 13}" for i in range(count)],
        "day": days,
        "part": says,
        "is_test": [i % 5 == 0 for i in range(count)],
    }
    return Table.from_columns("people", columns | {"x": [i * 0.5 for i in range(count)], "y": [i % 3 for i in range(count)]})


def test_groups_stay_together_and_shares_are_near() -> None:
    table = people(400)
    rows = Split(method="group", column="who").rows(table)
    who = table.column("who").codes
    sets = [{*who[part].tolist()} for part in (rows.train, rows.validation, rows.test)]
    assert not sets[0] & sets[1]
    assert not sets[0] & sets[2]
    assert not sets[1] & sets[2]
    assert all(sets)
    assert len(rows.train) == pytest.approx(280, abs=31)
    assert sum(map(len, (rows.train, rows.validation, rows.test))) == 400
    assert not np.array_equal(rows.train, Split(method="group", column="who", seed=1).rows(table).train)


@pytest.mark.parametrize("seed", range(12))
def test_no_part_stays_empty_where_there_are_groups_enough(seed) -> None:
    table = Table.from_columns("t", {"part": ["a", "b", "a", "c"] * 30, "x": list(range(120))})
    rows = Split(method="group", column="part", seed=seed).rows(table)
    assert all(map(len, (rows.train, rows.validation, rows.test)))
    pairs = Table.from_columns("t", {"part": ["a", "b"] * 60, "x": list(range(120))})
    assert len(Split(method="group", column="part", seed=seed).rows(pairs).train) == 60
    one = Table.from_columns("t", {"part": ["a"] * 120, "x": list(range(120))})
    assert len(Split(method="group", column="part", seed=seed).rows(one).train) == 120


def test_time_keeps_the_newest_for_the_test_and_moments_whole() -> None:
    table = people()
    rows = Split(method="time", column="day").rows(table)
    days = table.column("day").values
    assert days[rows.train].max() < days[rows.validation].min()
    assert days[rows.validation].max() < days[rows.test].min()
    missing = read_csv(b"t,y\n5,1\n,2\n3,3\n1,4\n")
    parts = Split(0.5, 0.25, 0.25, method="time", column="t").rows(missing)
    assert (parts.train.tolist(), parts.validation.tolist(), parts.test.tolist()) == ([1, 3], [2], [0])


def test_a_column_says_which_part() -> None:
    table = people()
    rows = Split(method="column", column="part").rows(table)
    assert rows.validation.tolist() == list(range(1, 40, 4))
    assert rows.test.tolist() == list(range(2, 40, 4))
    flagged = Split(method="column", column="is_test").rows(table)
    assert flagged.test.tolist() == list(range(0, 40, 5))
    assert len(flagged.train) == 32
    empty = read_csv(b"part,y\ntrain,1\ntrain,2\n,3\ntest,4\n")
    assert Split(method="column", column="part").rows(empty).train.tolist() == [0, 1]


def test_what_stands_in_the_way_of_a_split_is_said() -> None:
    table = people()
    assert "needs a column" in str(Split(method="group").problem(table))
    assert "does not have" in str(Split(method="group", column="nobody").problem(table))
    assert "of type category" in str(Split(method="time", column="who").problem(table))
    assert "says 'p0'" in str(Split(method="column", column="who").problem(table))
    with pytest.raises(DataError, match="says 'p0'"):
        Split(method="column", column="who").rows(table)
    assert Split(method="random", column="nobody").problem(table) is None


@pytest.mark.parametrize("method", SPLITS)
def test_folds_validate_every_row_once_and_never_touch_the_test(method: str) -> None:
    table = people(120)
    column = {"group": "who", "time": "day", "column": "part"}.get(method, "")
    split = Split(method=method, column=column)
    target = table.column("y").as_type("category")
    test = split.rows(table, target).test
    found = [replace(split, folds=4, fold=fold).rows(table, target) for fold in range(4)]
    assert all(np.array_equal(rows.test, test) for rows in found)
    validated = np.concatenate([rows.validation for rows in found])
    assert len(validated) == len({*validated.tolist()})
    for rows in found:
        assert not {*rows.train.tolist()} & {*rows.validation.tolist()}
        assert len(rows.validation)
    if method in ("random", "column", "group"):
        assert len(validated) == 120 - len(test)
    if method == "group":
        who = table.column("who").codes
        assert all(not {*who[rows.train].tolist()} & {*who[rows.validation].tolist()} for rows in found)
    if method in ("ordered", "time"):
        days = table.column("day").values if method == "time" else np.arange(120)
        assert all(days[rows.train].max() < days[rows.validation].min() for rows in found)
    if method == "random":
        counts = [np.bincount(target.codes[rows.validation], minlength=3) for rows in found]
        assert np.ptp(np.array(counts), axis=0).max() <= 2
    again = Split.from_config(replace(split, folds=4, fold=2).to_config())
    assert np.array_equal(again.rows(table, target).train, found[2].train)
    assert SPLITS.get(method).title
    assert SPLITS.get(method).summary.endswith(".")


def test_too_many_folds_are_refused() -> None:
    with pytest.raises(DataError, match="2 to 100 folds"):
        Split(folds=1)
    with pytest.raises(DataError, match="too few for 50 folds"):
        Split(1.0, 0.0, 0.0, method="ordered", folds=50).rows(people(), None)


def test_copies_are_found_and_take_no_part() -> None:
    table = read_csv(b"a,b,y\n1,x,5\n2,y,6\n1.0,x,5\n,y,7\n,y,7\n1,x,9\n0,z,1\n-0,z,1\n")
    recipe = Recipe.propose(table, "y")
    assert first_rows(table, recipe.columns).tolist() == [0, 1, 0, 3, 3, 5, 6, 6]
    without = Recipe.from_config(recipe.to_config() | {"drop_duplicates": True})
    rows = split_rows(Split(0.6, 0.2, 0.2), table, without)
    assert sorted([*rows.train, *rows.validation, *rows.test]) == [0, 1, 3, 5, 6]
    assert sum(map(len, (rows.train, rows.validation, rows.test))) == 5
    narrower = without.with_column("y", role="ignore").with_column("a", role="target")
    assert np.count_nonzero(narrower.kept_rows(table)) == 4
