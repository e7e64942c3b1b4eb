"""Windows over a time series: the right rows, none over a border, a gap or into another series; images as rows or planes."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.core.errors import DataError
from nndesigner.data.reader import read_text
from nndesigner.data.recipe import FittedRecipe, Recipe, Window
from nndesigner.data.table import Table


def series(count: int = 20) -> Table:
    return Table.from_columns(
        "series", {"t": range(count), "x": [i * 10.0 for i in range(count)], "y": [i * 100.0 for i in range(count)]}
    )


def made(table: Table, window: Window, **changes: dict[str, object]) -> Recipe:
    recipe = Recipe.propose(table, "y")
    for name in recipe.columns:
        scaling = {"scaling": "none"} if name.type == "number" else {}
        recipe = recipe.with_column(name.name, **(scaling | changes.get(name.name, {})))
    return replace(recipe.with_column("t", role="ignore"), window=window)


def test_a_row_is_predicted_from_the_rows_before_it() -> None:
    table = series(8)
    recipe = made(table, Window(3, horizon=2))
    fitted = recipe.fit(table)
    arrays = fitted.transform(table, with_target=True)
    assert arrays.rows.tolist() == [4, 5, 6, 7]
    assert arrays.y is not None
    assert arrays.y[:, 0].tolist() == [400, 500, 600, 700]
    assert arrays.x[0].tolist() == [[0, 0], [10, 100], [20, 200]]  # x and the target's own past
    assert arrays.x.shape[1:] == fitted.input_shape == recipe.input_shape(table) == (3, 2)
    assert fitted.feature_names == ("x", "y before")
    assert arrays.skipped_count == 4
    assert "no 3 usable rows" in arrays.skipped[0].action
    without = replace(recipe, window=Window(3, own_past=False))
    assert without.fit(table).transform(table, with_target=True).x.shape == (5, 3, 1)


def test_the_row_after_the_last_is_predicted_and_its_own_cells_do_not_matter() -> None:
    table = read_text("t,x,y\n" + "".join(f"{i},{i}.5,{i}.25\n" for i in range(9)) + "9,,\n")
    fitted = made(table, Window(4), x={"missing": "drop"}).fit(table)
    assert fitted.transform(table, with_target=False).rows.tolist() == [4, 5, 6, 7, 8, 9]
    assert fitted.transform(table, with_target=True).rows.tolist() == [4, 5, 6, 7, 8]
    holed = read_text("t,x,y\n0,1,1\n1,,2\n2,3,3\n3,4,4\n4,5,5\n")
    assert made(holed, Window(2), x={"missing": "drop"}).fit(holed).transform(holed, with_target=True).rows.tolist() == [4]


@given(st.integers(1, 5), st.integers(1, 4), st.sets(st.integers(0, 39), min_size=12), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_window_leaves_its_rows_its_series_or_leaps_a_gap(back: int, ahead: int, allowed: set[int], by_time: bool) -> None:
    times = [i + (50 if i >= 25 else 0) for i in range(40)]
    groups = ["a" if i % 40 < 15 else "b" for i in range(40)]
    table = Table.from_columns("s", {"t": times, "g": groups, "x": range(40), "y": [i + 0.5 for i in range(40)]})
    window = Window(back, ahead, time="t" if by_time else "", group="g")
    rows = np.array(sorted(allowed))
    step = window.usual_step(table, np.arange(40))
    predicted, seen = window.places(table, rows, step)
    expected = [
        row for row in range(back + ahead - 1, 40)
        if {*range(row - back - ahead + 1, row + 1)} <= allowed
        and len({groups[i] for i in range(row - back - ahead + 1, row + 1)}) == 1
        and not (by_time and row - back - ahead + 1 < 25 <= row)
    ]  # fmt: skip
    assert predicted.tolist() == expected
    assert [line.tolist() for line in seen] == [list(range(row - back - ahead + 1, row - ahead + 1)) for row in expected]


def test_time_orders_rows_that_stand_in_disorder() -> None:
    table = Table.from_columns("s", {"t": [3, 1, 2, 0, 9], "x": [30.0, 10.0, 20.0, 0.0, 90.0], "y": [3.5, 1.5, 2.5, 0.5, 9.5]})
    fitted = made(table, Window(2, own_past=False, time="t")).fit(table)
    assert fitted.step == 1
    arrays = fitted.transform(table, with_target=True)
    assert arrays.rows.tolist() == [0, 2]
    assert arrays.x[:, :, 0].tolist() == [[10, 20], [0, 10]]


def test_rows_asked_for_are_answered_by_their_place_and_nothing_leaks_in() -> None:
    table = series()
    recipe = made(table, Window(2), x={"scaling": "standard"}, y={"scaling": "standard"})
    fitted = recipe.fit(table, np.arange(10))
    asked = np.arange(12, 18)
    arrays = fitted.transform(table, with_target=True, rows=asked)
    assert asked[arrays.rows].tolist() == [14, 15, 16, 17]
    assert arrays.skipped_count == 2
    changed = Table.from_columns(
        "s", {"t": range(20), "x": [*range(0, 100, 10), *[7.0] * 10], "y": [*range(0, 1000, 100), *[1.0] * 10]}
    )
    other = recipe.fit(changed, np.arange(10))
    assert other.to_config() == fitted.to_config()
    assert np.array_equal(
        other.transform(changed, with_target=True, rows=np.arange(10)).x,
        fitted.transform(table, with_target=True, rows=np.arange(10)).x,
    )


def test_windows_are_written_and_read_back_and_checked() -> None:
    table = series()
    recipe = made(table, Window(4, 2, time="t"))
    fitted = recipe.fit(table)
    again = FittedRecipe.from_config(json.loads(json.dumps(fitted.to_config())))
    assert again == fitted
    assert np.array_equal(again.transform(table, with_target=True).x, fitted.transform(table, with_target=True).x)
    alone = Recipe.propose(table, "y").with_column("t", role="ignore").with_column("x", role="ignore")
    assert alone.problems(table)
    assert replace(alone, window=Window(3)).fit(table).transform(table, with_target=True).x.shape == (17, 3, 1)
    with pytest.raises(DataError, match="look-back of a window"):
        Window(0)
    assert "need 45 rows; the table has 20" in replace(recipe, window=Window(40, 5)).problems(table)[0].sentence
    assert "does not have" in replace(recipe, window=Window(2, time="when")).problems(table)[0].sentence
    assert "images or moments" in replace(recipe, image_shape=(4, 4, 1)).problems(table)[0].sentence
    with pytest.raises(DataError, match="lacks the column t"):
        fitted.transform(read_text("x,y\n1,2\n3,4\n"), with_target=False)
    with pytest.raises(DataError):
        Recipe.from_config(recipe.to_config() | {"window": {"look_back": "many"}})


def test_classes_can_be_predicted_from_their_own_past() -> None:
    table = read_text("t,y\n" + "".join(f"{i},{'abc'[i % 3]}\n" for i in range(12)))
    recipe = replace(Recipe.propose(table, "y").with_column("t", role="ignore"), window=Window(2))
    arrays = recipe.fit(table).transform(table, with_target=True)
    assert arrays.x.shape == (10, 2, 3) == (10, *recipe.input_shape(table))
    assert arrays.x[0].tolist() == [[1, 0, 0], [0, 1, 0]]


def test_planes_become_channels() -> None:
    table = Table.from_columns("i", {f"p{i}": [float(i), i + 100.0] for i in range(12)} | {"label": ["a", "b"]})
    recipe = replace(Recipe.propose(table, "label"), image_shape=(2, 2, 3))
    for name in [column.name for column in recipe.features]:
        recipe = recipe.with_column(name, scaling="none")
    together = recipe.fit(table).transform(table, with_target=False).x
    planes = replace(recipe, image_planes=True).fit(table).transform(table, with_target=False).x
    assert together[0, 0, 0].tolist() == [0, 1, 2]
    assert planes[0, 0, 0].tolist() == [0, 4, 8]
    assert planes[0, :, :, 0].tolist() == [[0, 1], [2, 3]]
