"""Parts of one's own: layer, activation, loss, metric, optimizer; and how a wrong gradient is found."""

from __future__ import annotations

import numpy as np
import pytest
from nn_cases import batch_for, reference_gradients, step_gradients

from nndesigner import nn
from nndesigner.core.errors import OptionError


class Scale(nn.Layer):
    """The layer of the documentation."""

    def build(self, shape):
        self.factor = self.add_weight("factor", (shape[-1],), "ones")

    def forward(self, x, training=False):
        self._x = x
        return x * self.factor.value

    def backward(self, dy):
        self.factor.gradient[...] = (dy * self._x).sum(axis=0)
        return dy * self.factor.value


class WrongScale(Scale):
    def backward(self, dy):
        self.factor.gradient[...] = (dy * self._x).sum(axis=0) * 1.01
        return dy * self.factor.value


class Product(nn.Layer):
    """Several inputs, no weights."""

    arity = "many"

    def forward(self, a, b, training=False):
        self._inputs = a, b
        return a * b

    def backward(self, dy):
        a, b = self._inputs
        return dy * b, dy * a


def square(x):
    return x * x


square.derivative = lambda x: 2 * x


def quartic(y_true, y_pred):
    return ((y_true - y_pred) ** 4).mean(axis=-1)


quartic.gradient = lambda y_true, y_pred: -4 * (y_true - y_pred) ** 3 / y_pred.shape[-1]


def model_with(layer):
    model = nn.Sequential([nn.Dense(5, activation="tanh"), layer, nn.Dense(2)], input_shape=(3,), seed=1)
    model.compile("adam", "mse")
    return model


def test_a_custom_layer_trains_and_its_gradient_is_right():
    model = model_with(Scale(name="scale"))
    (x,), y = batch_for(model, 40)
    assert max(nn.check_gradients(model, x, y).values()) < 1e-6
    np.testing.assert_allclose(step_gradients(model, x, y), reference_gradients(model, x, y), rtol=1e-9)
    assert model.count_params() == 20 + 5 + 12
    losses = model.fit(x, y, epochs=50).history["loss"]
    assert losses[-1] < losses[0]
    assert not np.allclose(model.get_layer("scale").factor.value, 1)


def test_a_wrong_gradient_is_found_and_named():
    model = model_with(WrongScale(name="mistaken"))
    (x,), y = batch_for(model, 40)
    errors = nn.check_gradients(model, x, y)
    assert errors["mistaken"] == pytest.approx(0.01, rel=0.05)
    assert max(error for name, error in errors.items() if name != "mistaken") < 1e-6


def test_a_custom_layer_of_two_inputs():
    a, b = nn.Input((4,)), nn.Input((4,))
    node = Product()([nn.Dense(3)(a), nn.Dense(3, activation="tanh")(b)])
    model = nn.Model([a, b], nn.Dense(1)(node), seed=0)
    model.compile("sgd", "mse")
    x, y = batch_for(model, 9)
    np.testing.assert_allclose(step_gradients(model, x, y), reference_gradients(model, x, y), rtol=1e-9)


def test_a_custom_layer_may_be_the_last():
    model = nn.Sequential([nn.Dense(2), Scale()], input_shape=(3,), seed=1)
    model.compile("sgd", "mse")
    (x,), y = batch_for(model, 9)
    np.testing.assert_allclose(step_gradients(model, x, y), reference_gradients(model, x, y), rtol=1e-9)


@pytest.mark.parametrize("place", ["hidden", "output"])
def test_a_function_as_activation(place):
    first, last = (square, None) if place == "hidden" else (None, square)
    model = nn.Sequential([nn.Dense(4, activation=first), nn.Dense(2, activation=last)], input_shape=(3,), seed=1)
    model.compile("sgd", "mse")
    (x,), y = batch_for(model, 9)
    assert max(nn.check_gradients(model, x, y).values()) < 1e-6
    np.testing.assert_allclose(step_gradients(model, x, y), reference_gradients(model, x, y), rtol=1e-9)


def test_a_function_as_loss_and_as_metric():
    def largest_error(y_true, y_pred):
        return np.abs(y_true - y_pred).max(axis=-1)

    model = nn.Sequential([nn.Dense(2)], input_shape=(3,), seed=1)
    model.compile("sgd", quartic, [largest_error, "mae"])
    (x,), y = batch_for(model, 9)
    np.testing.assert_allclose(step_gradients(model, x, y), reference_gradients(model, x, y), rtol=1e-9)
    logs = model.evaluate(x, y, return_dict=True)
    assert logs["loss"] == pytest.approx(quartic(y, model.predict(x)).mean(), rel=1e-5)
    assert logs["largest_error"] == pytest.approx(largest_error(y, model.predict(x)).mean(), rel=1e-5)


def test_a_function_without_its_derivative_is_refused_with_what_to_do():
    with pytest.raises(OptionError, match=r"set <lambda>\.derivative"):
        nn.Dense(2, activation=lambda x: x)
    with pytest.raises(OptionError, match=r"set <lambda>\.gradient"):
        nn.Sequential([nn.Dense(1)], input_shape=(1,)).compile(loss=lambda a, b: a)


def test_an_unregistered_layer_cannot_be_saved_and_says_how():
    with pytest.raises(OptionError, match="Decorate the class"):
        model_with(Scale()).get_config()


def test_a_registered_layer_of_ones_own_is_saved_with_the_network():
    @nn.LAYERS.register("TestOnlyScale")
    class TestOnlyScale(Scale):
        title = "Scale"

    try:
        model = model_with(TestOnlyScale())
        again = nn.model_from_config(model.get_config())
        assert type(again.layers[1]) is TestOnlyScale
    finally:
        del nn.LAYERS._modules["TestOnlyScale"], nn.LAYERS._parts["TestOnlyScale"]


def test_a_custom_optimizer():
    class Signs(nn.Optimizer):
        def update(self, parameters, gradients, rate):
            parameters -= rate * np.sign(gradients)

    model = nn.Sequential([nn.Dense(2)], input_shape=(3,), seed=1)
    model.compile(Signs(0.125), "mse")
    before = model.get_weights()[0]
    (x,), y = batch_for(model, 9)
    model.train_on_batch(x, y)
    np.testing.assert_allclose(np.abs(model.get_weights()[0] - before), 0.125, rtol=1e-5)
