"""From a design to a compiled network and back."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import DesignerError, ShapeError
from nndesigner.project.build import build_model, design_of, metric_names, with_input_shape
from nndesigner.project.edits import SetTarget
from nndesigner.project.graph import Graph, Node, Wire
from nndesigner.project.project import Project
from nndesigner.project.settings import TrainingSettings
from nndesigner.project.trained import TrainedModel
from tests.project.projects import graph_for, make_project


def fitted(project):
    return project.recipe.fit(project.table, np.arange(100))


def test_the_network_has_the_designs_names_shapes_and_seed(project):
    recipe = fitted(project)
    model = build_model(project, recipe, project.settings)
    assert [layer.name for layer in model.layers if layer.name != "input"] == ["dense", "dropout", "dense_1"]
    assert model.count_params() == project.analysis.total_parameters
    again = build_model(project, recipe, project.settings)
    other = build_model(project, recipe, project.settings.replace(seed=9))
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), again.get_weights(), strict=True))
    assert not np.array_equal(model.get_weights()[0], other.get_weights()[0])


def test_a_built_network_trains(project):
    recipe = fitted(project)
    arrays = recipe.transform(project.table, with_target=True)
    model = build_model(project, recipe, project.settings)
    history = model.fit(arrays.x, arrays.y, epochs=3, verbose=0)
    assert {"loss", "accuracy"} <= history.history.keys()


def test_metrics_follow_the_task(project):
    assert metric_names(project.settings, fitted(project)) == ("accuracy",)
    SetTarget(project, "size").redo()
    assert metric_names(project.settings, fitted(project)) == ("mean_absolute_error", "root_mean_squared_error", "r2_score")
    chosen = TrainingSettings(metrics=("mean_squared_error",))
    assert metric_names(chosen, fitted(project)) == ("mean_squared_error",)


def test_branches_are_built(project):
    graph = graph_for(8)
    graph = graph.with_node(Node("n9", "Add", "add")).with_node(
        Node("n8", "Dense", "end", {"units": 3, "activation": "softmax"})
    )
    graph = graph.with_swapped_wires(
        [Wire("n4", "n5")], [Wire("n4", "n9", 0), Wire("n2", "n9", 1), Wire("n9", "n8"), Wire("n8", "n5")]
    )
    project = make_project(graph)
    assert not project.analysis.errors
    recipe = fitted(project)
    model = build_model(project, recipe, project.settings)
    assert model.predict(recipe.transform(project.table, with_target=False).x[:5]).shape == (5, 3)
    assert model.count_params() == project.analysis.total_parameters


def test_a_stray_block_is_left_out(project):
    project.design.add_node(Node("n9", "Dense", "stray", {"units": 3}))
    assert len(build_model(project, fitted(project)).get_weights()) == 4


def test_a_network_of_the_wrong_width_is_refused():
    project = make_project(graph_for(7))
    with pytest.raises(ShapeError, match="7"):
        build_model(project, fitted(project), project.settings)


def test_a_design_without_an_output_is_refused():
    with pytest.raises(DesignerError, match="Output"):
        build_model(Graph(), None, TrainingSettings())


def test_a_scripts_network_becomes_a_design_and_the_same_network_again():
    inputs = nn.Input((4,))
    hidden = nn.Dense(6, activation="relu")(inputs)
    joined = nn.Concatenate()([hidden, nn.Dense(2)(inputs)])
    model = nn.Model(inputs, nn.Dense(3, activation="softmax")(joined))
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    design = design_of(model)
    assert design.output_nodes()[0].options == {"loss": "categorical_crossentropy"}
    assert json.loads(json.dumps(design.to_config())) == design.to_config()
    again = build_model(design)
    again.set_weights(model.get_weights())
    x = np.random.default_rng(0).normal(size=(7, 4)).astype(np.float32)
    assert np.array_equal(again.predict(x), model.predict(x))


def test_an_opened_model_is_a_project_without_data(project):
    recipe = fitted(project)
    model = build_model(project, recipe, project.settings)
    trained = TrainedModel(model, recipe, {"loss": np.arange(3.0)}, project.settings, project.design.to_config())
    opened = Project.from_trained(trained)
    assert opened.trained is trained
    assert [problem.rule for problem in opened.analysis.errors] == ["no_data"]
    assert opened.analysis.total_parameters == model.count_params()
    assert trained.classes == ("setosa", "versicolor", "virginica")
    assert trained.columns[:2] == ("x0", "x1")
    assert trained.epochs == 3
    bare = Project.from_trained(TrainedModel(model))
    assert bare.analysis.total_parameters == model.count_params()


def test_an_input_can_know_its_own_shape():
    graph = with_input_shape(graph_for(), (5,))
    assert build_model(graph).input_shape[-1:] == (5,)
