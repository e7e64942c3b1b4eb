"""L-BFGS: torch's steps, on all rows whatever the batch, leaving no trace of its looks; and what it refuses."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import OptionError, ShapeError
from nndesigner.nn.optimizers.line_search import Point, wolfe_step

GOLDEN = [
    2.8574235183047185,
    0.8282747155850289,
    0.7103330144817185,
    0.5987408934603573,
    0.5469230611954473,
    0.5196475148759941,
    0.487344956272067,
    0.4318393822511081,
]
"""Losses of torch 2.13's LBFGS (strong_wolfe, lr=1, history_size=10, max_iter=1 a step) at steps 0, 7, 14 … 49."""


def network(dtype=np.float64, optimizer=None, layers=()):
    model = nn.Sequential(
        [nn.Dense(8, activation="tanh", kernel_regularizer="l2"), *layers, nn.Dense(2)], input_shape=(5,), seed=1
    )
    model.compile(optimizer or nn.LBFGS(), "mean_squared_error")
    start = np.random.default_rng(3)
    model.set_weights([0.5 * start.standard_normal(weight.shape) for weight in model.graph.weights])
    return model


def data(rows=60):
    random = np.random.default_rng(0)
    return random.standard_normal((rows, 5)), random.standard_normal((rows, 2))


def losses(model, epochs=50, **fitting):
    with model.graph.in_dtype(np.float64):
        return model.fit(*data(), epochs=epochs, verbose=0, **fitting).history["loss"]


def test_fifty_steps_are_those_of_the_golden_run():
    np.testing.assert_allclose(losses(network())[::7], GOLDEN, rtol=1e-10)


@pytest.mark.parametrize("history", [10, 3])
def test_fifty_steps_equal_torch(history):
    torch = pytest.importorskip("torch")
    model = network(optimizer=nn.LBFGS(history_size=history))
    weights = [torch.tensor(array.astype(float), requires_grad=True) for array in model.get_weights()]
    settings = {"lr": 1, "max_iter": 1, "max_eval": 100, "history_size": history, "line_search_fn": "strong_wolfe"}
    there = torch.optim.LBFGS(weights, **settings)
    x, y = map(torch.tensor, data())

    def closure():
        there.zero_grad()
        error = torch.tanh(x @ weights[0] + weights[1]) @ weights[2] + weights[3] - y
        loss = (error**2).mean() + 0.01 * (weights[0] ** 2).sum()
        loss.backward()
        return loss

    np.testing.assert_allclose(losses(model), [there.step(closure).item() for _ in range(50)], rtol=1e-9)


def test_in_single_precision_it_gets_as_far():
    assert network().fit(*data(), epochs=50, verbose=0).history["loss"][-1] == pytest.approx(GOLDEN[-1], rel=0.02)


def test_batch_size_and_order_of_rows_do_not_matter():
    assert losses(network(), 5, batch_size=7) == losses(network(), 5, batch_size=1000, shuffle=False)
    trainer = nn.Trainer(network(), *data(), batch_size=7)
    assert trainer.steps == 1


def test_a_quadratic_is_solved_in_as_many_steps_as_it_has_directions():
    model = nn.Sequential([nn.Dense(1)], input_shape=(3,), seed=0)
    model.compile("lbfgs", "mse")
    x = np.random.default_rng(1).standard_normal((50, 3))
    assert model.fit(x, x @ [1, -2, 3] + 4, epochs=12, verbose=0).history["loss"][-1] < 1e-9


def test_a_look_leaves_no_trace_but_the_weights():
    """Noise is drawn once a step, moving statistics follow once, and the loss is that before the step."""
    parts = [nn.BatchNormalization(momentum=0.5), nn.Dropout(0.3), nn.GaussianNoise(0.1)]
    model, still = (
        network(optimizer=optimizer, layers=parts_of)
        for optimizer, parts_of in ((nn.LBFGS(), parts), (nn.SGD(0.0), _again(parts)))
    )
    for one in (model, still):
        one.fit(*data(), epochs=1, batch_size=60, shuffle=False, verbose=0)
    assert model.history.history["loss"] == still.history.history["loss"]
    for mine, other in zip(
        model.get_layer("batch_normalization").weights[2:], still.get_layer("batch_normalization").weights[2:], strict=True
    ):
        np.testing.assert_array_equal(mine.value, other.value)
    assert str(model.random.state()["noise"]) == str(still.random.state()["noise"])
    assert not np.array_equal(model.graph.parameters, still.graph.parameters)


def _again(parts):
    return [type(part).from_config(part.get_config()) for part in parts]


def test_frozen_layers_stay_and_weights_count():
    model = network()
    model.layers[0].trainable = False
    model.compile("lbfgs", "mse")
    before = model.get_weights()
    weight = np.linspace(0, 2, 60)
    history = model.fit(*data(), epochs=4, sample_weight=weight, verbose=0).history["loss"]
    assert all(later < sooner for sooner, later in itertools.pairwise(history))
    assert np.array_equal(before[0], model.get_weights()[0])


def test_a_state_of_another_network_is_refused():
    state = network().get_optimizer_state()
    small = nn.Sequential([nn.Dense(1)], input_shape=(3,), seed=0)
    small.compile("lbfgs", "mse")
    with pytest.raises(ShapeError, match=r"'gradient' does not fit.*4 numbers"):
        small.set_optimizer_state(state)


@pytest.mark.parametrize("options", [{"learning_rate_factor": 0.5}, {"kernel_constraint": "max_norm"}])
def test_what_it_cannot_keep_is_refused_by_name(options):
    model = nn.Sequential([nn.Dense(1, **options)], input_shape=(3,), seed=0)
    model.compile("lbfgs", "mse")
    with pytest.raises(OptionError, match="L-BFGS"):
        model.fit(np.ones((4, 3)), np.ones(4), verbose=0)
    with pytest.raises(OptionError, match="clipnorm"):
        nn.LBFGS(clipnorm=1.0)


@pytest.mark.parametrize(
    ("function", "slope", "first"),
    [
        (lambda t: (t - 3) ** 2, lambda t: 2 * (t - 3), 1.0),
        (lambda t: (t - 0.01) ** 2, lambda t: 2 * (t - 0.01), 1.0),
        (lambda t: -t / (t * t + 2), lambda t: (t * t - 2) / (t * t + 2) ** 2, 20.0),
        (lambda t: (t + 0.004) ** 5 - 2 * (t + 0.004) ** 4, lambda t: 5 * (t + 0.004) ** 4 - 8 * (t + 0.004) ** 3, 0.1),
    ],
)
def test_a_step_satisfies_the_strong_wolfe_conditions(function, slope, first):
    """The functions 1 and 2 of More and Thuente (1994) among them."""
    start = Point(0.0, function(0.0), slope(0.0))
    length = wolfe_step(lambda t: Point(t, function(t), slope(t)), start, first, 1.0, 1e-9, 25)
    assert function(length) <= start.loss + 1e-4 * length * start.slope
    assert abs(slope(length)) <= 0.9 * abs(start.slope)


def test_an_infinite_loss_shortens_the_step():
    def look(t):
        return Point(t, float("inf") if t > 0.5 else (t - 0.3) ** 2, 2 * (t - 0.3))

    assert look(wolfe_step(look, look(0.0), 4.0, 1.0, 1e-9, 25)).loss < 0.09
