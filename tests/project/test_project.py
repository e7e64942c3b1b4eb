"""The project as a whole: signals, plain data, what it does not know."""

from __future__ import annotations

import json

import pytest

from nndesigner.core.errors import DesignerError
from nndesigner.project.edits import ReplaceData, SetColumn, SetSettings, SetSplit, SetTarget
from nndesigner.project.project import Project
from nndesigner.project.settings import TrainingSettings
from tests.project.projects import flowers

SIGNALS = ("data_changed", "recipe_changed", "settings_changed", "details_changed", "trained_changed", "analysis_changed")


@pytest.fixture
def heard(project):
    names: list[str] = []
    for name in SIGNALS:
        getattr(project, name).connect(lambda name=name: names.append(name))
    return names


def test_config_survives_json(proposed):
    config = json.loads(json.dumps(proposed.to_config()))
    again = Project.from_config(config, load_data=False)
    assert json.loads(json.dumps(again.to_config())) == config
    assert again.design.graph == proposed.design.graph
    assert again.recipe == proposed.recipe
    assert again.settings == proposed.settings
    assert again.reasons == proposed.reasons


def test_unknown_keys_are_kept(project):
    config = {**project.to_config(), "sparkle": {"from": "a later version"}}
    assert Project.from_config(config, load_data=False).to_config() == config


def test_an_empty_config_is_an_empty_project():
    project = Project.from_config({})
    assert project.table is None
    assert not project.design.nodes


def test_data_is_loaded_from_its_source(project):
    source = {"kind": "embedded", "name": "flowers", "csv": project.table.to_csv()}
    project.replace(source=source)
    again = Project.from_config(json.loads(json.dumps(project.to_config())))
    assert again.table.row_count == 150
    assert again.data_problem is None
    assert again.analysis.errors == ()


def test_a_source_that_is_gone_leaves_the_rest(project, tmp_path):
    project.replace(source={"kind": "file", "path": "gone.csv"})
    again = Project.from_config(project.to_config(), tmp_path)
    assert again.table is None
    assert "gone.csv" in again.data_problem
    assert again.design.graph == project.design.graph


@pytest.mark.parametrize(
    "config",
    [
        [],
        {"design": {"layers": "x"}},
        {"settings": {"epochs": "many"}},
        {"split": {"train": 7}},
        {"reasons": [1]},
        {"settings": 4},
        {"design": 5},
    ],
)
def test_what_is_no_project_is_refused_in_one_sentence(config):
    with pytest.raises(DesignerError) as caught:
        Project.from_config(config)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("edit", "signals"),
    [
        (lambda p: SetSettings(p, epochs=3), ["settings_changed"]),
        (lambda p: SetSplit(p, seed=3), ["recipe_changed"]),
        (lambda p: SetColumn(p, "x1", role="ignore"), ["recipe_changed", "analysis_changed"]),
        (lambda p: SetTarget(p, "size"), ["recipe_changed", "analysis_changed"]),
        (
            lambda p: ReplaceData(p, {"kind": "x"}, flowers(30)),
            ["data_changed", "recipe_changed", "settings_changed", "details_changed", "analysis_changed"],
        ),
    ],
)
def test_each_change_is_told_once(project, heard, edit, signals):
    _ = project.analysis
    edit(project).redo()
    assert heard == signals


def test_listeners_see_the_whole_change(project):
    seen = []
    project.design.changed.connect(lambda: seen.append((project.recipe.task, project.analysis.errors)))
    project.recipe_changed.connect(lambda: seen.append((project.recipe.task, project.analysis.errors)))
    SetTarget(project, "size").redo()
    assert seen == [("regression", ())] * 2


def test_a_trained_network_is_told_but_not_undone(project, heard):
    project.trained = "a network"
    assert heard == ["trained_changed"]
    edit = SetSettings(project, epochs=3)
    edit.redo()
    edit.undo()
    assert project.trained == "a network"


def test_settings_are_plain_data_and_checked():
    settings = TrainingSettings({"class_name": "sgd", "config": {"momentum": 0.9}}, metrics=("accuracy",), target_loss=0.1)
    assert TrainingSettings.from_config(json.loads(json.dumps(settings.to_config()))) == settings
    assert TrainingSettings.from_config({"epochs": 3, "moonlight": 1}).epochs == 3
    assert settings.with_learning_rate(0.5).optimizer == {
        "class_name": "sgd",
        "config": {"momentum": 0.9, "learning_rate": 0.5},
    }
    assert TrainingSettings().with_learning_rate(0.5).learning_rate == 0.5
    assert TrainingSettings().learning_rate == 0.001
    for bad in ({"epochs": 0}, {"batch_size": 2.5}, {"seed": -1}, {"early_stopping": 0}, {"class_weight": "heavy"}):
        with pytest.raises(DesignerError):
            TrainingSettings(**bad)
