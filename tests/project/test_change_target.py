"""Which column was guessed to be the target first leaves no trace once another one is chosen."""

from __future__ import annotations

import pytest

from nndesigner.data.reader import read_text
from nndesigner.data.recipe import Recipe
from nndesigner.data.samples import load_sample
from nndesigner.project.edits import SetColumn, SetTarget
from nndesigner.session.create import project_from_table


@pytest.mark.parametrize("name", ["iris", "penguins", "titanic", "auto_mpg"])
def test_a_chosen_target_gives_the_recipe_proposed_for_it(name: str) -> None:
    table = load_sample(name)
    for column in table.names:
        project = project_from_table(table, {"kind": "bundled", "name": name}, column)
        assert project.recipe == Recipe.propose(table, column)


def test_rows_without_the_old_target_are_learnt_from() -> None:
    table = read_text(
        "a,b,c\n" + "".join(f"{i},{i * 1.5 if i % 3 else ''},{'xy'[i % 2] if i % 5 else ''}\n" for i in range(60))
    )
    project = project_from_table(table, {"kind": "embedded", "name": "t", "csv": ""}, "b")
    assert project.recipe is not None
    assert project.recipe.column("b").missing == "drop"
    SetTarget(project, "a").redo()
    assert project.recipe.column("b").missing == "median"
    assert len(project.recipe.fit(table).transform(table, with_target=True).rows) == 60
    SetTarget(project, "c").redo()
    SetColumn(project, "c", type="category", role="feature").redo()
    assert project.recipe.column("c").missing == "mode"
