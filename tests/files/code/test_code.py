"""Generated source gives the network's own numbers: outputs, ten training steps, and the outputs after them."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import FileError
from nndesigner.core.registry import registry
from nndesigner.files.code import TARGETS, code_of, export_code
from nndesigner.files.code import keras_code as keras_writer
from nndesigner.files.code import nn_code as nn_writer
from nndesigner.files.code.numpy_rows import ROWS as NUMPY_ROWS
from nndesigner.files.code.source import identifiers
from nndesigner.files.code.torch_rows import ROWS as TORCH_ROWS
from nndesigner.project.trained import TrainedModel
from tests.files.code.cases import CASES, batch, row, trained

DRIVER = Path(__file__).with_name("driver.py")
NEEDS = {"numpy": "numpy", "nn": "numpy", "keras": "keras", "torch": "torch"}
TABLES = {"numpy": NUMPY_ROWS, "nn": nn_writer.rows(), "keras": keras_writer.ROWS, "torch": TORCH_ROWS}


def arrays_of(case, path):
    made = trained(case)
    x, y = batch(made.model, CASES[case][1])
    parts = x if isinstance(x, list) else [x]
    np.savez(path, y=y, **{f"x{place}": part for place, part in enumerate(parts)})
    return made, x, y


@pytest.mark.parametrize("target", TARGETS)
def test_a_file_predicts_and_trains_as_the_network_does(target, tmp_path):
    if importlib.util.find_spec(NEEDS[target]) is None:
        pytest.skip(f"{NEEDS[target]} is not installed")
    expected = {}
    sampled = target == "keras" and os.environ.get("NNDESIGNER_PROVE") != "1"  # XLA compiles each case for a second or two
    for case in list(CASES)[:: 6 if sampled else 1]:
        path = tmp_path / f"{case.replace(' ', '_')}.py"
        made, x, y = arrays_of(case, path.with_suffix(".npz"))
        export_code(made, target, path)
        before = made.model.predict(x)
        losses = [made.model.train_on_batch(x, y) for _ in range(10)]
        expected[path] = before, losses, made.model.predict(x)
    environment = {"KERAS_BACKEND": "jax"} | os.environ
    done = subprocess.run([sys.executable, DRIVER, tmp_path], capture_output=True, text=True, timeout=110, env=environment)
    assert done.returncode == 0, done.stderr
    for path, (before, losses, after) in expected.items():
        out = np.load(path.with_suffix(".out.npz"))
        assert np.abs(out["before"] - before).max() <= 1e-5, path.stem
        assert np.abs(out["losses"] - losses).max() <= 1e-4, path.stem
        assert np.abs(out["after"] - after).max() <= 1e-4, path.stem


@pytest.mark.parametrize("table", ["layers", "activations", "losses", "optimizers"])
@pytest.mark.parametrize("target", TARGETS)
def test_every_registered_part_has_a_row_or_is_refused_by_name(target, table):
    rows = TABLES[target]
    for name, part in registry(table).items():
        made = object.__new__(part)
        if not rows.has(table, name):
            with pytest.raises(FileError, match=name):
                rows.check(table, made, "here")
    assert set(rows.tables[table]) <= set(registry(table))


@pytest.mark.parametrize("target", TARGETS)
def test_the_first_parts_of_the_engine_have_rows(target):
    for table, names in {
        "layers": ("Dense", "Activation", "Dropout", "Flatten", "Add", "Concatenate"),
        "activations": ("linear", "relu", "leaky_relu", "elu", "sigmoid", "tanh", "softmax"),
        "losses": ("mean_squared_error", "binary_crossentropy", "categorical_crossentropy", "halved_squared_sum"),
        "optimizers": ("sgd", "adam"),
    }.items():
        assert all(TABLES[target].has(table, name) for name in names)


class Swish(nn.Layer):
    title = "Swish"

    def forward(self, *inputs, training=False):
        return inputs[0]


@pytest.mark.parametrize("target", TARGETS)
def test_a_part_without_a_row_is_refused_in_one_sentence(target):
    model = row(Swish(), nn.Dense(1))
    model.compile("sgd", "mean_squared_error")
    with pytest.raises(FileError, match=r"layer Swish of 'swish'"):
        code_of(TrainedModel(model), target)


def test_an_option_without_a_form_is_refused(monkeypatch):
    from nndesigner.files.code.rows import Row, Rows

    rows = Rows("NumPy", {"optimizers": {"sgd": Row(str, ("learning_rate",))}})
    rows.check("optimizers", nn.SGD(0.5), "network")
    with pytest.raises(FileError, match=r"momentum of the optimizer sgd .* received 0\.9"):
        rows.check("optimizers", nn.SGD(momentum=0.9), "network")


def test_an_unknown_target_and_a_huge_network_are_refused():
    with pytest.raises(FileError, match="numpy, nn, keras, torch"):
        code_of(trained("skip"), "cobol")
    with pytest.raises(FileError, match=r"10,000,000.* Received 10,"):
        code_of(TrainedModel(row(nn.Dense(1000), nn.Dense(10_000))), "numpy")


def test_the_numpy_file_imports_numpy_and_nothing_else():
    for case in CASES:
        tree = ast.parse(code_of(trained(case), "numpy"))
        found = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
        assert [ast.unparse(node) for node in found] == ["import numpy as np"]


HOSTILE = [
    '"""\nimport os',
    "a\nraise SystemExit",
    "\\",
    "{x}",
    "'''",
    "lambda",
    "a\rb",
    "# \x0c\u2028x",
    "",
    "__import__",
    "z",
]


