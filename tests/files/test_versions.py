"""Files of every released version load, and say what they said then. ``tests/assets/make_versions.py`` made them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.data.samples import load_sample
from nndesigner.files.model_file import load_trained
from nndesigner.files.project_file import load_project, project_text

VERSIONS = Path(__file__).parents[1] / "assets" / "versions"
CASES = [
    (folder.name, name, said)
    for folder in sorted(VERSIONS.iterdir())
    for name, said in json.loads((folder / "said.json").read_text(encoding="utf-8")).items()
]


def test_every_file_is_looked_at():
    assert {(version, name) for version, name, _ in CASES} == {
        (path.parent.name, path.name) for path in VERSIONS.glob("*/*.*") if path.name != "said.json"
    }


@pytest.mark.parametrize(("version", "name", "said"), [case for case in CASES if case[1].endswith(".pkl")])
def test_a_model_predicts_what_it_did(version, name, said):
    trained = load_trained(VERSIONS / version / name)
    if "x" in said:
        x = np.array(said["x"], np.float32)
        np.testing.assert_array_equal(nn.load_model(VERSIONS / version / name).get_weights()[0], trained.model.get_weights()[0])
    else:
        x = trained.recipe.transform(load_sample(said["table"]), with_target=False).x[: len(said["prediction"])]
        assert trained.epochs == 3
        assert trained.model.count_params() == said["parameters"]
    np.testing.assert_allclose(trained.model.predict(x), said["prediction"], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("version", "name", "said"), [case for case in CASES if case[1].endswith(".nnproj")])
def test_a_project_has_its_design_and_can_be_trained(version, name, said, tmp_path):
    project = load_project(VERSIONS / version / name)
    assert not project.data_problem
    assert sorted(node.kind for node in project.design.nodes.values()) == said["blocks"]
    assert not project.analysis.errors
    (tmp_path / "again.nnproj").write_text(project_text(project, tmp_path), encoding="utf-8")
    again = load_project(tmp_path / "again.nnproj")
    assert again.design.to_config() == project.design.to_config()
    assert again.recipe == project.recipe
