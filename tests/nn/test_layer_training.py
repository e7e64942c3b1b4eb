"""Networks of the further layers as a whole: trained, saved, loaded, interrupted, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import DataError, OptionError, ShapeError


def image_network():
    layers = [
        nn.Conv2D(4, 3, activation="relu"),
        nn.BatchNormalization(momentum=0.8),
        nn.MaxPooling2D(),
        nn.Dropout(0.2),
        nn.GaussianNoise(0.05),
        nn.GlobalAveragePooling2D(),
        nn.Dense(3, activation="softmax"),
    ]
    model = nn.Sequential(layers, input_shape=(8, 8, 2), seed=5)
    model.compile(nn.Adam(0.01), "categorical_crossentropy", ["accuracy"])
    return model


def sequence_network(kind):
    model = nn.Sequential([nn.Embedding(6, 4), kind(8), nn.Dense(1)], input_shape=(5,), seed=5)
    model.compile(nn.Adam(0.02), "mse")
    return model


@pytest.fixture
def images(rng):
    label = rng.integers(0, 3, 70)
    x = rng.standard_normal((70, 8, 8, 2)) * 0.3
    x[:, :, :, 0] += label[:, None, None] - 1
    return x, np.eye(3)[label]


def test_an_image_network_learns_and_comes_back_from_its_file(images, tmp_path):
    model = image_network()
    losses = model.fit(*images, batch_size=16, epochs=30, verbose=0).history["loss"]
    assert losses[-1] < 0.5 * losses[0]
    model.save(tmp_path / "images.pkl")
    again = nn.load_model(tmp_path / "images.pkl")
    np.testing.assert_array_equal(again.predict(images[0]), model.predict(images[0]))


def test_an_interrupted_training_goes_on_with_the_same_bits(images):
    whole = image_network()
    whole.fit(*images, batch_size=16, epochs=4, verbose=0)
    first, second = image_network(), image_network()
    trainer = nn.Trainer(first, *images, batch_size=16, epochs=4, callbacks=[nn.Callback()])
    run = trainer.run()
    while trainer.epoch < 2:
        next(run)
    continued = nn.Trainer(second, *images, batch_size=16, epochs=4, callbacks=[nn.Callback()])
    continued.restore(trainer.state())
    for _ in continued.run():
        pass
    for one, other in zip(whole.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_moving_statistics_are_weights_that_follow_and_reset(images):
    model = image_network()
    norm = model.layers[1]
    assert [weight.name for weight in norm.weights] == ["gamma", "beta", "moving_mean", "moving_variance"]
    assert [weight.trainable for weight in norm.weights] == [True, True, False, False]
    assert model.count_params() == sum(array.size for array in model.get_weights())
    start = model.get_weights()
    model.fit(*images, batch_size=70, epochs=1, verbose=0)
    outputs = image_network().activations(images[0].astype(np.float32))["conv2d"]
    expected = 0.2 * outputs.mean(axis=(0, 1, 2))
    np.testing.assert_allclose(norm.moving_mean.value, expected, rtol=1e-4, atol=1e-6)
    model.reset()
    for before, after in zip(start, model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("kind", [nn.SimpleRNN, nn.GRU, nn.LSTM], ids=lambda kind: kind.__name__)
def test_a_sequence_network_learns(kind, rng):
    x = rng.integers(0, 6, (60, 5))
    y = (x[:, :1] == x[:, -1:]) + 0.1 * x[:, 2:3]
    model = sequence_network(kind)
    losses = model.fit(x, y, batch_size=20, epochs=60, verbose=0).history["loss"]
    assert losses[-1] < 0.5 * losses[0]


def test_recurrent_layers_begin_as_in_keras():
    model = sequence_network(nn.LSTM)
    lstm = model.layers[1]
    np.testing.assert_array_equal(lstm.bias.value.reshape(4, 8), np.repeat([[0], [1], [0], [0]], 8, axis=1))
    kernel = lstm.recurrent_kernel.value
    np.testing.assert_allclose(kernel @ kernel.T, np.eye(8), atol=1e-5)


def test_gaussian_noise_is_normal_while_training_only(rng):
    layer = nn.GaussianNoise(0.5)
    x = rng.standard_normal((200, 100))
    np.testing.assert_array_equal(layer.forward(x), x)
    noise = layer.forward(x, training=True) - x
    assert noise.mean() == pytest.approx(0, abs=0.02)
    assert noise.std() == pytest.approx(0.5, rel=0.02)


def test_a_category_that_does_not_exist_is_named():
    model = nn.Sequential([nn.Embedding(3, 2), nn.Flatten()], input_shape=(2,), seed=0)
    for wrong in (3, -1, 7):
        with pytest.raises(DataError, match=rf"0 to 2.*received {wrong}"):
            model.predict(np.array([[0, wrong]]))


@pytest.mark.parametrize(
    ("layer", "shapes"),
    [
        (nn.Conv2D(2, 3), [(2, 5, 1)]),
        (nn.Conv2D(2, 3), [(8, 8)]),
        (nn.Conv1D(2, 3), [(8, 8, 1)]),
        (nn.MaxPooling2D(3), [(2, 2, 1)]),
        (nn.GlobalMaxPooling1D(), [(4,)]),
        (nn.Reshape((4, 2)), [(7,)]),
        (nn.Reshape((4, -1)), [(7,)]),
        (nn.Permute((2, 1)), [(7,)]),
        (nn.BatchNormalization(axis=3), [(7,)]),
        (nn.LSTM(3), [(7,)]),
        (nn.Subtract(), [(2,), (2,), (2,)]),
        (nn.Multiply(), [(2,), (3,)]),
        (nn.UpSampling2D(), [(2, 3)]),
        (nn.ZeroPadding2D(), [(2, 3)]),
    ],
    ids=str,
)
def test_shapes_that_do_not_fit_are_refused(layer, shapes):
    with pytest.raises(ShapeError, match="received"):
        layer.output_shape(*shapes)


@pytest.mark.parametrize(
    "make",
    [
        lambda: nn.Conv2D(2, (3, 3, 3)),
        lambda: nn.Conv2D(2, 3, strides=2, dilation_rate=2),
        lambda: nn.Conv2D(2, 0),
        lambda: nn.Reshape((-1, -1)),
        lambda: nn.Permute((1, 3)),
        lambda: nn.ZeroPadding2D((1, 2, 3)),
        lambda: nn.MaxPooling1D(padding="causal"),
    ],
)
def test_options_that_make_no_sense_are_refused(make):
    with pytest.raises(OptionError, match="received"):
        make()


@pytest.mark.parametrize("pooling", [nn.MaxPooling2D, nn.AveragePooling2D, nn.MaxPooling1D, nn.AveragePooling1D])
@pytest.mark.parametrize("size", [4, 5])
def test_windows_that_tile_the_input_and_those_that_leave_a_rest(pooling, size, rng):
    shape = (size, 4, 3) if "2D" in pooling.__name__ else (size, 3)
    model = nn.Sequential([nn.Dense(3), pooling(), nn.Flatten(), nn.Dense(2)], input_shape=shape, seed=1)
    model.compile("sgd", "mse")
    x, y = rng.standard_normal((3, *shape)), rng.standard_normal((3, 2))
    assert max(nn.check_gradients(model, x, y).values()) < 1e-6
