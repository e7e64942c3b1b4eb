"""Layers whose lines know how values stand in memory: the compiled step and forward pass against the plain mathematics."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn
from tests.nn.test_torch_layers import reference_gradients, step_gradients

conv, norm, act, pool = nn.Conv2D, nn.BatchNormalization, nn.Activation, nn.MaxPooling2D
NETWORKS = {
    "normalized between convolutions": (
        (12, 12, 2),
        lambda: [conv(4, 3), norm(), act("relu"), pool(), conv(3, 3, padding="same"), norm(), act("tanh"), nn.Flatten()],
    ),
    "a rest beside pooled windows": ((12, 12, 2), lambda: [conv(4, 3), norm(), pool(3), nn.GlobalAveragePooling2D()]),
    "strides and means": (
        (13, 11, 2),
        lambda: [conv(4, 3, strides=2, padding="same"), act("gelu"), nn.AveragePooling2D(2), nn.Flatten(), norm()],
    ),
    "a sequence": (
        (14, 3),
        lambda: [nn.Conv1D(4, 3, padding="same"), norm(), nn.MaxPooling1D(2), nn.Conv1D(4, 3, dilation_rate=2), nn.Flatten()],
    ),
    "dilation, odd windows": (
        (9, 9, 2),
        lambda: [conv(3, 3, dilation_rate=2, padding="same"), conv(3, (2, 3), strides=(1, 2)), act("softmax"), nn.Flatten()],
    ),
    "windows that overlap": ((15, 14, 2), lambda: [conv(4, 1), conv(4, 5, strides=3), pool(2, strides=1), nn.Flatten()]),
    "pooled in bands, by phases, with a rest": (
        (21, 23, 2),
        lambda: [conv(64, 3, activation="relu"), pool((3, 2)), conv(32, (2, 3), padding="same"), pool((2, 4)), nn.Flatten()],
    ),
    "depthwise between convolutions": (
        (11, 12, 3),
        lambda: [
            nn.DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="relu"),
            conv(4, 1),
            nn.DepthwiseConv2D((2, 3), strides=2, padding="same", activation="tanh"),
            nn.DepthwiseConv2D(2, use_bias=False),
            nn.GlobalAveragePooling2D(),
        ],
    ),
    "depthwise, far apart": (
        (11, 12, 3),
        lambda: [conv(3, 2), nn.DepthwiseConv2D((2, 1), strides=3), nn.DepthwiseConv2D(2, dilation_rate=2), nn.Flatten()],
    ),
    "steps pooled in threes": (
        (40, 3),
        lambda: [nn.Conv1D(8, 4, strides=2, padding="same", activation="relu"), nn.MaxPooling1D(3), nn.Flatten()],
    ),
    "lstm, whole and backwards": (
        (6, 3),
        lambda: [nn.LSTM(4, return_sequences=True), nn.LSTM(3, go_backwards=True, use_bias=False)],
    ),
}


@pytest.fixture(params=NETWORKS.values(), ids=NETWORKS.keys())
def model(request):
    shape, layers = request.param
    model = nn.Sequential([*layers(), nn.Dense(2)], input_shape=shape, seed=3)
    model.compile("sgd", "mse")
    return model


def test_gradients_are_those_of_the_plain_mathematics(model, rng):
    x, y = rng.standard_normal((7, *model.input_shape)), rng.standard_normal((7, 2))
    np.testing.assert_allclose(step_gradients(model, x, y), reference_gradients(model, x, y), rtol=1e-9, atol=1e-12)


def test_the_first_of_equal_ones_gets_the_gradient_in_every_band(rng):
    """Pixels of 0 and 1 make most windows hold several largest cells; a deeper convolution sees where the gradient went."""
    layers = [conv(3, 3, padding="same"), conv(4, 3, activation="relu"), pool(), conv(4, 2), pool(3), nn.Flatten(), nn.Dense(2)]
    model = nn.Sequential(layers, input_shape=(18, 18, 1), seed=3)
    model.compile("sgd", "mse")
    model.set_weights([np.round(weight * 2) for weight in model.get_weights()])
    x, y = rng.integers(0, 2, (7, 18, 18, 1)).astype(float), rng.standard_normal((7, 2))
    np.testing.assert_allclose(step_gradients(model, x, y), reference_gradients(model, x, y), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("rows", [0, 1, 5, 300])
def test_predictions_are_those_of_the_plain_mathematics(model, rows, rng):
    x = rng.standard_normal((rows, *model.input_shape)).astype(np.float32)
    np.testing.assert_allclose(model.predict(x), model.graph.forward([x])[model.graph.output], rtol=1e-5, atol=2e-6)


def test_a_prediction_follows_the_weights(model, rng):
    x, y = (rng.standard_normal((9, *shape)).astype(np.float32) for shape in (model.input_shape, (2,)))
    before = model.predict(x)
    model.fit(x, y, epochs=2, verbose=0)
    after = model.predict(x)
    assert not np.allclose(before, after)
    np.testing.assert_allclose(after, model.graph.forward([x])[model.graph.output], rtol=1e-5, atol=2e-6)
