"""The first network: it fits its data, is the same every time, and gives a reason for each choice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nndesigner.data.recipe import Recipe, Window
from nndesigner.data.split import Split
from nndesigner.data.table import Table
from nndesigner.project.contents import Contents
from nndesigner.project.project import Project
from nndesigner.project.propose import propose
from tests.project.projects import flowers


def project_of(table: Table, target: str | None = None) -> Project:
    recipe = Recipe.propose(table, target)
    proposal = propose(table, recipe)
    return Project(
        Contents(proposal.design.graph, None, table, recipe, proposal.split, proposal.settings, reasons=proposal.reasons)
    )


def numbers(rows: int, columns: int) -> Table:
    rng = np.random.default_rng(1)
    data = {f"x{i}": rng.normal(size=rows).round(3).tolist() for i in range(columns)}
    return Table.from_columns("numbers", {**data, "y": rng.normal(size=rows).round(4).tolist()})


def widths(project: Project) -> list[int]:
    return [node.options["units"] for node in project.design.nodes.values() if node.kind == "Dense"]


@pytest.mark.parametrize("target", ["kind", "wild", "size", "colour"])
@pytest.mark.parametrize("rows", [9, 150, 900])
def test_a_proposal_is_trainable_and_has_no_warning(rows, target):
    project = project_of(flowers(rows), target)
    assert [p for p in project.analysis.problems if p.rule != "data_problems" and p.severity != "advice"] == []


@pytest.mark.parametrize(
    ("target", "activation", "loss"),
    [("kind", "softmax", "categorical_crossentropy"), ("wild", "sigmoid", "binary_crossentropy"), ("size", None, None)],
)
def test_the_end_fits_the_task(target, activation, loss):
    project = project_of(flowers(), target)
    *_, last, output = project.design.nodes.values()
    assert last.options.get("activation") == activation
    assert output.options.get("loss") == loss


def test_more_rows_and_columns_allow_a_larger_network():
    small, large = project_of(numbers(60, 3)), project_of(numbers(3000, 200))
    assert len(widths(small)) == 2
    assert len(widths(large)) == 3
    assert max(widths(large)) > max(widths(small))
    assert widths(large) == sorted(widths(large), reverse=True)


def test_settings_follow_the_rows():
    assert project_of(numbers(12, 2)).settings.batch_size == 12
    assert project_of(numbers(3000, 2)).settings.batch_size == 32
    assert project_of(numbers(3000, 2)).settings.epochs < project_of(numbers(100, 2)).settings.epochs
    assert project_of(numbers(100, 2)).settings.early_stopping


def test_a_truth_table_is_trained_on_whole():
    columns = {"a": [0, 0, 1, 1], "b": [0, 1, 0, 1], "y": [0, 1, 1, 0]}
    project = project_of(Table.from_columns("xor", columns), "y")
    assert project.split.train == 1
    assert project.settings.early_stopping is None
    assert any(reason.subject == "Split" for reason in project.reasons)
    assert project_of(numbers(60, 2)).split.validation > 0


def test_proposing_twice_gives_the_same():
    table = flowers()
    recipe = Recipe.propose(table, "kind")
    first, second = propose(table, recipe), propose(table, recipe)
    assert first.design.graph == second.design.graph
    assert (first.settings, first.reasons) == (second.settings, second.reasons)


def test_every_reason_names_what_was_chosen_and_why():
    project = project_of(flowers(), "kind")
    assert {"Width", "Loss", "Optimizer", "Batch"} <= {reason.subject for reason in project.reasons}
    for reason in project.reasons:
        assert reason.choice
        assert reason.why.endswith(".")
        assert reason.node is None or reason.node in project.design.nodes


def test_blocks_stand_from_left_to_right():
    places = [node.position for node in project_of(flowers(), "kind").design.nodes.values()]
    assert places == sorted(places)
    assert len({y for _, y in places}) == 1


def test_without_a_target_there_is_still_a_network():
    table = flowers()
    recipe = Recipe.propose(table, "kind").with_column("kind", role="feature")
    proposal = propose(table, recipe)
    assert proposal.design.output_nodes()


def test_a_column_of_many_categories_gets_an_embedding_and_its_source_is_named():
    rng = np.random.default_rng(0)
    town = rng.integers(0, 40, 1200)
    columns = {"town": [f"town {i}" for i in town], "x": rng.normal(size=1200), "y": town + rng.normal(size=1200)}
    table = Table.from_columns("t", columns)
    project = project_of(table, "y")
    assert project.recipe.column("town").encoding == "embedding"
    assert project.analysis.errors == ()
    reason = next(reason for reason in project.reasons if reason.subject == "Embedding")
    assert "Guo & Berkhahn 2016" in reason.why
    assert project.design.nodes[reason.node].options == {"input_dim": 41, "output_dim": 13}


@pytest.mark.parametrize(("steps", "kind"), [(20, "LSTM"), (150, "Conv1D")])
def test_a_series_gets_a_memory_or_convolutions(steps, kind):
    table = Table.from_columns("t", {"x": range(600), "y": [i % 7 + 0.5 for i in range(600)]})
    recipe = replace(Recipe.propose(table, "y"), window=Window(steps))
    proposal = propose(table, recipe, Split(method="ordered"))
    project = Project(Contents(proposal.design.graph, None, table, recipe, proposal.split, proposal.settings))
    assert kind in {node.kind for node in project.design.nodes.values()}
    assert project.analysis.errors == ()
