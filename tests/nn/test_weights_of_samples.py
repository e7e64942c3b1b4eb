"""Class and sample weights under every loss: in a step, in training's report and in evaluation."""

from __future__ import annotations

import numpy as np
import pytest
from nn_cases import LOSS_CASES, MORE_LOSSES, step_gradients

from nndesigner import nn
from nndesigner.nn import LOSSES, REGULARIZERS

CASES = [*((name, {}) for name in LOSS_CASES), *MORE_LOSSES]
WEIGHTS = np.array([0.5, 3.0, 0.0, 1.25])


def network(name, config):
    """A network that fits the loss, four samples and targets for it."""
    y, p = (np.array(part) for part in LOSS_CASES[name])
    loss = LOSSES.get(name)(**config)
    activation = "softmax" if loss.needs_probabilities and not config.get("from_logits") else "softplus"
    layers = [nn.Dense(4, activation="tanh"), nn.Dense(p.shape[-1], activation=activation)]
    model = nn.Sequential(layers, input_shape=(3,), seed=6)
    model.compile(nn.SGD(0.0), loss)
    x = np.random.default_rng(1).standard_normal((4, 3))
    return model, x, np.concatenate([y, y[::-1]])


@pytest.mark.parametrize(("name", "config"), CASES)
def test_a_weight_multiplies_its_sample(name, config):
    model, x, y = network(name, config)
    alone = np.array([model.evaluate(x[i : i + 1], y[i : i + 1]) for i in range(4)])
    total = (alone * WEIGHTS).sum() / (1 if model.loss.reduction == "sum" else 4)
    assert model.evaluate(x, y, sample_weight=WEIGHTS) == pytest.approx(total, rel=1e-5)
    assert model.evaluate(x, y, sample_weight=WEIGHTS, batch_size=3) == pytest.approx(total, rel=1e-5)
    assert model.train_on_batch(x, y, sample_weight=WEIGHTS) == pytest.approx(total, rel=1e-5)


@pytest.mark.parametrize(("name", "config"), CASES)
def test_gradients_are_weighted_as_the_loss_is(name, config):
    model, x, y = network(name, config)
    y = model.targets(y)
    share = 1 if model.loss.reduction == "sum" else 4
    with np.errstate(all="ignore"):
        alone = [step_gradients(model, x[i : i + 1], y[i : i + 1]) for i in range(4)]
        ours = step_gradients(model, x, y, WEIGHTS)
    expected = sum(weight * gradient for weight, gradient in zip(WEIGHTS, alone, strict=True)) / share
    np.testing.assert_allclose(ours, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", LOSS_CASES)
def test_class_weights_are_those_of_the_samples_classes(name):
    model, x, y = network(name, {})
    model.targets(y)
    targets = np.asarray(model.targets(y))
    wide = targets.reshape(len(targets), -1)
    classes = wide.argmax(axis=1) if wide.shape[1] > 1 else wide[:, 0].round().astype(int)
    by_class = {0: 2.0, 1: 0.5, 2: 3.0}
    weights = np.array([by_class.get(int(c), 1.0) for c in classes])
    by_sample = model.evaluate(x, y, sample_weight=weights)
    assert model.train_on_batch(x, y, class_weight=by_class) == pytest.approx(by_sample, rel=1e-5)
    history = model.fit(x, y, class_weight=by_class, sample_weight=WEIGHTS, epochs=1, batch_size=2).history
    assert history["loss"][0] == pytest.approx(model.evaluate(x, y, sample_weight=weights * WEIGHTS), rel=1e-5)


@pytest.mark.parametrize("name", REGULARIZERS)
def test_a_penalty_has_the_slope_that_it_says(name, rng):
    penalty = REGULARIZERS.create(name)
    if name == "l1_l2":
        penalty = type(penalty)(0.1, 0.2)
    weights = rng.standard_normal((4, 3))
    slope = penalty.gradient(weights)
    for index in np.ndindex(weights.shape):
        step = np.zeros_like(weights)
        step[index] = 1e-6
        assert slope[index] == pytest.approx((penalty(weights + step) - penalty(weights - step)) / 2e-6, rel=1e-5, abs=1e-9)
    assert type(penalty).from_config(penalty.get_config()) == penalty


def test_an_orthogonal_kernel_costs_nothing():
    assert nn.OrthogonalRegularizer(1.0)(np.eye(4)) == 0
    assert nn.OrthogonalRegularizer(1.0)(np.ones((2, 3))) == pytest.approx(1.0)
    assert nn.OrthogonalRegularizer(1.0, "columns")(np.array([[1.0, 1.0], [0.0, 0.0]])) == pytest.approx(1.0)


def test_a_length_between_two_bounds(rng):
    weights = rng.standard_normal((5, 4)) * np.array([0.01, 0.3, 1.0, 5.0])
    lengths = np.linalg.norm(weights, axis=0)
    bounded = np.linalg.norm(nn.MinMaxNorm(0.5, 2.0)(weights), axis=0)
    np.testing.assert_allclose(bounded, np.clip(lengths, 0.5, 2.0), rtol=1e-4)
    halfway = np.linalg.norm(nn.MinMaxNorm(0.5, 2.0, rate=0.5)(weights), axis=0)
    np.testing.assert_allclose(halfway, (np.clip(lengths, 0.5, 2.0) + lengths) / 2, rtol=1e-4)
