"""Whole networks of convolutions and of recurrent layers: every gradient of the compiled step against PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest
from nn_cases import reference_gradients, step_gradients

from nndesigner import nn

torch = pytest.importorskip("torch")


def tensor(weight):
    return torch.tensor(weight.value.astype(float))


@pytest.mark.parametrize("behind", [[], [nn.Dropout(0.0)]], ids=["pooled relu", "relu"])
def test_a_convolutional_network_has_the_gradients_of_torch(behind, rng):
    layers = [
        nn.Conv2D(16, 3, activation="relu"),
        *[type(layer)(layer.rate) for layer in behind],
        nn.MaxPooling2D(),
        nn.Conv2D(8, 3, activation="relu", padding="same"),
        nn.MaxPooling2D(),
        nn.Flatten(),
        nn.Dense(5, activation="softmax"),
    ]
    model = nn.Sequential(layers, input_shape=(28, 28, 1), seed=3)
    model.compile("sgd", "categorical_crossentropy")
    x, y = rng.standard_normal((64, 28, 28, 1)), np.eye(5)[rng.integers(0, 5, 64)]
    convolutions = [layer for layer in model.layers if isinstance(layer, nn.Conv2D)]
    weights = [tensor(weight).requires_grad_() for weight in model.graph.weights]
    z = torch.tensor(x).permute(0, 3, 1, 2)
    for index, layer in enumerate(convolutions):
        kernel, bias = weights[2 * index : 2 * index + 2]
        z = torch.nn.functional.conv2d(z, kernel.permute(3, 2, 0, 1), bias, padding=layer.padding)
        z = torch.nn.functional.max_pool2d(torch.relu(z), 2)
    z = z.permute(0, 2, 3, 1).flatten(1) @ weights[4] + weights[5]
    torch.nn.functional.cross_entropy(z, torch.tensor(y)).backward()
    expected = np.concatenate([weight.grad.numpy().ravel() for weight in weights])
    np.testing.assert_allclose(step_gradients(model, x, y), expected, rtol=1e-7, atol=1e-10)
    np.testing.assert_allclose(reference_gradients(model, x, y), expected, rtol=1e-7, atol=1e-10)


def test_an_lstm_has_the_gradients_of_torch(rng):
    model = nn.Sequential([nn.LSTM(6), nn.Dense(2)], input_shape=(9, 4), seed=3)
    model.compile("sgd", "mse")
    x, y = rng.standard_normal((7, 9, 4)), rng.standard_normal((7, 2))
    lstm = torch.nn.LSTM(4, 6, batch_first=True).double()
    dense = torch.nn.Linear(6, 2).double()
    kernel, recurrent, bias, out_kernel, out_bias = (tensor(weight) for weight in model.graph.weights)
    with torch.no_grad():
        lstm.weight_ih_l0.copy_(kernel.T)
        lstm.weight_hh_l0.copy_(recurrent.T)
        lstm.bias_ih_l0.copy_(bias)
        lstm.bias_hh_l0.zero_()
        dense.weight.copy_(out_kernel.T)
        dense.bias.copy_(out_bias)
    torch.nn.functional.mse_loss(dense(lstm(torch.tensor(x))[0][:, -1]), torch.tensor(y)).backward()
    grads = [lstm.weight_ih_l0.grad.T, lstm.weight_hh_l0.grad.T, lstm.bias_ih_l0.grad, dense.weight.grad.T, dense.bias.grad]
    expected = np.concatenate([grad.numpy().ravel() for grad in grads])
    np.testing.assert_allclose(step_gradients(model, x, y), expected, rtol=1e-7, atol=1e-10)


def test_layers_between_convolutions_do_not_mind_how_they_stand_in_memory(rng):
    """Branches, additions and normalizations see an image as it is, however a convolution keeps it."""
    image = nn.Input((6, 6, 2))
    a = nn.Conv2D(3, 3, padding="same", activation="relu")(image)
    b = nn.BatchNormalization()(nn.Conv2D(3, 3, padding="same", activation="tanh")(a))
    c = nn.Concatenate()([nn.Add()([a, b]), nn.AveragePooling2D(3, strides=1, padding="same")(b)])
    d = nn.Activation("tanh")(nn.DepthwiseConv2D(3)(nn.UpSampling2D()(nn.MaxPooling2D()(c))))
    model = nn.Model(image, nn.Dense(2)(nn.Flatten()(d)), seed=1)
    model.compile("sgd", "mse")
    x, y = rng.standard_normal((5, 6, 6, 2)), rng.standard_normal((5, 2))
    np.testing.assert_allclose(step_gradients(model, x, y), reference_gradients(model, x, y), rtol=1e-9, atol=1e-12)
    assert max(nn.check_gradients(model, x, y, training=True).values()) < 1e-5


def test_an_image_as_output_is_kept_in_its_usual_order(rng):
    for last in (nn.Conv2D(2, 3), nn.MaxPooling2D(), nn.Flatten()):
        model = nn.Sequential([nn.Conv2D(4, 3, activation="relu"), last], input_shape=(6, 6, 2), seed=1)
        model.compile("sgd", "mse")
        x = rng.standard_normal((3, 6, 6, 2))
        y = rng.standard_normal((3, *model.output_shape))
        np.testing.assert_allclose(step_gradients(model, x, y), reference_gradients(model, x, y), rtol=1e-9, atol=1e-12)
