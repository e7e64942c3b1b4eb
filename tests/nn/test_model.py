"""The model as its user sees it: building, weights, configuration, prediction, saving; and what it refuses."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import DataError, DesignerError, OptionError, ShapeError


def branching(seed=2):
    a, b = nn.Input((4,), name="left"), nn.Input((3,), name="right")
    h = nn.Dense(5, activation="relu")(a)
    joined = nn.Concatenate()([nn.Add()([h, nn.Dense(5)(a)]), b])
    return nn.Model([a, b], nn.Dense(2, activation="softmax")(nn.Dropout(0.1)(joined)), seed=seed)


def test_weights_are_kernel_then_bias_in_layer_order():
    model = nn.Sequential([nn.Dense(3), nn.Dense(2, use_bias=False)], input_shape=(4,))
    assert [weight.shape for weight in model.get_weights()] == [(4, 3), (3,), (3, 2)]
    assert model.count_params() == 21
    given = [np.full((4, 3), 2.0), np.ones(3), np.full((3, 2), 0.5)]
    model.set_weights(given)
    np.testing.assert_array_equal(model.predict(np.ones((1, 4))), [[13.5, 13.5]])
    with pytest.raises(ShapeError, match="'bias' has shape"):
        model.set_weights([given[0], np.ones(4), given[2]])
    with pytest.raises(ShapeError, match="3 weight arrays; received 1"):
        model.set_weights(given[:1])


def test_configuration_round_trip_of_a_graph():
    model = branching()
    config = model.get_config()
    again = nn.Model.from_config(config)
    assert again.get_config() == config
    for a, b in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_configuration_may_list_layers_in_any_order():
    config = branching().get_config()
    shuffled = config | {"layers": config["layers"][::-1]}
    x = [np.ones((2, 4)), np.ones((2, 3))]
    weights = {w.shape: w for w in branching().get_weights()}
    model = nn.model_from_config(shuffled)
    model.set_weights([weights[w.shape] for w in model.get_weights()])
    assert model.predict(x).shape == (2, 2)


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        (lambda c: c["layers"].append(c["layers"][-1]), ShapeError, "same name"),
        (lambda c: c["layers"][2].update(inbound=["dropout"]), ShapeError, "wait for each other"),
        (lambda c: c["layers"][2].update(class_name="Dens"), OptionError, "Did you mean Dense"),
        (lambda c: c["layers"][2]["config"].update(units=0), OptionError, "at least 1"),
        (lambda c: c["layers"][2]["config"].update(size=3), OptionError, "no option 'size'"),
        (lambda c: c.update(outputs=[]), ShapeError, "one output"),
        (lambda c: c.update(outputs=["nowhere"]), ShapeError, "nowhere"),
        (lambda c: c.update(inputs=["left"]), ShapeError, "needs an input"),
        (lambda c: c.update(layers=None), OptionError, "needs a list"),
    ],
)
def test_a_wrong_configuration_is_refused_in_a_sentence(change, error, match):
    config = branching().get_config()
    change(config)
    with pytest.raises(error, match=match):
        nn.model_from_config(config)


def test_wiring_mistakes_are_refused_in_a_sentence():
    a = nn.Input((4,))
    dense = nn.Dense(3)
    with pytest.raises(ShapeError, match="one shape"):
        nn.Add()([a, dense(a)])
    with pytest.raises(ShapeError, match="one place only"):
        nn.Model(a, nn.Add()([dense(a), dense(a)]))
    with pytest.raises(ShapeError, match="does not reach"):
        nn.Model([a, nn.Input((2,), name="lonely")], nn.Dense(1)(a))
    with pytest.raises(ShapeError, match="differ along its axis only"):
        nn.Concatenate()([nn.Input((2, 3)), nn.Input((3, 3))])
    with pytest.raises(ShapeError, match="one output"):
        nn.Model(a, [nn.Dense(1)(a), nn.Dense(1)(a)])
    with pytest.raises(ShapeError, match="at least one layer"):
        nn.Model(a, a)
    with pytest.raises(ShapeError, match="called on Input"):
        nn.Dense(3)(np.ones((2, 2)))


def test_a_layer_belongs_to_one_model():
    layer = nn.Dense(3)
    first = nn.Sequential([layer], input_shape=(2,), seed=1)
    first.count_params()
    with pytest.raises(ShapeError, match="another network"):
        nn.Sequential([layer], input_shape=(2,), seed=1).count_params()


def test_sequential_learns_its_input_shape_from_data():
    model = nn.Sequential([nn.Dense(2), nn.Dense(1)], seed=0)
    model.compile("sgd", "mse")
    with pytest.raises(ShapeError, match="not known yet"):
        model.count_params()
    model.fit(np.ones((4, 3)), np.ones(4))
    assert model.input_shape == (3,)


def test_a_sequential_in_use_takes_layers_and_gives_them_back():
    x, y = np.ones((4, 3), np.float32), np.ones(4)
    model = nn.Sequential([nn.Dense(2, activation="tanh"), nn.Dense(1)], seed=0)
    model.compile("sgd", "mse")
    model.fit(x, y, verbose=0)
    learned = [model.layers[0].get_weights(), model.layers[1].get_weights()]
    model.add(nn.Dense(5))
    assert model.output_shape == (5,)
    np.testing.assert_array_equal(model.layers[1].get_weights()[0], learned[1][0])
    assert model.pop().units == 5
    model.pop()
    np.testing.assert_allclose(model.predict(x), np.tanh(x @ learned[0][0] + learned[0][1]), rtol=1e-6)
    with pytest.raises(ShapeError, match="another network"):
        nn.Sequential(model.layers, input_shape=(3,)).count_params()
    with pytest.raises(OptionError, match="no layer to take away"):
        nn.Sequential().pop()


def test_sequential_takes_an_input_first_and_grows():
    model = nn.Sequential([nn.Input((3,))])
    model.add(nn.Dense(2))
    assert model.output_shape == (2,)
    with pytest.raises(OptionError, match="no layers yet"):
        nn.Sequential(input_shape=(3,)).count_params()
    with pytest.raises(OptionError, match="made of layers"):
        model.add("Dense")


def test_from_architecture_takes_a_list_of_plain_dicts():
    rows = [
        {"input_dim": 2, "output_dim": 4, "activation": "relu"},
        {"input_dim": 4, "output_dim": 1, "activation": "sigmoid", "bias_initializer": "ones"},
    ]
    model = nn.Sequential.from_architecture(rows, seed=1)
    assert [layer.label() for layer in model.layers] == ["4 · relu", "1 · sigmoid"]
    assert model.input_shape == (2,)
    np.testing.assert_array_equal(model.get_weights()[3], [1])
    with pytest.raises(ShapeError, match="takes 5 inputs but layer 0 gives 4"):
        nn.Sequential.from_architecture([rows[0], rows[1] | {"input_dim": 5}])
    with pytest.raises(OptionError, match="needs 'input_dim'"):
        nn.Sequential.from_architecture([{"output_dim": 3}])


def test_prediction_takes_lists_dicts_and_any_batch_size(rng):
    model = branching()
    x = [rng.standard_normal((50, 4)), rng.standard_normal((50, 3))]
    expected = model.predict(x)
    assert expected.dtype == np.float32
    np.testing.assert_allclose(expected.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(model.predict({"right": x[1], "left": x[0]}), expected)
    np.testing.assert_allclose(model.predict(x, batch_size=7), expected, rtol=1e-5)
    np.testing.assert_array_equal(model.predict_on_batch(x), expected)
    with pytest.raises(DataError, match="needs data for its input 'right'"):
        model.predict({"left": x[0]})
    with pytest.raises(DataError, match="has 2 inputs"):
        model.predict(x[:1])


def test_what_needs_compile_says_so():
    model = nn.Sequential([nn.Dense(1)], input_shape=(2,))
    with pytest.raises(DesignerError, match="call compile first"):
        model.fit(np.ones((1, 2)), [1])
    with pytest.raises(OptionError, match="Did you mean adam"):
        model.compile("adm")
    with pytest.raises(OptionError, match="no loss called"):
        model.compile("sgd", "nonsense")


def test_keras_results_of_evaluate_and_train_on_batch(rng):
    model = nn.Sequential([nn.Dense(1)], input_shape=(2,), seed=0)
    x, y = rng.standard_normal((8, 2)), rng.standard_normal(8)
    model.compile("sgd", "mse")
    assert isinstance(model.evaluate(x, y), float)
    model.compile("sgd", "mse", ["mae", "r2_score"])
    assert len(model.evaluate(x, y)) == 3
    assert list(model.evaluate(x, y, return_dict=True)) == ["loss", "mean_absolute_error", "r2_score"]
    assert len(model.train_on_batch(x, y)) == 3


def test_accuracy_keeps_its_name_and_chooses_its_kind():
    for units, kind in ((1, "BinaryAccuracy"), (3, "CategoricalAccuracy")):
        model = nn.Sequential([nn.Dense(units)], input_shape=(2,))
        model.compile("sgd", "mse", ["accuracy"])
        assert [metric.name for metric in model.metrics] == ["accuracy"]
        assert type(model.metrics[0]).__name__ == kind


def test_summary_lists_layers_shapes_and_parameters():
    lines = []
    branching().summary(print_fn=lines.append)
    text = "\n".join(lines)
    assert "left (Input)" in text
    assert "concatenate (Concatenate)  (None, 8)" in text
    assert "Parameters in all: 68" in text


def test_activations_by_name(rng):
    model = branching()
    values = model.activations([rng.standard_normal((6, 4)), rng.standard_normal((6, 3))])
    assert values["dense"].min() >= 0
    assert values["add"].shape == (6, 5)


def test_dropout_silences_its_share_and_keeps_the_mean():
    model = nn.Sequential([nn.Dropout(0.3)], input_shape=(1000,), seed=0)
    layer = model.layers[0]
    out = layer.forward(np.ones((50, 1000)), training=True)
    assert (out == 0).mean() == pytest.approx(0.3, abs=0.01)
    assert out.mean() == pytest.approx(1, abs=0.02)
    np.testing.assert_array_equal(model.predict(np.ones((2, 1000))), 1)


def test_to_categorical():
    np.testing.assert_array_equal(nn.to_categorical([0, 2]), [[1, 0, 0], [0, 0, 1]])
    with pytest.raises(DataError, match="between 0 and 1"):
        nn.to_categorical([0, 2], 2)


def test_sections_hold_all_that_training_needs_to_go_on(rng):
    x, y = [rng.standard_normal((40, 4)), rng.standard_normal((40, 3))], np.eye(2)[rng.integers(0, 2, 40)]
    model = branching()
    model.compile(nn.Adam(0.01), "categorical_crossentropy", ["accuracy"])
    model.fit(x, y, epochs=3)
    again = nn.from_sections(nn.to_sections(model, optimizer_state=True))
    assert again.history.history == model.history.history
    a = model.fit(x, y, epochs=3).history
    b = again.fit(x, y, epochs=3).history
    assert a == b
    plain = nn.from_sections(nn.to_sections(model))
    np.testing.assert_array_equal(plain.predict(x), model.predict(x))


def test_save_and_load(tmp_path, rng):
    pytest.importorskip("nndesigner.core.datapickle")
    model = branching()
    model.compile("adam", "categorical_crossentropy")
    path = tmp_path / "model.pkl"
    model.save(path)
    x = [rng.standard_normal((4, 4)), rng.standard_normal((4, 3))]
    again = nn.load_model(path)
    np.testing.assert_array_equal(again.predict(x), model.predict(x))
    assert again.get_optimizer_state()["iterations"] == 0
    with pytest.raises(DesignerError, match=r"nothing\.pkl"):
        nn.load_model(tmp_path / "nothing.pkl")


def test_fit_prints_only_when_asked(capsys):
    model = nn.Sequential([nn.Dense(1)], input_shape=(2,))
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 2)), np.ones(4), epochs=2)
    assert capsys.readouterr().out == ""
    model.fit(np.ones((4, 2)), np.ones(4), epochs=2, verbose=1)
    assert "epoch 2/2  loss" in capsys.readouterr().out


def test_importing_the_engine_imports_little_but_numpy():
    heavy = ("PySide6", "psygnal", "threadpoolctl", "torch")
    code = f"import sys; from nndesigner import nn; nn.Sequential; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
    assert all(hasattr(nn, name) for name in nn.__all__)
    with pytest.raises(AttributeError, match="no attribute"):
        nn.Nonsense  # noqa: B018


def test_a_network_from_its_config_keeps_the_order_of_its_weights():
    left, right = nn.Input((3,)), nn.Input((3,))
    branches = [nn.Dense(3)(nn.Dense(3)(left)), nn.Dense(3)(right)]
    model = nn.Model([left, right], nn.Add()(branches), seed=1)
    again = nn.Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    x = [np.ones((2, 3)), np.ones((2, 3))]
    assert np.array_equal(again.predict(x), model.predict(x))
    assert again.get_config() == model.get_config()
