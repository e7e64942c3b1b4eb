"""Findings: each kind is found with its number, sound data has none, a large table is judged once and by a sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nndesigner.data.advice import find, known
from nndesigner.data.advice.leaks import alone
from nndesigner.data.recipe import Recipe, Window
from nndesigner.data.samples import SAMPLES, load_sample
from nndesigner.data.split import Split
from nndesigner.data.table import Table

ROWS = 300
RNG = np.random.default_rng(0)
X = RNG.normal(size=ROWS)
Y = (X + RNG.normal(size=ROWS)).round(3)
KIND = np.array(["a", "b", "c"])[np.arange(ROWS) % 3]


def sound(**columns: object) -> Table:
    """Two harmless features, the given columns, and a number to be predicted."""
    return Table.from_columns("t", {"x": X.round(3), "z": RNG.normal(size=ROWS).round(3)} | columns | {"target": Y})


def kinds(table: Table, target: str = "target", **changes: dict[str, str]) -> dict[str, tuple[str, float]]:
    recipe = Recipe.propose(table, target)
    for column in recipe.features:
        recipe = recipe.with_column(column.name, **changes.get(column.name, {}))
    for name in changes:
        recipe = recipe.with_column(name, role="feature", **changes[name])
    return {finding.kind: (finding.column, finding.value) for finding in find(table, recipe, Split())}


def test_sound_data_has_no_finding() -> None:
    assert kinds(sound()) == {}


# One row a finding: the column added, what the user made of it, and the value found.
CASES = {
    "constant": ([7.0] * ROWS, {"type": "number"}, 1.0),
    "mostly_missing": ([None if i % 5 else i % 7 + 0.5 for i in range(ROWS)], {}, 0.8),
    "id_like": ([f"person {i}" for i in range(ROWS)], {"type": "category"}, 1.0),
    "row_index": ([i + i // 100 for i in range(ROWS)], {"type": "number"}, 2.0),
    "skewed": (np.exp(2 * RNG.normal(size=ROWS)).round(3), {}, None),
    "outliers": ([*RNG.normal(size=ROWS - 2).round(3), 900.0, -900.0], {}, 2.0),
    "leaking": (2 * Y + 5, {}, None),
}


@pytest.mark.parametrize("kind", CASES)
def test_a_column_is_found_out(kind: str) -> None:
    values, changes, value = CASES[kind]
    name = "index" if kind == "row_index" else "odd"
    table = sound(**{name: values})
    found = kinds(table, **{name: changes})
    assert list(found) == [kind]
    assert found[kind][0] == name
    if value is not None:
        assert found[kind][1] == pytest.approx(value)
    remedy = {"skewed": {"scaling": "log"}, "outliers": {"scaling": "robust"}}.get(kind, {"role": "ignore"})
    recipe = Recipe.propose(table, "target").with_column(name, **(changes | remedy))
    assert find(table, recipe, Split()) == ()


def test_a_leak_is_found_among_classes_and_categories_but_not_a_good_feature() -> None:
    codes = np.arange(ROWS) % 3
    fresh = {
        "x": X,
        "told": np.array(["one", "two", "three"])[codes],
        "good": codes + 0.5 * RNG.normal(size=ROWS),
        "kind": KIND,
    }
    table = Table.from_columns("t", fresh)
    assert kinds(table, "kind") == {"leaking": ("told", 1.0)}
    noise = alone(table.column("x"), table.column("kind"), np.arange(ROWS))
    good = alone(table.column("good"), table.column("kind"), np.arange(ROWS))
    assert noise < 0.5 < good < 0.98


def test_copies_and_their_twins_are_counted() -> None:
    half = {"x": X[:150], "z": X[150:], "target": Y[:150]}
    table = Table.from_columns("t", {name: [*values, *values] for name, values in half.items()})
    recipe = Recipe.propose(table, "target")
    (finding,) = find(table, recipe, Split())
    assert (finding.kind, finding.value) == ("duplicates", 150.0)
    assert "150 of 300 rows" in finding.sentence
    assert "have a twin that trains" in finding.sentence
    assert find(table, replace(recipe, drop_duplicates=True), Split()) == ()


def test_a_rare_class_is_found() -> None:
    table = Table.from_columns("t", {"x": X, "kind": ["no"] * 285 + ["yes"] * 15})
    (finding,) = find(table, Recipe.propose(table, "kind"), Split())
    assert (finding.kind, finding.column, finding.value) == ("imbalance", "kind", 19.0)
    assert "15 of 300 rows" in finding.sentence


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_looked_through_and_hide_no_leak(name: str) -> None:
    table = load_sample(name)
    recipe = Recipe.propose(table)
    found = find(table, recipe, Split())
    assert "leaking" not in {finding.kind for finding in found}
    assert all(finding.sentence[-1] == "." and "{" not in finding.sentence for finding in found)


def test_it_is_worked_out_once_a_state_and_can_be_broken_off() -> None:
    table = sound(same=[1.0] * ROWS)
    recipe = Recipe.propose(table, "target").with_column("same", role="feature")
    assert known(table, recipe, Split()) is None
    assert find(table, recipe, Split(), cancelled=lambda: True) == ()
    assert known(table, recipe, Split()) is None
    found = find(table, recipe, Split())
    assert known(table, Recipe.from_config(recipe.to_config()), Split()) is found
    assert known(table, recipe, Split(seed=1)) is None


def test_a_series_is_not_blamed_for_its_order() -> None:
    table = sound(index=range(ROWS))
    recipe = Recipe.propose(table, "target").with_column("index", role="feature", type="number")
    assert [finding.kind for finding in find(table, recipe, Split())] == ["row_index"]
    assert find(table, replace(recipe, window=Window(3)), Split(method="ordered")) == ()


def test_a_search_through_many_columns_is_broken_off_between_two_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from nndesigner.data.advice import columns, leaks

    rng = np.random.default_rng(0)
    table = Table.from_columns("wide", {f"x{i}": rng.normal(size=200) for i in range(40)} | {"y": rng.normal(size=200)})
    recipe = Recipe.propose(table, "y")
    for module, name in ((leaks, "alone"), (columns, "_useless")):
        asked: list[int] = []
        work = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, asked=asked, work=work: asked.append(1) or work(*given))
        assert find(table, recipe, Split(), cancelled=lambda asked=asked: len(asked) >= 3) == ()
        assert len(asked) == 3