@pytest.mark.parametrize("target", TARGETS)
def test_names_never_become_code(target):
    x = nn.Input((2,), name=HOSTILE[0])
    node = x
    for name in HOSTILE[1:]:
        node = nn.Dense(2, activation="softmax", name=name or None)(node)
    model = nn.Model(x, node, name=HOSTILE[0], seed=1)
    model.compile("sgd", "mean_squared_error")
    text = code_of(TrainedModel(model), target)
    tree = ast.parse(text)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= {"numpy", "keras", "torch", "argparse", "os"}
    assert target == "torch" or "os" not in imported
    assert not any(isinstance(node, ast.Raise) for node in ast.walk(tree))


def test_identifiers_are_safe_and_different():
    names = identifiers(["class", "Dense", "dense", "dense_z", "d_x", "1", "é", "x", "softmax", "", " ", "a.b", "a_b"])
    assert len(set(names.values())) == len(names)
    assert all(name.isidentifier() and name.isascii() for name in names.values())
    assert not {"class", "x", "softmax"} & set(names.values())
    assert not any(name.startswith(("d_", "_")) or name.endswith(("_z", "_kept")) for name in names.values())


def test_dropout_silences_its_share_in_the_numpy_file():
    model = row(nn.Dropout(0.25), nn.Dense(1, kernel_initializer="ones"), shape=(400,))
    model.compile({"class_name": "sgd", "config": {"learning_rate": 0.0}}, "mean_squared_error")
    scope = {"__name__": "file"}
    exec(code_of(TrainedModel(model), "numpy"), scope)
    x = np.ones((50, 400), np.float32)
    assert np.abs(scope["predict"](x) - 400).max() < 1e-3
    losses = [scope["train_on_batch"](x, np.full((50, 1), 400.0)) for _ in range(20)]
    expected = 400 * 0.25 / 0.75  # variance of a sum of 400 values that are 0 or 4/3
    assert abs(np.mean(losses) / expected - 1) < 0.2


def test_a_network_without_a_loss_only_predicts():
    for target in TARGETS:
        text = code_of(TrainedModel(row(nn.Dense(2))), target)
        assert "def predict" in text
        assert "train_on_batch" not in text
        ast.parse(text)


def test_the_numpy_file_shows_itself_at_work(tmp_path):
    for case in ("two inputs", "sigmoid bce", "linear sgd"):
        export_code(trained(case), "numpy", tmp_path / "net.py")
        done = subprocess.run([sys.executable, tmp_path / "net.py"], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        losses = [float(line.split()[1]) for line in done.stdout.splitlines()[-5:]]
        assert losses[-1] < losses[0]
