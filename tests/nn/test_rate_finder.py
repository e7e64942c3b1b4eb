"""The learning-rate finder: it finds what a known problem says, and puts everything back to the bit."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import DataError, OptionError
from nndesigner.nn.rate_finder import _judged


def network(optimizer="adam", *layers):
    model = nn.Sequential([nn.Dense(8, activation="tanh"), *layers, nn.Dense(1)], input_shape=(4,), seed=2)
    model.compile(optimizer, "mean_squared_error")
    return model


def data(rows=200):
    random = np.random.default_rng(0)
    x = random.standard_normal((rows, 4))
    return x, np.sin(x.sum(axis=1, keepdims=True))


def everything(model):
    return [*model.get_weights(), model.optimizer.state(), model.random.state(), model.optimizer.get_config()]


@pytest.mark.parametrize(
    "optimizer", ["sgd", "adam", "nadam", nn.SGD(nn.ExponentialDecay(0.1, 10, 0.9), momentum=0.9)], ids=str
)
def test_everything_is_put_back_to_the_bit(optimizer):
    model = network(optimizer, nn.BatchNormalization(), nn.Dropout(0.2))
    twin = network(type(model.optimizer).from_config(model.optimizer.get_config()), nn.BatchNormalization(), nn.Dropout(0.2))
    for one in (model, twin):
        one.fit(*data(), epochs=2, verbose=0)
    before = str(everything(model))
    nn.find_learning_rate(model, *data(), steps=40)
    assert str(everything(model)) == before
    nn.find_learning_rate(model, *data(), steps=40, watch=lambda rate, loss: rate < 1e-4)
    assert str(everything(model)) == before
    with pytest.raises(ZeroDivisionError):
        nn.find_learning_rate(model, *data(), watch=lambda rate, loss: 1 / 0)
    for one in (model, twin):
        one.fit(*data(), epochs=2, verbose=0)
    assert str(everything(model)) == str(everything(twin))


def test_the_rates_grow_evenly_and_the_sweep_stops_when_the_loss_explodes():
    sweep = nn.find_learning_rate(network("sgd"), *data(), start=1e-5, end=1e5, steps=101, batch_size=64)
    assert len(sweep.rates) == len(sweep.losses) == len(sweep.smoothed) < 101
    np.testing.assert_allclose(sweep.rates, np.geomspace(1e-5, 1e5, 101)[: len(sweep.rates)])
    assert np.isfinite(sweep.losses).all()
    assert sweep.smoothed[-1] > 4 * sweep.smoothed[:-1].min() or len(sweep.rates) < 101
    assert not sweep.stopped


def test_the_first_loss_is_that_of_the_untrained_network():
    x, y = data(32)
    model = network("sgd")
    assert nn.find_learning_rate(model, x, y, steps=20).losses[0] == pytest.approx(model.evaluate(x, y), rel=1e-5)


def test_the_suggestion_lies_below_where_a_quadratic_diverges():
    """Mean squared error of one linear unit diverges above 2 / (2 · largest eigenvalue of xᵀx / n)."""
    x = np.random.default_rng(1).standard_normal((256, 4))
    model = nn.Sequential([nn.Dense(1, use_bias=False)], input_shape=(4,), seed=0)
    model.compile("sgd", "mse")
    sweep = nn.find_learning_rate(model, x, x @ np.ones((4, 1)), batch_size=256)
    limit = 1 / np.linalg.eigvalsh(x.T @ x / 256)[-1]
    assert limit / 100 < sweep.suggestion < limit
    assert sweep.suggestion == float(f"{np.sqrt(sweep.steepest * sweep.tenth_of_lowest):.2g}")


def test_the_steepest_place_is_that_of_the_fall_not_of_the_noise():
    rates = np.geomspace(1e-7, 10, 150)
    noise = 0.3 * np.random.default_rng(3).standard_normal(150)
    losses = 1.5 - np.clip(np.log10(rates) + 3, 0, 1) + noise * (rates < 1e-3)
    sweep = _judged(rates, losses, losses, False)
    assert 1e-3 < sweep.steepest < 1e-2


def test_it_can_be_watched_and_broken_off():
    seen = []
    sweep = nn.find_learning_rate(network(), *data(), watch=lambda rate, loss: seen.append((rate, loss)) or len(seen) < 5)
    assert sweep.stopped
    assert [rate for rate, _ in seen] == sweep.rates.tolist()
    assert [loss for _, loss in seen] == sweep.losses.tolist()
    assert sweep.suggestion is None


def test_a_loss_that_never_falls_suggests_nothing():
    model = nn.Sequential([nn.Dense(1, use_bias=False, kernel_initializer="zeros")], input_shape=(4,), seed=0)
    model.compile("sgd", "mse")
    assert nn.find_learning_rate(model, np.ones((64, 4)), np.zeros((64, 1))).suggestion is None


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"start": 1.0, "end": 0.1}, OptionError, "grow from start to end"),
        ({"start": 0.0}, OptionError, "above 0"),
        ({"steps": 3}, OptionError, "steps"),
    ],
)
def test_wrong_ranges_are_refused(options, error, words):
    with pytest.raises(error, match=words):
        nn.find_learning_rate(network(), *data(), **options)


def test_it_refuses_no_rows_and_an_optimizer_that_searches_itself():
    with pytest.raises(DataError, match="no rows"):
        nn.find_learning_rate(network(), np.ones((0, 4)), np.ones((0, 1)))
    with pytest.raises(OptionError, match="L-BFGS searches"):
        nn.find_learning_rate(network("lbfgs"), *data())
