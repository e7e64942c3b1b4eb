"""Activations, losses, optimizers, schedules and metrics give Keras 3's numbers, from the golden file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.nn import ACTIVATIONS, LOSSES, METRICS
from tests.nn.golden import parts

GOLDEN = Path(__file__).parent / "golden" / "keras_parts.npz"
TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def golden():
    with np.load(GOLDEN) as arrays:
        return dict(arrays)


def agree(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE * max(1.0, float(np.abs(theirs).max())))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("name", "options"), parts.ACTIVATIONS, ids=str)
def test_an_activation(name, options, dtype, golden):
    activation = ACTIVATIONS.get(name)(**options)
    x, dy = (part.astype(dtype) for part in parts.inputs())
    y = activation(x)
    agree(y, golden[parts.label("activation", name, options)])
    agree(activation.backward(x, y, dy), golden[parts.label("slope", name, options)])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("name", "options", "kind"), parts.LOSSES, ids=str)
def test_a_loss(name, options, kind, dtype, golden):
    ours = {key: value for key, value in options.items() if key != "axis"}  # ours go over each sample's outputs anyway
    loss = LOSSES.get(name)(**ours)
    y, p = (part.astype(dtype) for part in parts.pairs(kind))
    agree(loss(y, p), golden[parts.label("loss", name, options)])
    agree(loss.gradient(y, p), golden[parts.label("gradient", name, options)])


@pytest.mark.parametrize(("name", "options", "regularizer", "constraint"), parts.OPTIMIZERS, ids=str)
def test_fifty_steps_of_an_optimizer(name, options, regularizer, constraint, golden):
    weights, x, y = parts.task()
    kernel = {"kernel_regularizer": regularizer or None, "kernel_constraint": constraint or None}
    layers = [nn.Dense(8, activation="tanh", **kernel), nn.Dense(2, **kernel)]
    model = nn.Sequential(layers, input_shape=(5,), seed=0)
    model.compile(getattr(nn, name)(**options), "mean_squared_error")
    model.set_weights(weights)
    agree(
        [model.train_on_batch(*batch) for batch in zip(x, y, strict=True)],
        golden[parts.label(name, options, regularizer, constraint, "losses")],
    )
    model.optimizer.finish(model.graph.parameters)
    for index, weight in enumerate(model.get_weights()):
        expected = golden[parts.label(name, options, regularizer, constraint, f"weight{index}")]
        np.testing.assert_allclose(weight, expected, rtol=1e-3, atol=2e-4)


@pytest.mark.parametrize(("name", "options"), parts.SCHEDULES, ids=str)
def test_a_schedule(name, options, golden):
    schedule = getattr(nn, name)(**options)
    agree(schedule.at(np.arange(60.0)), golden[parts.label("schedule", name, options)])


@pytest.mark.parametrize(("name", "options", "kind"), parts.METRICS, ids=str)
def test_a_metric(name, options, kind, golden):
    agree(METRICS.get(name)(**options)(*parts.pairs(kind)), golden[parts.label("metric", name, options)])
