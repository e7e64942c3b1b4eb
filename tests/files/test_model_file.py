"""Model files: everything comes back, any Python can look inside, and nothing is built that does not fit."""

from __future__ import annotations

import dataclasses
import os
import pickle
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nndesigner import __version__, nn
from nndesigner.core.datapickle import dumps, loads
from nndesigner.core.errors import FileError
from nndesigner.data.recipe import Recipe
from nndesigner.data.samples import load_sample
from nndesigner.files.kinds import kind_of
from nndesigner.files.model_file import load_trained, model_tree, save_trained, trained_from_tree
from nndesigner.project.settings import TrainingSettings
from nndesigner.project.trained import TrainedModel

ASSETS = Path(__file__).parent / "assets"
DESIGN = {
    "layers": [{"id": "n1", "class_name": "Dense", "name": "dense", "config": {}, "inbound": [], "position": [1.0, 2.0]}],
    "notes": [],
}


def fitted_model(recipe, arrays, epochs=3):
    hidden = nn.Dense(6, activation="tanh")
    layers = [hidden, nn.Dense(recipe.output_width, activation="softmax")]
    model = nn.Sequential(layers, input_shape=recipe.input_shape, seed=4)
    model.compile(optimizer=nn.Adam(0.01), loss="categorical_crossentropy", metrics=["accuracy"])
    model.fit(arrays.x, arrays.y, epochs=epochs, verbose=0)
    return model


@pytest.fixture(scope="module")
def iris():
    table = load_sample("iris")
    recipe = Recipe.propose(table).fit(table, np.arange(table.row_count))
    return table, recipe, recipe.transform(table, with_target=True)


@pytest.fixture(scope="module")
def trained(iris):
    table, recipe, arrays = iris
    model = fitted_model(recipe, arrays)
    history = {key: np.asarray(values) for key, values in model.history.history.items()}
    settings = TrainingSettings(epochs=3, seed=4, optimizer={"class_name": "adam", "config": {"learning_rate": 0.01}})
    return TrainedModel(model, recipe, history, settings, DESIGN, table.fingerprint, {"ended": "Finished."}, {"epoch": 3})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "iris.pkl"


def test_everything_comes_back(trained, iris, path):
    _, recipe, arrays = iris
    save_trained(trained, path)
    back = load_trained(path)
    assert np.array_equal(back.model.predict(arrays.x), trained.model.predict(arrays.x))
    assert back.recipe.to_config() == recipe.to_config()
    assert (back.columns, back.classes, back.task) == (trained.columns, trained.classes, "multiclass")
    assert {key: list(values) for key, values in back.history.items()} == {
        key: list(values) for key, values in trained.history.items()
    }
    assert (back.settings, back.design, back.fingerprint, back.state) == (
        trained.settings,
        DESIGN,
        trained.fingerprint,
        {"epoch": 3},
    )
    assert back.card["ended"] == "Finished."
    assert kind_of(path) == "model"


def test_saving_again_gives_the_same_bytes(trained, path):
    save_trained(trained, path)
    first = path.read_bytes()
    save_trained(load_trained(path), path)
    assert path.read_bytes() == first


def test_training_goes_on_with_the_same_bits(iris, path):
    _, recipe, arrays = iris
    model = fitted_model(recipe, arrays)
    save_trained(TrainedModel(model, recipe), path)
    back = load_trained(path).model
    for one in (model, back):
        one.fit(arrays.x, arrays.y, epochs=2, verbose=0)
    assert all(np.array_equal(left, right) for left, right in zip(model.get_weights(), back.get_weights(), strict=True))


def test_optimizer_state_can_be_left_out(trained, path):
    save_trained(trained, path)
    whole = path.stat().st_size
    save_trained(trained, path, optimizer_state=False)
    assert path.stat().st_size < whole
    assert load_trained(path).state == {}


def test_a_script_and_the_designer_read_each_others_files(trained, iris, path):
    arrays = iris[2]
    save_trained(trained, path)
    assert np.array_equal(nn.load_model(path).predict(arrays.x), trained.model.predict(arrays.x))
    trained.model.save(path)
    back = load_trained(path)
    assert back.recipe is None
    assert back.design is None
    assert back.settings == TrainingSettings()
    assert list(back.history) == list(trained.model.history.history)
    assert np.array_equal(back.model.predict(arrays.x), trained.model.predict(arrays.x))


