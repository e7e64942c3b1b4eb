"""Parts under the places where Keras has them."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import nndesigner.nn.activations.relu
from nndesigner import nn
from nndesigner.core.errors import ShapeError
from nndesigner.nn.activations.relu import ReLU


def test_classes_functions_and_get():
    assert nn.layers.Dense is nn.Dense
    assert nn.optimizers.schedules.CosineDecay is nn.CosineDecay
    assert nn.callbacks.CSVLogger is nn.CSVLogger
    assert nn.callbacks.EarlyStopping is nn.EarlyStopping
    assert nn.initializers.HeNormal is nn.HeNormal
    assert nn.constraints.MaxNorm is nn.MaxNorm
    assert nn.losses.get("mse") == nn.losses.mean_squared_error == nn.MeanSquaredError()
    assert nn.activations.relu == ReLU()  # though a module of this name is imported
    assert sys.modules["nndesigner.nn.activations.relu"].ReLU is ReLU
    assert nndesigner.nn.layers.base.Layer is nn.Layer  # where no part has the name, the module does
    model = nn.Sequential([nn.layers.Dense(2, activation=nn.activations.relu)], input_shape=(3,), seed=0)
    model.compile(nn.optimizers.Adam(), nn.losses.mean_squared_error, [nn.metrics.MeanAbsoluteError()])
    assert model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0).history["mean_absolute_error"]


@pytest.mark.parametrize("place", ["layers", "activations", "losses", "metrics", "optimizers", "schedules"])
def test_every_registered_part_has_its_place(place):
    space = getattr(nn, place)
    table = getattr(nn, place.upper())
    named = {getattr(space, name) for name in dir(space)}
    assert {part for _, part in table.items() if part.__module__.startswith("nndesigner.nn.")} <= named
    with pytest.raises(AttributeError, match=f"nn.{place} has no 'Nothing'; it has"):
        space.Nothing  # noqa: B018


def test_a_metric_and_a_loss_of_one_name_are_told_apart():
    assert issubclass(nn.losses.MeanSquaredError, nn.Loss)
    assert issubclass(nn.metrics.MeanSquaredError, nn.Metric)
    assert issubclass(nn.losses.MeanAbsoluteError, nn.Loss)
    assert issubclass(nn.metrics.MeanAbsoluteError, nn.Metric)


def test_an_unknown_callback_is_no_attribute():
    with pytest.raises(AttributeError, match="Nothing"):
        nn.callbacks.Nothing  # noqa: B018


def test_they_cost_nothing_until_they_are_used():
    code = "import sys; from nndesigner import nn; print([name for name in sys.modules if name.startswith('nndesigner.nn.')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_sequential_comes_back_as_one():
    model = nn.Sequential([nn.Dense(3, name="first"), nn.Dropout(0.2)], input_shape=(2,), name="row", seed=4)
    again = nn.Sequential.from_config(model.get_config())
    assert type(again) is nn.Sequential
    assert again.get_config() == model.get_config()
    assert again.input_shape == (2,)
    np.testing.assert_array_equal(again.get_weights()[0], model.get_weights()[0])
    node = nn.Input((2,))
    branching = nn.Model(node, nn.Add()([nn.Dense(2)(node), node]))
    with pytest.raises(ShapeError, match=r"stand in a row.*'add' behind 2 others"):
        nn.Sequential.from_config(branching.get_config())
