"""ONNX files of our networks: full checker, and our numbers in onnx.reference and onnxruntime, at any batch size."""

from __future__ import annotations

import importlib.util
import itertools

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import FileError
from nndesigner.core.registry import registry
from nndesigner.data.reader import read_text
from nndesigner.data.recipe import Recipe
from nndesigner.files.onnx import onnx_bytes, read_onnx, write_onnx
from nndesigner.files.onnx.reading import parse_onnx
from nndesigner.files.onnx.writing import OPSETS, ROWS
from nndesigner.project.trained import TrainedModel
from tests.files.code.cases import CASES, ELU, LEAKY, batch, row, trained

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnx.reference")

CELU = {"class_name": "celu", "config": {"alpha": 0.6}}
MORE = ("exponential", "hard_sigmoid", "selu", "softplus", "softsign", CELU)
ACTIVATIONS = ("linear", "relu", LEAKY, ELU, "sigmoid", "tanh", "softmax")


def chain(shape, activation, depth):
    layers = [nn.Dense(3 + place, activation=activation, bias_initializer="random_normal") for place in range(depth)]
    if len(shape) > 1 and depth % 2:
        layers.insert(1, nn.Flatten())
    return row(*layers, nn.Dropout(0.3), nn.Activation(activation), shape=shape)


ARCHITECTURES = {
    **{name: make for name, (make, _, _) in CASES.items() if not name.startswith("activation")},
    **{
        f"{number}": (lambda shape=shape, activation=activation, depth=depth: chain(shape, activation, depth))
        for number, (shape, activation, depth) in enumerate(itertools.product([(4,), (2, 3)], ACTIVATIONS, (1, 2, 3)))
    },
    **{f"more {place}": (lambda activation=activation: chain((4,), activation, 1)) for place, activation in enumerate(MORE)},
}


def runners(data):
    evaluator = onnx.reference.ReferenceEvaluator(onnx.load_from_string(data))
    yield lambda feed: evaluator.run(None, feed)[0]
    if importlib.util.find_spec("onnxruntime") is not None:
        import onnxruntime

        session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
        yield lambda feed: session.run(None, feed)[0]


def feed_of(data, x):
    names = [value.name for value in onnx.load_from_string(data).graph.input]
    return dict(zip(names, x if isinstance(x, list) else [x], strict=True))


def test_there_are_forty_architectures():
    assert len(ARCHITECTURES) >= 40


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_file_gives_the_networks_numbers_and_comes_back(name):
    model = ARCHITECTURES[name]()
    opset = OPSETS[len(name) * 7 % len(OPSETS)]
    data = onnx_bytes(TrainedModel(model), opset=opset)
    back = parse_onnx(data, "file.onnx").model
    for rows in (1, 7):
        x, _ = batch(model, "mean_squared_error", rows)
        expected = model.predict(x)
        for run in runners(data):
            assert np.abs(run(feed_of(data, x)) - expected).max() <= 1e-5 * max(1, np.abs(expected).max())
        assert np.array_equal(back.predict(x), expected)
    assert back.count_params() == model.count_params()


@pytest.mark.parametrize("opset", OPSETS)
def test_every_opset_is_written(opset):
    data = onnx_bytes(trained("two inputs"), opset=opset)
    message = onnx.load_from_string(data)
    assert message.opset_import[0].version == opset
    x, _ = batch(trained("two inputs").model, "categorical_crossentropy", 3)
    for run in runners(data):
        assert np.abs(run(feed_of(data, x)) - trained("two inputs").model.predict(x)).max() <= 1e-5


def test_a_network_that_came_back_trains_on(tmp_path):
    write_onnx(trained("softmax cce"), tmp_path / "net.onnx")
    model = read_onnx(tmp_path / "net.onnx").model
    assert [type(layer).__name__ for layer in model.layers] == ["Dense", "Dense"]
    x, y = batch(model, "categorical_crossentropy", 32)
    losses = model.fit(x, y, epochs=20, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("table", ["layers", "activations"])
def test_every_registered_part_has_a_row_or_is_refused_by_name(table):
    for name, part in registry(table).items():
        if not ROWS.has(table, name):
            with pytest.raises(FileError, match=name):
                ROWS.check(table, object.__new__(part), "here")
    assert set(ROWS.tables[table]) <= set(registry(table))


def test_what_cannot_be_written_is_refused():
    with pytest.raises(FileError, match="13 to 21; received 12"):
        onnx_bytes(trained("skip"), opset=12)
    with pytest.raises(FileError, match="no data recipe"):
        onnx_bytes(trained("skip"), recipe=True)


TEXT = "size,colour,price,kind\n1.5,red,10,a\n2.5,blue,20,b\n,green,35,c\n4.0,,40,a\n5.5,red,55,b\n"
CHANGES = [
    {"size": {"missing": "mean"}, "colour": {"missing": "mode"}},
    {"size": {"missing": "mean"}, "colour": {"encoding": "binary", "missing": "category"}},
    {"size": {"missing": "constant", "fill": 2.0}, "colour": {"encoding": "ordinal", "missing": "constant", "fill": "red"}},
    {"size": {"scaling": "log"}, "price": {"scaling": "log"}, "colour": {"encoding": "embedding"}},
]


@pytest.mark.parametrize("opset", [13, 21])
@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize("target", ["price", "kind"])
def test_the_data_recipe_is_inside_where_asked(target, changes, opset):
    table = read_text(TEXT)
    recipe = Recipe.propose(table, target)
    for column, change in changes.items():
        recipe = recipe.with_column(column, **change)
    fitted = recipe.fit(table, np.arange(table.row_count))
    model = nn.Sequential([nn.Dense(fitted.output_width)], input_shape=fitted.input_shape, seed=1)
    data = onnx_bytes(TrainedModel(model, fitted), opset=opset, recipe=True)
    arrays = fitted.transform(table, with_target=False)
    assert len(arrays.x) == 5
    other = "kind" if target == "price" else "price"
    columns = {
        "column size": np.array([[1.5], [2.5], [np.nan], [4.0], [5.5]]),
        "column colour": np.array([["red"], ["blue"], ["green"], [""], ["red"]], object),
        "column price": np.array([[10.0], [20], [35], [40], [55]]),
        "column kind": np.array([["a"], ["b"], ["c"], ["a"], ["b"]], object),
    }
    del columns[f"column {target}"]
    assert f"column {other}" in columns
    expected = model.predict(arrays.x)
    if target == "price":
        expected = fitted.invert_target(expected)[:, None]
    for run in runners(data):
        assert np.allclose(run(columns), expected, atol=1e-5)


def test_a_row_that_the_recipe_would_leave_out_gives_no_number():
    table = read_text(TEXT)
    recipe = (
        Recipe.propose(table, "kind").with_column("size", missing="drop").with_column("colour", missing="drop", unseen="skip")
    )
    fitted = recipe.fit(table, np.arange(table.row_count))
    model = nn.Sequential([nn.Dense(3)], input_shape=fitted.input_shape, seed=1)
    data = onnx_bytes(TrainedModel(model, fitted), recipe=True)
    columns = {
        "column size": np.array([[1.5], [np.nan], [1.0], [1.0]]),
        "column colour": np.array([["red"], ["red"], [""], ["pink"]], object),
        "column price": np.array([[1.0], [1.0], [1.0], [1.0]]),
    }
    for run in runners(data):
        assert np.isnan(run(columns)).all(axis=1).tolist() == [False, True, True, True]