def test_a_bare_python_reads_weights_and_card(trained, path):
    save_trained(trained, path)
    code = (
        "import pickle, struct, sys\n"
        "with open(sys.argv[1], 'rb') as file: tree = pickle.load(file)\n"
        "kernel = tree['weights'][0]\n"
        "print(tree['format'], tree['version'], tree['app_version'], kernel['dtype'], kernel['shape'])\n"
        "print(*struct.unpack('<24f', kernel['data']))\n"
        "print(tree['card']['target'], 'numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    head, weights, tail = done.stdout.splitlines()
    assert head == f"nndesigner-model 1 {__version__} <f4 (4, 6)"
    assert np.array_equal(np.float32(weights.split()), trained.model.get_weights()[0].ravel())
    assert tail == f"{trained.recipe.target_name} False"


def test_the_card_says_what_the_model_is(trained, path):
    save_trained(trained, path)
    card = load_trained(path).card
    assert card["network"] == "Dense 6 · tanh → Dense 3 · softmax with 51 parameters"
    assert card["inputs"] == ", ".join(trained.columns)
    assert card["classes"] == ", ".join(trained.classes)
    assert card["results"].startswith("loss ")


def dense(name="a", inbound=("input",), units=3, **config):
    return {"class_name": "Dense", "name": name, "config": {"units": units, **config}, "inbound": list(inbound)}


def given(*layers, shape=(4,), outputs=("a",)):
    first = {"class_name": "Input", "name": "input", "config": {"shape": list(shape)}, "inbound": []}
    return {"name": "n", "seed": 1, "layers": [first, *layers], "inputs": ["input"], "outputs": list(outputs)}


WEIGHTS = [np.zeros((4, 3), "f4"), np.zeros(3, "f4")]
BROKEN = {
    "no network": (None, WEIGHTS, "holds no network"),
    "no layers": ({"layers": []}, [], "holds no network"),
    "layers of text": ({"layers": ["Dense"]}, [], "no name of its own"),
    "unknown layer": (given({"class_name": "os.system", "name": "a", "inbound": ["input"]}), [], "no layer called 'os.system'"),
    "unknown option": (given(dense(path="/etc/passwd")), WEIGHTS, "no option 'path'"),
    "unknown activation": (given(dense(activation="__import__")), WEIGHTS, "no activation called"),
    "layer of no name": (given({"class_name": "Dense", "inbound": ["input"]}), WEIGHTS, "no name of its own"),
    "same name twice": (given(dense(), dense()), WEIGHTS, "received 'a'"),
    "options of text": (given({**dense(), "config": "units"}), WEIGHTS, "no options that can be read"),
    "fed by nobody": (given(dense(inbound=["x"])), WEIGHTS, "fed by 'x'"),
    "circle": (given(dense("a", ["b"]), dense("b", ["a"])), WEIGHTS, "in a circle"),
    "huge layer": (given(dense(units=10**12)), WEIGHTS, "units"),
    "huge input": (given(dense(), shape=(10**6, 10**6)), WEIGHTS, "more than 100,000,000 outputs"),
    "negative input": (given(dense(), shape=(-4,)), WEIGHTS, "no possible shape"),
    "input of text": (given(dense(), shape=("4",)), WEIGHTS, "no possible shape"),
    "deep input": (given(dense(), shape=(1,) * 9), WEIGHTS, "no possible shape"),
    "too many parameters": (given(dense(units=900_000), dense("b", ["a"], 900_000)), WEIGHTS, "500,000,000 parameters"),
    "parameters without weights": (
        given(dense(units=900_000), shape=(500,)),
        WEIGHTS,
        "450,900,000 parameters, but 15 are stored",
    ),
    "weights of another shape": (given(dense()), [np.zeros((3, 4), "f4"), np.zeros(3, "f4")], "shape"),
    "weights as text": (given(dense()), "weights", "0 are stored"),
    "no weights": (given(dense()), None, "0 are stored"),
    "unknown output": (given(dense(), outputs=["z"]), WEIGHTS, "'z'"),
    "two outputs": (given(dense(), outputs=["a", "input"]), WEIGHTS, "one output"),
    "many layers": (given(*[dense(f"d{number}") for number in range(2001)]), WEIGHTS, "more than 2,000 layers"),
}


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("load", [load_trained, nn.load_model])
def test_a_network_that_does_not_fit_is_refused_unbuilt(case, load, path, monkeypatch):
    network, weights, said = BROKEN[case]
    path.write_bytes(dumps({"format": "nndesigner-model", "version": 1, "network": network, "weights": weights}))
    with pytest.raises(FileError, match=said) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path} cannot be opened: ")
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("section", "value"),
    [
        ("recipe", {}),
        ("recipe", "text"),
        ("recipe", {"recipe": {}, "features": [], "targets": []}),
        ("settings", [1]),
        ("settings", {"batch_size": 0}),
        ("history", {"loss": [[1.0]]}),
        ("history", {"loss": ["a"]}),
        ("history", [1]),
        ("layout", 5),
        ("card", "text"),
        ("state", [1]),
        ("compile", {"optimizer": "os", "loss": "mse", "metrics": []}),
        ("compile", {"optimizer": "adam"}),
        ("compile", 5),
        ("optimizer", {"x": 1}),
        ("random_state", {"x": 1}),
    ],
)
def test_a_broken_section_is_refused(trained, path, section, value):
    with pytest.raises(FileError) as caught:
        trained_from_tree({**model_tree(trained), section: value}, path)
    assert str(caught.value).startswith(f"{path} cannot be opened: ")


