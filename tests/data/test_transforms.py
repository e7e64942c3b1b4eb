"""Every scaler and encoder: known numbers, the way back, training rows only, written and read back."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from nndesigner.core.errors import DataError
from nndesigner.data.choices import FIELDS, choices
from nndesigner.data.column_recipe import ColumnRecipe
from nndesigner.data.reader import read_text
from nndesigner.data.recipe import FittedRecipe, Recipe
from nndesigner.data.table import Table
from nndesigner.data.transforms.date_parts import DATE_PARTS, part_of
from nndesigner.data.transforms.encoders import ENCODERS
from nndesigner.data.transforms.scalers import SCALERS

NUMBERS = [0.0, 1.0, 2.0, 3.0, 1000.0]
# What the scaler makes of NUMBERS; one row a scaler.
SCALED = {
    "standard": (np.array(NUMBERS) - 201.2) / np.std(NUMBERS),
    "minmax": np.array(NUMBERS) / 1000,
    "robust": (np.array(NUMBERS) - 2) / 2,
    "log": (np.log1p(NUMBERS) - np.log1p(NUMBERS).mean()) / np.log1p(NUMBERS).std(),
    "shared": np.array(NUMBERS) / 1000,
    "none": np.array(NUMBERS),
}
# What the encoder makes of the categories a, b, c and of one that it does not know; one row an encoder.
ENCODED = {
    "onehot": [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]],
    "ordinal": [[0], [1], [2], [0]],
    "binary": [[1, 0], [0, 1], [1, 1], [0, 0]],
    "embedding": [[1], [2], [3], [0]],
}


def fitted(table: Table, name: str, rows: Any = None, **changes: Any) -> FittedRecipe:
    return Recipe.propose(table, "y").with_column(name, role="feature", **changes).fit(table, rows)


def again(made: FittedRecipe) -> FittedRecipe:
    return FittedRecipe.from_config(json.loads(json.dumps(made.to_config())))


@pytest.mark.parametrize("name", SCALERS)
def test_scalers(name: str) -> None:
    table = Table.from_columns("t", {"x": [*NUMBERS, 77.0], "y": [*NUMBERS, 77.0]})
    made = fitted(table, "x", np.arange(5), scaling=name)
    assert again(made) == made
    arrays = again(made).transform(table, with_target=False)
    assert arrays.x[:5, 0] == pytest.approx(SCALED[name], rel=1e-5, abs=1e-6)
    target = made.recipe.with_column("y", scaling="standard" if name == "shared" else name).fit(table, np.arange(5))
    whole = target.transform(table, with_target=True)
    assert whole.y is not None
    assert target.invert_target(whole.y) == pytest.approx([*NUMBERS, 77.0], rel=1e-4, abs=1e-4)
    assert SCALERS.get(name).title
    assert SCALERS.get(name).summary.endswith(".")


def test_the_logarithm_keeps_the_sign_and_never_gives_infinity() -> None:
    log = SCALERS.create("log")
    x = np.array([-1e300, -5.0, 0.0, 1e-9, 1e300])
    assert log.unbend(log.bend(x)) == pytest.approx(x, rel=1e-9)
    assert np.isfinite(log.unbend(np.array([1e9, -1e9]))).all()


def test_columns_that_do_not_vary_keep_their_size() -> None:
    for name in SCALERS:
        assert SCALERS.create(name).fit(np.full(4, 7.0))[1] == 1.0
    assert SCALERS.create("robust").fit(np.array([0.0, 0.0, 0.0, 0.0, 8.0]))[1] == pytest.approx(3.2)


@pytest.mark.parametrize("name", [name for name, part in ENCODERS.items() if "category" in part.types])
def test_encoders(name: str) -> None:
    table = read_text("c,y\n" + "".join(f"{label},{i}.5\n" for i, label in enumerate("abcabcabd")))
    made = fitted(table, "c", np.arange(8), encoding=name, scaling="none")
    assert again(made) == made
    x = again(made).transform(table, with_target=False).x
    assert x[[0, 1, 2, 8]].tolist() == ENCODED[name]
    assert made.input_shape == made.recipe.input_shape(table, np.arange(8))
    assert ENCODERS.get(name).summary.endswith(".")


def test_dates_become_their_parts() -> None:
    table = read_text("day,y\n2024-02-29 13:00,1.5\n1969-12-31 23:00,2.5\n2023-01-01 00:00,3.5\n,4.5\n")
    seconds = table.column("day").values[:3].astype(np.int64)
    assert [part_of(seconds, part).tolist() for part in ("year", "month", "day", "weekday", "hour", "yearday")] == [
        [2024, 1969, 2023], [2, 12, 1], [29, 31, 1], [3, 2, 6], [13, 23, 0], [60, 365, 1],
    ]  # fmt: skip
    made = fitted(table, "day", encoding="parts", parts=DATE_PARTS, scaling="none", missing="median")
    assert again(made) == made
    x = made.transform(table, with_target=False).x
    assert x.shape == (4, 6 + 2 * 5) == (4, *made.recipe.input_shape(table))
    assert np.isfinite(x).all()
    usual = fitted(table, "day", encoding="parts", missing="drop")
    assert usual.feature_names == (
        "day:year", "day:month sin", "day:month cos", "day:weekday sin", "day:weekday cos", "day:hour sin", "day:hour cos",
    )  # fmt: skip
    arrays = usual.transform(table, with_target=False)
    assert arrays.rows.tolist() == [0, 1, 2]
    assert arrays.x[2, 1:3] == pytest.approx([0, 1], abs=1e-6)  # January is at the top of the circle
    december, january, july = ([np.sin(turn), np.cos(turn)] for turn in 2 * np.pi * np.array([11, 0, 6]) / 12)
    assert np.linalg.norm(np.subtract(december, january)) < 0.6 < np.linalg.norm(np.subtract(july, january))


def test_date_parts_are_fitted_on_training_rows_only() -> None:
    table = read_text("day,y\n2020-01-01,1\n2021-06-01,2\n2022-03-01,3\n1900-01-01,4\n")
    other = read_text("day,y\n2020-01-01,1\n2021-06-01,2\n2022-03-01,3\n2900-07-09,4\n")
    rows = np.arange(3)
    changes = {"encoding": "parts", "parts": ("year", "day")}
    assert fitted(table, "day", rows, **changes).to_config() == fitted(other, "day", rows, **changes).to_config()


def test_a_changed_type_gets_rules_that_fit_and_every_choice_offered_is_one() -> None:
    day = ColumnRecipe("day", type="date", encoding="parts", natural="date")
    assert day.changed(type="number").encoding == "none"
    assert ColumnRecipe("c", type="category", encoding="embedding").changed(type="date").encoding == "none"
    with pytest.raises(DataError, match="date parts of column day"):
        day.changed(parts=("century",))
    for kind in ("number", "date", "category", "yes/no", "text", "identifier"):
        for role in ("feature", "target", "ignore"):
            column = ColumnRecipe("c").changed(type=kind).changed(role=role)
            for field in FIELDS:
                for choice in choices(column, field):
                    value = (choice.value,) if field == "parts" else choice.value
                    assert getattr(column.changed(**{field: value}), field) == value
    assert [choice.value for choice in choices(ColumnRecipe("c"), "scaling")] == list(SCALERS)
    assert [choice.value for choice in choices(day, "encoding")] == ["parts", "none"]
