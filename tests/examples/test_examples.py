"""The example projects are what their maker makes, open without a problem, and reach what their sources published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nndesigner.core.errors import FileError
from nndesigner.files.examples import EXAMPLES, keras_moons, open_example
from nndesigner.files.model_file import load_trained, save_trained
from nndesigner.files.project_file import project_text
from nndesigner.session.evaluate import evaluate
from nndesigner.session.job import Job
from nndesigner.session.predict import predict
from nndesigner.session.run import run
from nndesigner.session.surface import decision_surface
from tests.examples.make_examples import FOLDER, MAKERS
from tests.examples.report import MEASURES, results

NAMES = [example.name for example in EXAMPLES]


def test_the_index_lists_every_file_and_maker():
    assert NAMES == list(MAKERS) == list(MEASURES)
    assert sorted(path.stem for path in FOLDER.glob("*.nnproj")) == sorted(NAMES)
    assert all(example.title and example.summary and example.published for example in EXAMPLES)


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_what_the_maker_makes(name):
    assert (FOLDER / f"{name}.nnproj").read_text("utf-8") == project_text(MAKERS[name](), FOLDER)


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_ready_to_train(name):
    project = open_example(name)
    assert project.data_problem is None
    assert not project.analysis.errors
    assert project.title
    assert len(run(Job.from_project(project, epochs=2)).history["loss"]) == 2


def test_an_unknown_example_is_named():
    with pytest.raises(FileError, match="no example called 'nonsense'"):
        open_example("nonsense")


@pytest.mark.parametrize(
    ("name", "epochs", "layers", "activations"),
    [
        ("three_rows", 1000, [5, 10, 10, 1], {"sigmoid"}),
        ("xor", 1000, [3, 1], {"tanh"}),
        ("mnist_1000", 35, [100, 50, 10], {"tanh"}),
        ("parity_5", 20000, [20, 10, 5, 1], {"sigmoid"}),
        ("moons_small", 10000, [4, 6, 6, 4, 1], {"relu", "sigmoid"}),
        ("moons_wide", 10000, [25, 50, 50, 25, 1], {"relu", "sigmoid"}),
    ],
)
def test_network_and_length_are_those_of_the_source(name, epochs, layers, activations):
    project = open_example(name)
    dense = [node.options for node in project.design.nodes.values() if node.kind == "Dense"]
    assert project.settings.epochs == epochs
    assert [options["units"] for options in dense] == layers
    assert {options["activation"] for options in dense} == activations


def test_the_digits_are_1000_of_all_classes_between_0_and_1():
    job = Job.from_project(open_example("mnist_1000"))
    rows = job.contents.split.rows(job.table, job.table.column("label"))
    fitted = job.recipe.fit(job.table, rows.train)
    arrays = fitted.transform(job.table.take(rows.train), with_target=True)
    assert arrays.x.shape == (1000, 784)
    assert (arrays.x.min(), arrays.x.max()) == (0, 1)
    assert arrays.y.sum(axis=0).tolist() == [100] * 10


@pytest.mark.parametrize("name", ["three_rows", "xor", "auto_mpg", "iris"])
def test_most_seeds_reach_the_published_result(name):
    values = results(name, 5)
    assert sum(map(MEASURES[name].succeeds, values)) >= 4, values


def test_xor_comes_to_the_published_error():
    assert np.median(results("xor", 5)) == pytest.approx(0.00024, rel=0.25)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "seeds", "share"), [("parity_5", 5, 0.6), ("mnist_1000", 1, 1.0), ("moons_wide", 1, 1.0)])
def test_long_programs_reach_the_published_result(name, seeds, share):
    values = results(name, seeds)
    assert sum(map(MEASURES[name].succeeds, values)) >= share * seeds, values


def test_digits_are_learnt_within_a_few_epochs():
    losses = run(Job.from_project(open_example("mnist_1000"), epochs=5)).history["loss"]
    assert losses[-1] < 0.08
    assert np.all(np.diff(losses) < 0)


def test_parity_is_on_its_way_after_3000_epochs():
    losses = run(Job.from_project(open_example("parity_5"), epochs=3000)).history["loss"]
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("name", ["auto_mpg", "iris"])
def test_the_flexible_network_stops_saves_and_loads(name, tmp_path: Path):
    project = open_example(name)
    trained = run(Job.from_project(project))
    assert trained.card["ended"].startswith("Target reached in epoch")
    assert trained.card["rows"]["training"] == pytest.approx(0.6 * project.table.row_count, abs=1)
    save_trained(trained, tmp_path / "m.pkl")
    again = load_trained(tmp_path / "m.pkl")
    first, second = predict(trained, project.table), predict(again, project.table)
    assert first.texts(3) == second.texts(3)
    metrics = evaluate(again, project.table).metrics
    assert metrics.get("accuracy", metrics.get("r2_score")) > 0.8


@pytest.mark.parametrize("name", ["moons_small", "moons_wide"])
def test_keras_moons_fit_the_example(name):
    kept = keras_moons()
    network = kept["networks"][name]
    project = open_example(name)
    assert network["units"] == [node.options["units"] for node in project.design.nodes.values() if node.kind == "Dense"]
    assert len(network["permille"]) == len(network["permille"][0]) == kept["resolution"] == 61
    assert all(len(run["loss"]) == len(kept["epochs"]) == 201 for run in network["runs"])
    assert set(kept["versions"]) == {"keras", "jax", "numpy"}
    values = project.table.column("x1").values
    assert kept["low"][0] < values.min() < values.max() < kept["high"][0]


@pytest.mark.slow
def test_our_boundary_and_accuracy_lie_beside_those_of_keras():
    kept = keras_moons()
    project = open_example("moons_wide")
    trained = run(Job.from_project(project))
    accuracies = [run["accuracy"] for run in kept["networks"]["moons_wide"]["runs"]]
    assert trained.history["val_accuracy"][-1] == pytest.approx(np.median(accuracies), abs=0.03)
    surface = decision_surface(trained, project.table)
    theirs = np.array(kept["networks"]["moons_wide"]["permille"]) > 500
    assert np.mean((surface.values[:, :, 1] > 0.5) == theirs) > 0.9
