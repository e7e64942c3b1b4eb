"""Generated source gives the network's own numbers: outputs, ten training steps, and the outputs after them."""

from __future__ import annotations

import ast
import hashlib
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
from tests.files.code.cases import ALL, CASES, batch, row, trained
from tests.files.code.part_cases import BY_TARGET

DRIVER = Path(__file__).with_name("driver.py")
NEEDS = {"numpy": "numpy", "nn": "numpy", "keras": "keras", "torch": "torch"}
TABLES = {"numpy": NUMPY_ROWS, "nn": nn_writer.rows(), "keras": keras_writer.ROWS, "torch": TORCH_ROWS}


def cases_of(target):
    """The cases that are run: all of them in ``make prove``, and where a case takes no time; else every so many."""
    cases = list(CASES | BY_TARGET[target])
    if os.environ.get("NNDESIGNER_PROVE") == "1":
        return cases
    return cases[:: {"numpy": 1, "nn": 9, "keras": 90, "torch": 24}[target]]  # XLA compiles each for a second or two


def arrays_of(case, path):
    made = trained(case)
    x, y = batch(made.model, ALL[case][1])
    parts = x if isinstance(x, list) else [x]
    np.savez(path, y=y, **{f"x{place}": part for place, part in enumerate(parts)})
    return made, x, y


@pytest.mark.parametrize("target", TARGETS)
def test_a_file_predicts_and_trains_as_the_network_does(target, tmp_path):
    if importlib.util.find_spec(NEEDS[target]) is None:
        pytest.skip(f"{NEEDS[target]} is not installed")
    expected = {}
    for number, case in enumerate(cases_of(target)):
        path = tmp_path / f"case{number}.py"
        made, x, y = arrays_of(case, path.with_suffix(".npz"))
        export_code(made, target, path)
        before = made.model.predict(x)
        losses = [made.model.train_on_batch(x, y) for _ in range(10)]
        expected[path] = case, before, losses, made.model.predict(x)
    environment = {"KERAS_BACKEND": "jax"} | os.environ
    done = subprocess.run([sys.executable, DRIVER, tmp_path], capture_output=True, text=True, timeout=1000, env=environment)
    assert done.returncode == 0, done.stderr
    for path, (case, before, losses, after) in expected.items():
        out = np.load(path.with_suffix(".out.npz"))
        assert np.abs(out["before"] - before).max() <= 1e-5, case
        assert np.abs(out["losses"] - losses).max() <= 1e-4, case
        assert np.abs(out["after"] - after).max() <= 1e-4, case


@pytest.mark.parametrize("target", ["keras", "torch"])
def test_the_numbers_that_the_library_gave_hold_without_it(target):
    with np.load(Path(__file__).with_name(f"golden_{target}.npz")) as golden:
        found = {name: golden[name] for name in golden.files}
    cases = [name.removesuffix("/digest") for name in found if name.endswith("/digest")]
    assert len(cases) >= 15
    for case in cases:
        made = trained(case)
        weights = [found[f"{case}/weight{number}"] for number in range(len(made.model.get_weights()))]
        made.model.set_weights(weights)
        text = code_of(made, target)
        assert hashlib.sha256(text.encode()).hexdigest() == str(found[f"{case}/digest"]), f"{case}: run make_golden.py again"
        x, y = batch(made.model, ALL[case][1])
        assert np.abs(made.model.predict(x) - found[f"{case}/before"]).max() <= 1e-5, case
        losses = [made.model.train_on_batch(x, y) for _ in range(10)]
        assert np.abs(losses - found[f"{case}/losses"]).max() <= 1e-4, case


PARTS = ("layers", "activations", "losses", "optimizers", "schedules", "regularizers", "constraints")


def names_in(spec):
    """Names of all parts in a description of a network."""
    if isinstance(spec, str):
        yield spec
    elif isinstance(spec, dict):
        for value in spec.values():
            yield from names_in(value)
    elif isinstance(spec, (list, tuple)):
        for value in spec:
            yield from names_in(value)


@pytest.mark.parametrize("target", TARGETS)
def test_every_registered_part_is_run_or_refused_with_a_reason(target):
    used = set()
    for case in CASES | BY_TARGET[target]:
        model = trained(case).model
        parts = [model.get_config(), registry("losses").describe(model.loss), registry("optimizers").describe(model.optimizer)]
        used |= set(names_in(parts))
    rows = TABLES[target]
    for table in PARTS if target != "nn" else PARTS[:4]:
        for name, part in registry(table).items():
            if not part.__module__.startswith("nndesigner.nn."):
                continue
            if rows.has(table, name):
                assert name in used | {"lbfgs", "TensorOperation"} or name == "linear", f"no case runs {table} {name}"
            else:
                assert rows.refused.get(table, {}).get(name), f"{target}: {table} {name} needs a row, or a reason"


def test_no_option_of_a_layer_is_left_out_unseen():
    """A new option of a layer must be written or refused by the rows of every target; then it is added here."""
    names = {
        option for _, part in registry("layers").items() for option in part.OPTIONS if part.__module__[:13] == "nndesigner.nn"
    }
    known = """activation alpha_constraint alpha_initializer alpha_regularizer axis beta_constraint beta_initializer
    beta_regularizer bias_constraint bias_initializer bias_regularizer center constants cropping depth_multiplier
    depthwise_constraint depthwise_initializer depthwise_regularizer dilation_rate dims dropout embeddings_constraint
    embeddings_initializer embeddings_regularizer epsilon filters gamma_constraint gamma_initializer gamma_regularizer
    go_backwards groups input_dim interpolation keepdims kernel_constraint kernel_initializer kernel_regularizer kernel_size
    layer learning_rate_factor merge_mode momentum moving_mean_initializer moving_variance_initializer n operation output_dim
    padding per_sample pointwise_constraint pointwise_initializer pointwise_regularizer pool_size rate recurrent_activation
    recurrent_constraint recurrent_dropout recurrent_initializer recurrent_regularizer reset_after return_sequences scale
    shared_axes size stddev strides target_shape trainable unit_forget_bias units use_bias"""
    assert names - set(known.split()) == set()


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
