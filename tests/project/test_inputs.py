"""Blocks bound to columns: widths follow retyped and dropped columns at once; embeddings learn, are saved and undone."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner.data.recipe import Window
from nndesigner.data.table import Table
from nndesigner.files.code import code_of
from nndesigner.files.model_file import load_trained, save_trained
from nndesigner.project.edits import (
    AppendNode,
    EmbedColumn,
    RemoveNodes,
    ReplaceData,
    ReplaceDesign,
    SetColumn,
    SetImageShape,
    SetOption,
    SetRole,
    SetSplit,
    SetWindow,
)
from nndesigner.project.edits.base import Refusal
from nndesigner.project.graph import Node, Wire
from nndesigner.project.project import Project
from nndesigner.session.evaluate import evaluate
from nndesigner.session.job import Job
from nndesigner.session.predict import predict
from nndesigner.session.run import run


def input_widths(project: Project) -> dict[str, tuple[int, ...] | None]:
    return {node.name: project.analysis.shapes[node.id] for node in project.design.input_nodes()}


def cities(rows: int = 400) -> Table:
    """A price that depends on one of 12 cities, which no order of theirs tells, and a little on the size."""
    rng = np.random.default_rng(0)
    city, size = rng.integers(0, 12, rows), rng.normal(size=rows)
    worth = rng.permutation(12)
    columns = {"size": size.round(3), "city": [f"city {i}" for i in city], "price": (worth[city] + 0.3 * size).round(3)}
    return Table.from_columns("cities", columns)


def test_dropping_and_retyping_a_column_moves_widths_downstream_at_once(project):
    assert project.analysis.shapes["n1"] == (10,)
    before = project.analysis.parameters["n2"]
    SetColumn(project, "x1", role="ignore").redo()
    assert project.analysis.shapes["n1"] == (9,)
    assert project.analysis.parameters["n2"] == before - 8
    edit = SetColumn(project, "colour", encoding="binary")
    edit.redo()
    assert project.analysis.shapes["n1"] == (8,)
    SetColumn(project, "colour", encoding="ordinal").redo()
    assert project.analysis.shapes["n1"] == (6,)
    edit.undo()
    assert project.analysis.shapes["n1"] == (9,)


def test_inputs_are_bound_to_columns_and_the_rest_goes_to_the_free_one(project):
    EmbedColumn(project, "colour").redo()
    assert input_widths(project) == {"input": (6,), "colour": (1,)}
    assert project.analysis.errors == ()
    SetColumn(project, "x0", role="ignore").redo()
    assert input_widths(project)["input"] == (5,)
    key = next(node.id for node in project.design.input_nodes() if node.name == "colour")
    SetOption(project, key, "columns", ["colour", "x1"], merge=False).redo()
    assert input_widths(project) == {"input": (4,), "colour": (2,)}
    assert [problem.rule for problem in project.analysis.errors] == ["embedding_of_numbers"]


def test_an_embedding_learns_what_no_order_tells_and_is_saved(tmp_path):
    table = cities()
    project = Project()
    ReplaceData(project, {"kind": "test"}, table).redo()
    edit = EmbedColumn(project, "city")
    edit.redo()
    assert not [problem for problem in project.analysis.problems if problem.severity != "advice"]
    trained = run(Job.from_project(project, epochs=120))
    report = evaluate(trained, table)
    assert report.metrics["r2_score"] > 0.9
    save_trained(trained, tmp_path / "m.pkl")
    again = load_trained(tmp_path / "m.pkl")
    new = Table.from_columns("new", {"size": [0.0, 0.5], "city": ["city 3", "Atlantis"]})
    values = predict(again, new).values
    assert np.array_equal(values, predict(trained, new).values)
    assert np.isfinite(values).all()
    assert Project.from_trained(again).analysis.shapes.values()
    edit.undo()
    assert len(project.design.input_nodes()) == 1


def test_two_embeddings_share_a_concatenate_and_one_alone_needs_none():
    table = Table.from_columns("t", {"a": list("xyz") * 20, "b": list("uvwt") * 15, "y": [i % 7 + 0.5 for i in range(60)]})
    project = Project()
    ReplaceData(project, {"kind": "test"}, table).redo()
    for name in "ab":
        EmbedColumn(project, name).redo()
    assert project.analysis.errors == ()
    assert input_widths(project) == {"input": (1,), "a": (1,)}
    assert [node.kind for node in project.design.nodes.values()].count("Concatenate") == 1
    with pytest.raises(Refusal, match="none"):
        EmbedColumn(project, "y").redo()


def test_an_embedding_grows_with_its_column():
    project = Project()
    ReplaceData(project, {"kind": "test"}, cities()).redo()
    EmbedColumn(project, "city").redo()
    key = next(node.id for node in project.design.nodes.values() if node.kind == "Embedding")
    assert project.design.nodes[key].options["input_dim"] == 13
    SetColumn(project, "city", missing="category").redo()
    assert project.analysis.errors == ()
    assert project.design.nodes[key].options["input_dim"] == 14


def test_the_shown_width_is_the_fitted_one_where_a_category_is_met_in_validation_only():
    rows = 100
    table = Table.from_columns(
        "t", {"c": ["a", "b"] * 49 + ["rare", "a"], "x": range(rows), "y": [i * 0.5 for i in range(rows)]}
    )
    project = Project()
    ReplaceData(project, {"kind": "test"}, table).redo()
    SetSplit(project, method="ordered").redo()
    assert project.analysis.shapes[project.design.input_nodes()[0].id] == (3,)
    assert run(Job.from_project(project, epochs=1)).model.input_shape == (3,)


def test_several_numeric_targets_are_predicted_at_once(project):
    SetRole(project, "size", "target").redo()
    assert project.recipe.target == "size"
    SetRole(project, "x0", "target").redo()
    assert {column.name for column in project.recipe.targets} == {"size", "x0"}
    assert project.analysis.errors == ()
    trained = run(Job.from_project(project, epochs=2))
    assert trained.recipe.target_names == ("x0", "size")
    assert predict(trained, project.table).header == ("prediction(x0)", "prediction(size)")
    SetRole(project, "x1", "target", alone=True).redo()
    assert [column.name for column in project.recipe.targets] == ["x1"]
    SetRole(project, "kind", "target").redo()
    assert [column.name for column in project.recipe.targets] == ["kind"]
    SetRole(project, "kind", "ignore").redo()
    assert project.recipe.targets == ()


def test_a_time_series_is_forecast(tmp_path):
    t = np.arange(400)
    table = Table.from_columns("wave", {"t": t, "wave": np.sin(t / 5).round(4)})
    project = Project()
    ReplaceData(project, {"kind": "test"}, table).redo()
    SetColumn(project, "t", role="ignore").redo()
    edit = SetWindow(project, Window(12, time="t"))
    edit.redo()
    assert project.split.method == "time"
    assert project.analysis.errors == ()
    assert input_widths(project) == {"input": (12, 1)}
    assert {"LSTM", "GRU", "Conv1D"} & {node.kind for node in project.design.nodes.values()}
    trained = run(Job.from_project(project, epochs=25))
    assert evaluate(trained, table).metrics["r2_score"] > 0.9
    save_trained(trained, tmp_path / "m.pkl")
    again = load_trained(tmp_path / "m.pkl")
    longer = Table.from_columns("more", {"t": range(13), "wave": [*np.sin(np.arange(12) / 5).round(4).tolist(), None]})
    found = predict(again, longer)
    assert found.ok.tolist() == [False] * 12 + [True]
    assert found.values[12, 0] == pytest.approx(np.sin(12 / 5), abs=0.25)
    edit.undo()
    assert project.split.method == "random"
    assert project.recipe.window is None


def test_an_image_gets_a_convolution():
    rng = np.random.default_rng(0)
    grey = rng.integers(0, 256, (120, 64))
    table = Table.from_columns("grey", {f"pixel{i}": grey[:, i] for i in range(64)} | {"kind": ["a", "b"] * 60})
    project = Project()
    ReplaceData(project, {"kind": "test"}, table).redo()
    SetImageShape(project, (8, 8, 1)).redo()
    assert input_widths(project) == {"input": (8, 8, 1)}
    assert "Conv2D" in {node.kind for node in project.design.nodes.values()}
    assert project.analysis.errors == ()
    assert run(Job.from_project(project, epochs=1)).model.input_shape == (8, 8, 1)
    SetColumn(project, "pixel0", role="ignore").redo()
    assert "takes 64 numbers a row; the features give 63" in project.analysis.errors[0].message
    project.analysis.errors[0].fix.make().redo()
    assert input_widths(project) == {"input": (63,)}


def test_following_the_fixes_after_a_column_went_leads_to_a_trainable_network():
    project = Project()
    ReplaceData(project, {"kind": "test"}, cities()).redo()
    EmbedColumn(project, "city").redo()
    SetColumn(project, "size", role="ignore").redo()
    assert project.analysis.errors[0].rule == "empty_input"
    for _ in range(4):
        if project.analysis.errors:
            project.analysis.errors[0].fix.make().redo()
    assert project.analysis.errors == ()
    assert run(Job.from_project(project, epochs=1)).model.input_shape == (1,)


def test_an_export_feeds_each_input_with_its_own_columns():
    table = cities()
    project = Project()
    ReplaceData(project, {"kind": "test"}, table).redo()
    graph = project.graph
    (old,) = graph.outgoing("n1")
    nodes = [
        Node("n20", "Input", "extra", {"columns": ["city"]}),
        Node("n21", "Dense", "side", {"units": 4}),
        Node("n22", "Concatenate", "both"),
    ]
    wires = [Wire("n20", "n21"), Wire("n21", "n22", 1), Wire("n1", "n22", 0), Wire("n22", old.target)]
    ReplaceDesign(project, graph.with_nodes(nodes).with_swapped_wires([old], wires)).redo()
    trained = run(Job.from_project(project, epochs=2))
    scope = {"__name__": "file"}
    exec(code_of(trained, "numpy"), scope)
    rows = [
        {"size": size, "city": city}
        for size, city in zip(table.column("size").values, table.column("city").values, strict=True)
    ]
    answers = scope["answer"](scope["predict"](scope["prepare"](rows)))
    assert np.allclose(answers, predict(trained, table).values, atol=1e-4)


def test_a_second_input_begins_without_columns_takes_chosen_ones_and_gives_them_back(project):
    first = project.design.input_nodes()[0]
    edit = AppendNode(project, "Input")
    edit.redo()
    assert project.design.nodes[edit.node_id].options == {"columns": []}
    assert input_widths(project)[first.name] == (10,)
    problem = next(problem for problem in project.analysis.problems if problem.rule == "empty_input")
    assert "takes no column yet" in problem.message
    problem.fix.make().redo()
    taken = project.design.nodes[edit.node_id].options["columns"]
    assert taken
    assert all(project.recipe.column(name).is_categorical for name in taken)
    widths = input_widths(project)
    assert sum(width[0] for width in widths.values()) == 10
    assert widths[first.name][0] < 10
    SetColumn(project, taken[0], role="ignore").redo()
    assert sum(width[0] for width in input_widths(project).values() if width) < 10
    loose = next(problem for problem in project.analysis.problems if problem.rule == "dead_end")
    join = loose.fix.make()
    join.redo()
    assert not [problem for problem in project.analysis.problems if problem.severity != "advice"]
    merge = next(node for node in project.design.nodes.values() if node.kind == "Concatenate")
    assert {wire.source for wire in project.graph.incoming(merge.id)} == {first.id, edit.node_id}
    assert run(Job.from_project(project, epochs=1)).model.input_shape == [
        project.analysis.shapes[first.id],
        project.analysis.shapes[edit.node_id],
    ]
    join.undo()
    RemoveNodes(project, [edit.node_id]).redo()
    SetColumn(project, taken[0], role="feature").redo()
    assert input_widths(project) == {first.name: (10,)}


def test_a_column_enters_once(project):
    edit = AppendNode(project, "Input")
    edit.redo()
    SetOption(project, edit.node_id, "columns", ["x0", "x1"], merge=False).redo()
    SetOption(project, "n1", "columns", ["x1", "x2"], merge=False).redo()
    problem = next(problem for problem in project.analysis.errors if problem.rule == "shared_columns")
    assert "x1 enters twice" in problem.message
    problem.fix.make().redo()
    assert project.analysis.errors == ()
    unread = next(problem for problem in project.analysis.problems if problem.rule == "unread_columns")
    assert unread.severity == "warning"


def test_a_series_without_features_is_offered_its_own_past():
    months = [f"{1949 + i // 12}-{i % 12 + 1:02d}-01" for i in range(144)]
    table = Table.from_columns("air", {"month": months, "passengers": [100 + i + 20 * (i % 12) for i in range(144)]})
    project = Project()
    ReplaceData(project, {"kind": "test"}, table).redo()
    problem = next(problem for problem in project.analysis.errors if problem.rule == "no_feature")
    problem.fix.make().redo()
    assert project.recipe.window == Window(12, time="month")
    assert project.contents.split.method == "time"
    assert project.analysis.errors == ()
    assert "LSTM" in {node.kind for node in project.design.nodes.values()}
