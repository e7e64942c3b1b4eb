"""Small calls of Keras code as tutorials have them: they work here, or one sentence says what does."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import DataError, DesignerError, OptionError, ShapeError

RANDOM = np.random.default_rng(0)
X = RANDOM.standard_normal((20, 4)).astype(np.float32)
Y = np.eye(3, dtype=np.float32)[RANDOM.integers(0, 3, 20)]


def small():
    return nn.Sequential([nn.Dense(5, activation="relu", input_shape=(4,)), nn.Dense(3, activation="softmax")], seed=1)


def ready(**options):
    model = small()
    model.compile(**{"optimizer": "adam", "loss": "categorical_crossentropy", "metrics": ["accuracy"], **options})
    return model


def test_the_first_layer_tells_the_input():
    model = nn.Sequential()
    model.add(nn.Dense(5, input_dim=4))
    model.add(nn.layers.LeakyReLU(0.1))
    model.add(nn.layers.Dense(2, activation=nn.layers.ReLU()))
    assert model.built is False
    assert model.output_shape == (2,)
    assert model.built is True
    assert nn.Sequential([nn.Conv2D(2, (3, 3), padding="SAME", input_shape=(8, 6, 1))]).output_shape == (8, 6, 2)
    late = nn.Sequential([nn.Dense(2)])
    assert len(late.layers) == 1
    late.build(input_shape=(None, 4))
    assert late.count_params() == 10


def test_layers_show_and_take_weights():
    model = small()
    first = model.layers[0]
    assert model.get_layer(index=0) is model.get_layer("dense") is first
    assert first.count_params() == 25
    first.set_weights([np.ones((4, 5)), np.zeros(5)])
    assert first.kernel.numpy().sum() == np.asarray(first.kernel).sum() == 20
    assert [weight.name for weight in model.weights] == ["kernel", "bias", "kernel", "bias"]
    assert len(model.trainable_variables) == 4
    assert model.input.shape == (4,)
    assert model.outputs[0].shape == (3,)
    with pytest.raises(ShapeError, match="'dense' has 2 weight arrays; received 1"):
        first.set_weights([np.ones((4, 5))])
    with pytest.raises(OptionError, match="index below 2; received 7"):
        model.get_layer(index=7)


def test_branches_join_by_signs_and_functions():
    left = nn.Input(shape=(4,), dtype="float32", name="left")
    a, b = nn.Dense(3)(left), nn.Dense(3)(left)
    both = nn.layers.concatenate([a + b, a - b, a * b], axis=-1)
    assert both.shape == (9,)
    assert nn.Model(inputs=left, outputs=both).predict(X).shape == (20, 9)
    with pytest.raises(ShapeError, match="joined with what other layers give only; received int"):
        a + 1


def test_fit_reports_as_keras_does():
    model = ready(metrics=["accuracy", nn.metrics.Precision(name="exact"), "accuracy"], run_eagerly=False)
    history = model.fit(X, Y, epochs=2, validation_split=0.25, validation_batch_size=4, verbose=0)
    assert {"loss", "accuracy", "exact", "accuracy_1", "val_exact"} <= set(history.history)
    assert history.params == {"epochs": 2, "steps": 1}
    assert history.model is model
    assert model.metrics_names == ["loss", "accuracy", "exact", "accuracy_1"]
    assert model.test_on_batch(X, Y) == model.evaluate(X, Y, verbose=0)
    np.testing.assert_array_equal(model(X), model.predict(X))


def test_a_named_metric_keeps_its_name_in_the_file(tmp_path):
    model = ready(metrics=[nn.Precision(name="exact")])
    model.save(tmp_path / "model.pkl")
    again = nn.models.load_model(tmp_path / "model.pkl")
    assert again.metrics_names == ["loss", "exact"]


def test_evaluate_speaks_when_asked(capsys):
    ready().evaluate(X, Y, verbose=1)
    assert capsys.readouterr().out.startswith("loss ")


def test_weights_travel_alone(tmp_path):
    model, other = ready(), nn.clone_model(small())
    model.fit(X, Y, verbose=0)
    model.save_weights(tmp_path / "weights")
    other.load_weights(tmp_path / "weights")
    np.testing.assert_array_equal(model.predict(X), other.predict(X))
    model.save(tmp_path / "model")
    nn.clone_model(small()).load_weights(tmp_path / "model")
    with pytest.raises(ShapeError, match="received"):
        nn.Sequential([nn.Dense(2)], input_shape=(4,)).load_weights(tmp_path / "weights")


def test_one_seed_for_a_whole_script():
    nn.utils.set_random_seed(5)
    seeds = [nn.Sequential([nn.Dense(1)]).seed for _ in range(2)]
    nn.utils.set_random_seed(5)
    assert [nn.Sequential([nn.Dense(1)]).seed for _ in range(2)] == seeds
    assert seeds[0] != seeds[1]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: nn.Input(shape=(None, 4)), "fixed size; pad or cut"),
        (lambda: ready().fit(X), "samples and targets as two arrays"),
        (lambda: ready().fit(((X, Y) for _ in range(2)), Y), "call model.train_on_batch"),
        (lambda: ready().fit(X, Y, steps_per_epoch=2), "an epoch is all rows once"),
        (lambda: ready().fit(X[:1], Y[:1], validation_split=0.5), "leaves no row to learn from; give more rows; received 1"),
        (lambda: ready().fit(X, Y, speed=2), "fit has no argument 'speed'"),
        (lambda: ready(weighted_metrics=["mae"]), "metrics count every sample alike"),
        (lambda: ready().evaluate(X, Y, steps=2), "all rows are taken"),
        (lambda: ready().predict(X, steps=2), "all rows are taken"),
        (lambda: nn.Model(), "call layers on nn.Input"),
        (lambda: nn.Sequential([small()]), "layers of that network one by one"),
        (lambda: small()(nn.Input((4,))), "does not stand inside another"),
        (lambda: nn.LSTM(3, return_state=True), "a layer has one output"),
        (lambda: nn.Dense(3, dtype="float64"), "networks compute in float32"),
        (lambda: nn.Conv2D(3, 2, data_format="channels_first"), "channels stand last"),
        (lambda: nn.Dense(3, kernel_initializer=nn.initializers.HeNormal(seed=3)), "the network's seed rules"),
        (lambda: ready(loss="cross"), "Did you mean binary_crossentropy"),
        (lambda: ready().predict(X[0]), "one sample alone"),
        (lambda: ready().fit(np.ma.masked_greater(X, 1), Y), "not a finite number"),
    ],
)
def test_one_sentence_says_what_is_not_done(call, sentence):
    with pytest.raises((DataError, OptionError, ShapeError), match=sentence):
        call()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: nn.Lambda, "a layer of your own with forward and backward"),
        (lambda: nn.layers.TimeDistributed, "every step of a sequence as they are"),
        (lambda: small().layers[0].output, "model.activations"),
        (lambda: nn.Dense(3).kernel, "weights exist once"),
        (lambda: small().predict_classes, "argmax"),
    ],
)
def test_a_name_of_keras_that_is_elsewhere_says_where(call, sentence):
    with pytest.raises(AttributeError, match=sentence):
        call()


class Total(nn.Layer):
    """A layer that forgets to tell its output's shape."""

    def forward(self, x, training=False):
        return x.sum(axis=1, keepdims=True)

    def backward(self, dy):
        return np.repeat(dy, 4, axis=1)


class Called(nn.Layer):
    def call(self, x):
        return 2 * x


class Unbegun(nn.Layer):
    def __init__(self):
        self.units = 3


def test_a_custom_layer_that_is_not_complete_says_what_is_missing():
    model = nn.Sequential([nn.Dense(4), Total(), nn.Dense(3)], input_shape=(4,))
    model.compile("sgd", "mse")
    with pytest.raises(ShapeError, match=r"says by output_shape that a sample gives \(4,\), but its forward gives \(1,\)"):
        model.fit(X, Y, verbose=0)
    model = nn.Sequential([Called(), nn.Dense(3)], input_shape=(4,))
    model.compile("sgd", "mse")
    with pytest.raises(DesignerError, match=r"define forward\(x, training=False\), as Keras's call"):
        model.fit(X, Y, verbose=0)
    with pytest.raises(AttributeError, match=r"call super\(\).__init__"):
        nn.Sequential([Unbegun()], input_shape=(4,))