def test_a_network_that_does_not_fit_its_recipe_is_refused(trained, path):
    other = nn.Sequential([nn.Dense(3, activation="softmax")], input_shape=(5,), seed=1)
    other.compile(loss="categorical_crossentropy")
    with pytest.raises(FileError, match="does not fit its data recipe"):
        trained_from_tree(model_tree(dataclasses.replace(trained, model=other)), path)


def test_another_version_or_format_is_refused(trained, path):
    for change, said in (
        ({"version": 2}, "newer NN Designer"),
        ({"format": "x"}, "not a trained model"),
        ({"version": None}, "version"),
    ):
        with pytest.raises(FileError, match=said):
            trained_from_tree({**model_tree(trained), **change}, path)


def test_another_tools_pickle_of_a_model_opens(trained, iris, path):
    path.write_bytes(pickle.dumps(model_tree(trained)))
    assert np.array_equal(load_trained(path).model.predict(iris[2].x), trained.model.predict(iris[2].x))


def test_damaged_copies_are_refused(trained, path):
    save_trained(trained, path)
    data, generator = path.read_bytes(), random.Random(5)
    for number in range(200):
        damaged = bytearray(data)
        place = generator.randrange(8 * len(data))
        damaged[place // 8] ^= 1 << place % 8
        path.write_bytes(damaged if number % 2 else data[: generator.randrange(len(data))])
        with pytest.raises(FileError, match=r"iris\.pkl cannot be opened"):
            load_trained(path)


def changed(tree, generator):
    """``tree`` with one part, chosen at random, replaced."""
    junk = [None, -1, 10**9, 1.5, "x", [], {}, b"", np.zeros(2), [[1]], {"class_name": "Dense"}, True, float("nan")]
    if isinstance(tree, dict) and tree and generator.random() < 0.9:
        key = generator.choice(list(tree))
        return {**tree, key: changed(tree[key], generator)}
    if isinstance(tree, (list, tuple)) and tree and generator.random() < 0.9:
        place = generator.randrange(len(tree))
        return [*tree[:place], changed(tree[place], generator), *tree[place + 1 :]]
    return generator.choice(junk)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_any_changed_part_gives_a_model_or_one_sentence(trained, path):
    generator, tree = random.Random(6), loads(dumps(model_tree(trained)))
    refusals = 0
    for _ in range(1500):
        try:
            trained_from_tree(changed(tree, generator), path)
        except FileError:
            refusals += 1
    assert refusals > 300


def test_the_old_file_is_kept_when_saving_fails(trained, path):
    save_trained(trained, path)
    first = path.read_bytes()
    broken = dataclasses.replace(trained, card={"x": object()})
    with pytest.raises(FileError):
        save_trained(broken, path)
    assert path.read_bytes() == first
    assert os.listdir(path.parent) == ["iris.pkl"]


def test_a_file_of_version_1_opens_and_predicts_as_it_did(iris):
    back = load_trained(ASSETS / "model_version_1.pkl")
    arrays = back.recipe.transform(iris[0].take(np.array([0, 60, 120])), with_target=False)
    labels, _ = back.recipe.labels(back.model.predict(arrays.x))
    assert labels == ["setosa", "versicolor", "virginica"]
    assert len(back.history["loss"]) == 40
