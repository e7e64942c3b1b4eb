"""The data recipe in a generated file gives the recipe's own numbers, labels and values."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.data.reader import read_text
from nndesigner.data.recipe import Recipe
from nndesigner.files.code import TARGETS, code_of
from nndesigner.project.trained import TrainedModel

TEXT = """size,colour,day,member,price,kind
1.5,red,2024-01-03,yes,10,a
2.5,blue,2024-02-03,no,20,b
,green,2024-03-09,yes,35,c
4.0,,2024-04-01,no,40,a
5.5,red,2024-05-06,no,55,b
"""
CHANGES = [
    {},
    {"colour": {"encoding": "ordinal", "scaling": "standard", "missing": "mode"}},
    {"colour": {"encoding": "binary", "missing": "category"}, "size": {"missing": "constant", "fill": 3.0}},
    {"colour": {"encoding": "embedding"}, "size": {"scaling": "log"}, "day": {"role": "feature", "encoding": "parts"}},
    {"price": {"scaling": "log"}, "day": {"role": "feature", "encoding": "parts", "parts": ("day", "yearday", "month cycle")}},
]


def made(target, changes):
    table = read_text(TEXT)
    recipe = Recipe.propose(table, target)
    for column, change in changes.items():
        recipe = recipe.with_column(column, **change)
    fitted = recipe.fit(table, np.arange(table.row_count))
    last = nn.Dense(fitted.output_width, activation="linear" if fitted.task == "regression" else "softmax")
    model = nn.Sequential([last], input_shape=fitted.input_shape, seed=1)
    model.compile("sgd", "mean_squared_error")
    return table, fitted, TrainedModel(model, fitted)


@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize("target", ["price", "kind"])
def test_the_numpy_file_prepares_and_answers_as_the_recipe_does(target, changes):
    table, fitted, trained = made(target, changes)
    scope = {"__name__": "file"}
    exec(code_of(trained, "numpy"), scope)
    arrays = fitted.transform(table, with_target=True)
    names = TEXT.splitlines()[0].split(",")
    rows = [dict(zip(names, line.split(","), strict=True)) for line in TEXT.splitlines()[1:]]
    rows = [rows[place] for place in arrays.rows]
    assert np.allclose(scope["prepare"](rows), arrays.x, atol=1e-6)
    assert np.allclose(scope["targets"](rows), arrays.y, atol=1e-6)
    outputs = scope["predict"](scope["prepare"](rows))
    if fitted.task == "regression":
        assert np.allclose(scope["answer"](outputs)[:, 0], fitted.invert_target(outputs))
    else:
        assert scope["answer"](outputs) == fitted.labels(outputs)[0]


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_holds_the_recipe(target):
    text = code_of(made("kind", {})[2], target)
    assert all(f"def {name}(" in text for name in ("prepare", "targets", "answer"))
    compile(text, "file", "exec")


def test_a_missing_value_that_the_recipe_cannot_fill_is_named():
    _, _, trained = made("kind", {"size": {"missing": "drop"}})
    scope = {"__name__": "file"}
    exec(code_of(trained, "numpy"), scope)
    with pytest.raises(ValueError, match="size is missing"):
        scope["prepare"]([{"size": "", "colour": "red", "day": "2024-01-01", "member": "yes", "price": "1"}])
