"""The compiled step at sizes where it takes other ways: bands of rows, many chunks, single rows."""

from __future__ import annotations

import numpy as np
import pytest
from nn_cases import reference_gradients, step_gradients

from nndesigner import nn
from nndesigner.nn.tiling import bands_of_gradient, bands_of_product


def chain(sizes, activation, last, loss, seed=0):
    layers = [nn.Dense(size, activation=activation) for size in sizes[1:-1]]
    model = nn.Sequential([*layers, nn.Dense(sizes[-1], activation=last)], input_shape=(sizes[0],), seed=seed)
    model.compile("sgd", loss)
    return model


@pytest.mark.parametrize(
    ("sizes", "rows", "activation", "last", "loss"),
    [
        ((2, 25, 50, 50, 25, 1), 1000, "relu", "sigmoid", "binary_crossentropy"),
        ((20, 64, 64, 1), 256, "relu", "linear", "mean_squared_error"),
        ((784, 100, 50, 10), 32, "tanh", "tanh", "mean_squared_error"),
        ((5, 20, 10, 5, 1), 32, "sigmoid", "sigmoid", "halved_squared_sum"),
    ],
)
def test_gradients_of_the_benchmark_networks(sizes, rows, activation, last, loss, rng):
    model = chain(sizes, activation, last, loss)
    x, y = rng.standard_normal((rows, sizes[0])), rng.integers(0, 2, (rows, sizes[-1])).astype(float)
    expected = reference_gradients(model, x, y)
    np.testing.assert_allclose(step_gradients(model, x, y), expected, rtol=1e-6, atol=1e-9 * np.abs(expected).max())
    weight = rng.random(rows)
    double = step_gradients(model, x, y, weight) + step_gradients(model, x, y, 1 - weight)
    np.testing.assert_allclose(double, expected, rtol=1e-6, atol=1e-9 * np.abs(expected).max())


def test_bands_depend_on_shapes_and_cover_skinny_products_only():
    assert bands_of_product(50, 50, 1000) == 3
    assert bands_of_product(512, 784, 128) == 1
    assert bands_of_gradient(51, 50, 1000) == 3
    assert bands_of_gradient(785, 100, 32) == 1
    assert bands_of_gradient(3, 2000, 1000) == 1


def test_a_data_set_of_many_chunks_is_seen_whole_once_an_epoch(rng):
    seen = []

    class Watch(nn.Layer):
        def forward(self, x, training=False):
            if training:
                seen.extend(x[:, 0].tolist())
            return x

        def backward(self, dy):
            return dy

    model = nn.Sequential([Watch(), nn.Dense(1)], input_shape=(40,), seed=0)
    model.compile("sgd", "mse")
    x = np.repeat(np.arange(5003.0)[:, None] / 5003, 40, axis=1)
    model.fit(x, np.zeros(5003), batch_size=64, epochs=2)
    assert len(seen) == 10006
    for epoch in (seen[:5003], seen[5003:]):
        assert sorted(epoch) == np.float32(x[:, 0]).tolist()
    assert seen[:5003] != seen[5003:]


def test_the_float32_step_stays_close_to_the_reference_in_training(rng):
    """Ten steps in float32 against ten plain float64 steps."""
    model = chain((6, 12, 3), "tanh", "softmax", "categorical_crossentropy")
    twin = chain((6, 12, 3), "tanh", "softmax", "categorical_crossentropy")
    with twin.graph.in_dtype(np.float64) as graph:
        for _ in range(10):
            x, y = rng.standard_normal((16, 6)), np.eye(3)[rng.integers(0, 3, 16)]
            model.train_on_batch(x, y)
            graph.backward(twin.loss.gradient(y, graph.forward([x])[graph.output]))
            graph.parameters -= 0.01 * graph.gradients
        np.testing.assert_allclose(model.graph.parameters, graph.parameters, rtol=1e-4, atol=1e-6)
