"""Recipes: proposed with reasons, fitted on training rows only, applied alike, inverted, written and read back."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.core.errors import DataError
from nndesigner.data.reader import read_text
from nndesigner.data.recipe import FittedRecipe, Recipe
from nndesigner.data.samples import SAMPLES, load_sample
from nndesigner.data.split import Split
from nndesigner.data.table import Table
from nndesigner.data.transforms.encoders import ENCODERS
from nndesigner.data.transforms.scalers import SCALERS

MIXED = "size,colour,ok,y\n1,red,yes,10\n2,blue,no,20\n,red,yes,30\n4,,no,40\n5,green,yes,50\n"


def fitted(table: Table, target: str | None = None, **changes: Any) -> FittedRecipe:
    recipe = Recipe.propose(table, target)
    for name, change in changes.items():
        recipe = recipe.with_column(name, **change)
    return recipe.fit(table)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_proposed_as_what_they_are(name: str) -> None:
    table = load_sample(name)
    recipe = Recipe.propose(table)
    assert (recipe.target, recipe.task) == (SAMPLES[name].target, SAMPLES[name].task)
    assert recipe.problems(table) == []
    rows = Split().rows(table, table.column(str(recipe.target)))
    made = recipe.fit(table, rows.train)
    arrays = made.transform(table, with_target=True)
    assert arrays.y is not None
    assert arrays.x.shape == (table.row_count, *made.input_shape)
    assert arrays.y.shape == (table.row_count, made.output_width) == (table.row_count, recipe.output_width(table))
    assert np.isfinite(arrays.x).all()
    assert made.input_shape == recipe.input_shape(table, rows.train)
    again = FittedRecipe.from_config(json.loads(json.dumps(made.to_config())))
    assert again == made
    assert np.array_equal(again.transform(table, with_target=False).x, arrays.x)


@given(
    st.integers(0, 2**31),
    st.sampled_from(["penguins", "auto_mpg", "titanic"]),
    st.sampled_from(list(SCALERS)),
    st.sampled_from([name for name, part in ENCODERS.items() if "category" in part.types]),
)
@settings(max_examples=16, deadline=None)
def test_validation_rows_cannot_leak(seed: int, name: str, scaling: str, encoding: str) -> None:
    table = load_sample(name)
    recipe = Recipe.propose(table)
    for column in recipe.columns:
        changes = {"scaling": scaling} if column.is_numeric else {"encoding": encoding} if column.is_categorical else {}
        recipe = recipe.with_column(column.name, **changes)
    rows = Split(seed=seed).rows(table, table.column(str(recipe.target)))
    header, *lines = str(table.to_csv()).splitlines()
    generator = random.Random(seed)
    for row in (*rows.validation, *rows.test):
        cells = list(table.row_texts(int(row)))
        changed = [text if place == table.names.index(str(recipe.target)) else "" if generator.random() < 0.3 else _other(text)
                   for place, text in enumerate(cells)]  # fmt: skip
        lines[row] = ",".join(f'"{cell}"' for cell in changed)
    other = read_text("\n".join([header, *lines]))
    assert recipe.fit(other, rows.train).to_config() == recipe.fit(table, rows.train).to_config()


def _other(text: str) -> str:
    try:
        return str(float(text) * 1000 + 7)
    except ValueError:
        return text[::-1] + "?"


def test_reasons_say_why() -> None:
    text = "id,same,note,size,target\n" + "".join(f"{i},7,note number {i} is long,{i * 1.5},{i % 3}\n" for i in range(1, 31))
    table = read_text(text)
    recipe = Recipe.propose(table)
    roles = {column.name: column.role for column in recipe.columns}
    assert roles == {"id": "ignore", "same": "ignore", "note": "ignore", "size": "feature", "target": "target"}
    reasons = {reason.subject: reason.text for reason in recipe.reasons(table)}
    assert "names the rows" in reasons["id"]
    assert "same value" in reasons["same"]
    assert "text" in reasons["note"]
    assert "3 different whole numbers" in reasons["target"]
    chosen = recipe.with_column("size", role="ignore")
    assert {r.subject: r.text for r in chosen.reasons(table)}["size"] == "ignored, as you chose"


def test_missing_values_follow_their_rule() -> None:
    table = read_text(MIXED)
    made = fitted(table, "y", size={"missing": "mean", "scaling": "none"}, colour={"missing": "category"})
    arrays = made.transform(table, with_target=True)
    assert arrays.x[:, 0].tolist() == [1, 2, 3, 4, 5]
    assert made.feature_names == ("size", "colour=blue", "colour=green", "colour=red", "colour=(missing)", "ok")
    assert arrays.x[3, 1:5].tolist() == [0, 0, 0, 1]
    assert arrays.x[:, 5].tolist() == [1, 0, 1, 0, 1]
    dropped = fitted(table, "y", size={"missing": "drop"}, colour={"missing": "mode"}).transform(table, with_target=True)
    assert dropped.rows.tolist() == [0, 1, 3, 4]
    assert [(problem.line, problem.column) for problem in dropped.skipped] == [(4, "size")]
    constant = fitted(table, "y", size={"missing": "constant", "fill": 9, "scaling": "none"}).transform(
        table, with_target=False
    )
    assert constant.x[2, 0] == 9
    with pytest.raises(DataError, match="must be a number"):
        fitted(table, "y", size={"missing": "constant", "fill": "nine"})


def test_encodings() -> None:
    table = read_text("c,y\n" + "".join(f"{label},{i}.5\n" for i, label in enumerate("abcabcd")))
    ordinal = fitted(table, "y", c={"encoding": "ordinal", "scaling": "none"}).transform(table, with_target=False).x
    assert ordinal[:, 0].tolist() == [0, 1, 2, 0, 1, 2, 3]
    binary = fitted(table, "y", c={"encoding": "binary"})
    x = binary.transform(table, with_target=False).x
    assert x.shape == (7, 3)
    assert len({tuple(row) for row in x.tolist()}) == 4
    assert Recipe.propose(table, "y").with_column("c", encoding="binary").input_shape(table) == (3,)


def test_an_unseen_category_is_none_of_the_known_or_refused() -> None:
    made = fitted(read_text(MIXED), "y")
    new = read_text("size,colour,ok\n1,pink,yes\n2,RED,no\n")
    x = made.transform(new, with_target=False).x
    assert x[0, 1:4].tolist() == [0, 0, 0]
    assert x[1, 1:4].tolist() == [0, 0, 1]
    strict = fitted(read_text(MIXED), "y", colour={"unseen": "skip"}).transform(new, with_target=False)
    assert strict.rows.tolist() == [1]
    assert strict.skipped[0].text == "pink"


def test_a_missing_column_is_refused_by_name_and_order_does_not_matter() -> None:
    made = fitted(read_text(MIXED), "y")
    with pytest.raises(DataError, match="lacks the column colour"):
        made.transform(read_text("size,ok\n1,yes\n"), with_target=False)
    straight = made.transform(read_text(MIXED), with_target=False).x
    rows = [line.split(",") for line in MIXED.splitlines()[1:]]
    turned = read_text("OK,colour, size,extra\n" + "".join(f"{ok},{colour},{size},9\n" for size, colour, ok, _ in rows))
    assert np.array_equal(made.transform(turned, with_target=False).x, straight)


def test_unreadable_cells_and_ragged_rows_get_no_prediction() -> None:
    made = fitted(read_text(MIXED), "y")
    table = read_text("size,colour,ok\n1,red,yes\nmany,red,yes\n2,red\n3,blue,no\n")
    arrays = made.transform(table, with_target=False)
    assert arrays.rows.tolist() == [0, 3]
    assert [(problem.line, problem.column) for problem in arrays.skipped] == [(4, ""), (3, "size")]
    assert arrays.skipped_count == 2


def test_yes_and_true_are_the_same_answer() -> None:
    made = fitted(read_text(MIXED), "ok")
    assert made.task == "binary"
    assert made.classes == ("no", "yes")
    arrays = made.transform(read_text("size,colour,y,ok\n1,red,1,True\n2,red,2,False\n"), with_target=True)
    assert arrays.y is not None
    assert arrays.y[:, 0].tolist() == [1, 0]


def test_numeric_targets_come_back_in_their_unit() -> None:
    table = load_sample("auto_mpg")
    recipe = Recipe.propose(table).with_column("hp", role="target")
    made = recipe.fit(table)
    arrays = made.transform(table, with_target=True)
    assert arrays.y is not None
    assert arrays.y.shape == (392, 2)
    expected = np.stack([table.column("mpg").values, table.column("hp").values], axis=1)
    assert made.invert_target(arrays.y) == pytest.approx(expected, rel=1e-5)
    assert made.target_names == ("mpg", "hp")


def test_labels_of_one_output_of_two_and_of_many() -> None:
    binary = fitted(load_sample("titanic"))
    labels, p = binary.labels(np.array([[0.2], [0.7], [-1.1], [1.3], [0.5]], np.float32))
    assert labels == ["0", "1", "0", "1", "0"]
    assert p == pytest.approx(np.array([[0.8, 0.2], [0.3, 0.7], [1, 0], [0, 1], [0.5, 0.5]]))
    table = load_sample("titanic")
    recipe = Recipe.from_config(Recipe.propose(table).to_config() | {"binary_outputs": 2})
    two = recipe.fit(table)
    assert two.output_width == recipe.output_width(table) == 2
    assert two.labels(np.array([[0.1, 0.9]]))[0] == ["1"]
    many = fitted(load_sample("iris"))
    labels, p = many.labels(np.array([[0.2, 0.5, 0.3], [-1, -1, -1], [2.0, 1.0, -1.0]]))
    assert labels == ["versicolor", "setosa", "setosa"]
    assert p.sum(axis=1) == pytest.approx([1, 1, 1])


@pytest.mark.parametrize("name", ["titanic", "iris"])
def test_no_row_has_no_label_and_a_row_does_not_depend_on_the_others(name: str) -> None:
    made = fitted(load_sample(name))
    labels, p = made.labels(np.zeros((0, made.output_width), np.float32))
    assert labels == []
    assert p.shape == (0, len(made.classes or ()))
    outputs = np.array([[0.2, 0.5, 0.3005], [0.9, 0.9, 0.2]])[:, : made.output_width]
    assert made.labels(outputs)[1][0] == pytest.approx(made.labels(outputs[:1])[1][0], abs=1e-15)


def test_a_target_is_read_as_classes_and_a_number_again() -> None:
    table = load_sample("titanic")
    recipe = Recipe.propose(table, "sex")
    assert recipe.column("survived").type == "number"
    turned = recipe.with_column("sex", role="feature").with_column("survived", role="target")
    assert turned.task == "binary"
    back = turned.with_column("survived", role="feature").with_column("sex", role="target")
    assert back.column("survived").type == "number"
    assert turned.with_column("survived", type="number").task == "regression"


def test_problems_name_what_is_wrong() -> None:
    table = read_text("a,b,c\n1,x,same\n2,y,same\n3,x,same\n4,y,same\n")
    recipe = Recipe.propose(table, "b")

    def said(changed: Recipe) -> str:
        return " ".join(problem.sentence for problem in changed.problems(table))

    assert said(recipe) == ""
    assert "No column is the target" in said(recipe.with_column("b", role="feature"))
    assert "No column is a feature" in said(recipe.with_column("a", role="ignore"))
    assert "only one class" in said(recipe.with_column("b", role="ignore").with_column("c", role="target"))
    keys = read_text("key,a\n" + "".join(f"word {i},{i % 3}\n" for i in range(30)))
    assert "different in each of the 30 rows" in Recipe.propose(keys, "key").problems(keys)[0].sentence
    assert "must all be numbers" in said(recipe.with_column("a", role="target"))
    assert "text" in said(recipe.with_column("a", type="text"))
    with pytest.raises(DataError, match="role of column a"):
        recipe.with_column("a", role="boss")


def test_images_are_arranged() -> None:
    table = load_sample("digits")
    config = Recipe.propose(table).to_config()
    recipe = Recipe.from_config(config | {"image_shape": [8, 8, 1]})
    arrays = recipe.fit(table).transform(table, with_target=False)
    assert arrays.x.shape == (1797, 8, 8, 1)
    assert arrays.x.min() == 0
    assert arrays.x.max() == 1
    wrong = Recipe.from_config(config | {"image_shape": [9, 8, 1]})
    assert "72" in wrong.problems(table)[0].sentence


def test_a_changed_config_is_refused_or_works() -> None:
    table = load_sample("penguins")
    config = Recipe.propose(table).fit(table).to_config()
    generator = random.Random(3)
    refused = 0
    for _ in range(600):
        changed = copy.deepcopy(config)
        _change(changed, generator)
        try:
            made = FittedRecipe.from_config(changed)
            made.transform(table, with_target=True)
        except DataError:
            refused += 1
    assert refused > 100


def _change(tree: Any, generator: random.Random) -> None:
    """Put something odd in the place of one part of the tree."""
    while True:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        if not keys:
            return
        key = generator.choice(keys)
        if isinstance(tree[key], dict | list) and tree[key] and generator.random() < 0.8:
            tree = tree[key]
            continue
        odd = [None, -1, 0, 1e308, float("nan"), "odd", [], {}, True, [1], ["a", "a"], np.zeros(2), b"x", 10**30]
        tree[key] = generator.choice(odd)
        return
