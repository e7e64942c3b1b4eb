"""What a Keras user types: the same defaults, and a sentence where it cannot work."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import DataError, DesignerError, OptionError

X = np.random.default_rng(0).normal(size=(40, 4))
Y = (X.sum(axis=1) > 0).astype(int)


def compiled(metrics=("accuracy",)):
    model = nn.Sequential([nn.Dense(4, activation="tanh"), nn.Dense(1, activation="sigmoid")], input_shape=(4,), seed=1)
    model.compile("adam", "binary_crossentropy", metrics)
    return model


class Waiting(nn.Callback):
    def on_train_batch_end(self, batch, logs=None):
        """Never called."""


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"batch_size": 0}, "batch_size is a whole number of at least 1; received 0."),
        ({"batch_size": 1.5}, "batch_size is a whole number of at least 1; received 1.5."),
        ({"epochs": -1}, "epochs is a whole number of at least 0; received -1."),
        ({"epochs": 2.5}, "epochs is a whole number"),
        ({"initial_epoch": "1"}, "initial_epoch is a whole number"),
        ({"validation_data": X}, "validation_data is (x, y) or (x, y, sample_weight); received ndarray of 40."),
        ({"validation_data": (X,)}, "received tuple of 1."),
        ({"validation_data": 3}, "received int."),
        ({"class_weight": "balanced"}, "class_weight is a dict"),
        ({"class_weight": [1, 2]}, "class_weight is a dict"),
        ({"class_weight": {"a": 2}}, "class_weight is a dict"),
        ({"callbacks": 3}, "callbacks is a list"),
        ({"callbacks": [print]}, "LambdaCallback"),
        ({"callbacks": [Waiting()]}, "Waiting waits for on_train_batch_end"),
        ({"x": X + 1j}, "complex"),
        ({"x": X * 1e300}, "not a finite number"),
    ],
)
def test_a_wrong_argument_of_fit_is_one_sentence(arguments, said):
    with pytest.raises(DesignerError, match=re.escape(said)):
        compiled().fit(**{"x": X, "y": Y, "verbose": 0} | arguments)


def test_none_means_the_default_as_in_keras():
    one, other = (compiled().fit(X, Y, verbose=0, **given) for given in ({}, {"batch_size": None, "callbacks": None}))
    assert one.history == other.history
    model = compiled()
    assert np.array_equal(model.predict(X, batch_size=None), model.predict(X))
    assert model.evaluate(X, Y, batch_size=None) == model.evaluate(X, Y)


@pytest.mark.parametrize("size", [0, -3, 2.5])
def test_a_batch_of_nothing_is_refused_in_use_too(size):
    model = compiled()
    for use in (lambda: model.predict(X, batch_size=size), lambda: model.evaluate(X, Y, batch_size=size)):
        with pytest.raises(OptionError, match="batch_size is a whole number"):
            use()
    with pytest.raises(DataError, match="no rows"):
        model.train_on_batch(X[:0], Y[:0])


def test_one_metric_needs_no_list():
    assert list(compiled("mae").evaluate(X, Y, return_dict=True)) == ["loss", "mean_absolute_error"]
    assert list(compiled(None).evaluate(X, Y, return_dict=True)) == ["loss"]


def test_a_callback_of_kerass_form_may_stop_the_training():
    seen = []

    class Stopper(nn.Callback):
        def on_train_begin(self, logs=None):
            seen.append("train")

        def on_epoch_begin(self, epoch, logs=None):
            seen.append(epoch)

        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = epoch == 2

    model = compiled()
    assert model.fit(X, Y, epochs=9, verbose=0, callbacks=Stopper()).epoch == [0, 1, 2]
    assert seen == ["train", 0, 1, 2]
    assert model.fit(X, Y, epochs=2, verbose=0).epoch == [0, 1]


def test_weights_of_one_layer():
    model = compiled()
    assert [weight.shape for weight in model.layers[0].get_weights()] == [(4, 4), (4,)]
