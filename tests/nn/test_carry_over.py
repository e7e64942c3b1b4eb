"""Learned weights go over into a changed network, and the report's counts are those of the arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner import nn

WIDTHS = st.integers(1, 9)


def dense(first, second, seed=0, outputs=2):
    layers = [nn.Dense(first, activation="relu"), nn.BatchNormalization(), nn.Dense(second, activation="tanh")]
    return nn.Sequential([*layers, nn.Dense(outputs)], input_shape=(6,), seed=seed)


def image(filters, units, seed=0, window=3):
    layers = [
        nn.Conv2D(filters, window, padding="same", activation="relu"),
        nn.MaxPooling2D(),
        nn.DepthwiseConv2D(2, depth_multiplier=2),
        nn.Flatten(),
        nn.Dense(units, activation="tanh"),
    ]
    return nn.Sequential([*layers, nn.Dense(2)], input_shape=(6, 6, 2), seed=seed)


def sequence(first, second, seed=0, kind=nn.LSTM):
    return nn.Sequential([kind(first, return_sequences=True), kind(second), nn.Dense(2)], input_shape=(5, 3), seed=seed)


def branches(left, right, seed=0):
    node = nn.Input((6,))
    joined = nn.Concatenate()([nn.Dense(left, activation="tanh")(node), nn.Dense(right, activation="relu")(node)])
    return nn.Model(node, nn.Dense(2)(nn.Dense(4, activation="tanh")(joined)), seed=seed)


BUILDERS = [dense, image, sequence, branches]


def unsettled(model):
    """The model with other numbers than its initializers gave, moving statistics too."""
    random = np.random.default_rng(5)
    model.set_weights([array + random.uniform(0.1, 0.5, array.shape) for array in model.get_weights()])
    return model


def rows(model):
    shape = model.input_shape
    return np.random.default_rng(9).standard_normal((5, *shape))


def counts_agree(report, old, new):
    assert sum(row.count for row in report.layers) == new.count_params()
    assert report.kept + report.cut == old.count_params()
    for row in report.layers:
        layer = next((layer for layer in new.layers if layer.name == row.name), None)
        if layer is not None and row.count:
            assert row.count == sum(weight.size for weight in layer.weights)


@pytest.mark.parametrize("build", BUILDERS)
@settings(max_examples=12, deadline=None)
@given(WIDTHS, WIDTHS, WIDTHS, WIDTHS)
def test_widening_keeps_the_outputs_and_narrowing_back_keeps_the_weights(build, first, second, more, still_more):
    old, wide, back = unsettled(build(first, second)), build(first + more, second + still_more, 1), build(first, second, 2)
    report = nn.carry_weights(old, wide)
    counts_agree(report, old, wide)
    assert report.cut == 0
    x = rows(old)
    np.testing.assert_allclose(wide.predict(x), old.predict(x), rtol=1e-4, atol=1e-5)
    narrowed = nn.carry_weights(wide, back)
    counts_agree(narrowed, wide, back)
    assert narrowed.kept == old.count_params()
    for before, after in zip(old.get_weights(), back.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("build", BUILDERS)
def test_the_same_network_is_carried_over_whole(build):
    old, new = unsettled(build(4, 3)), build(4, 3, seed=8)
    report = nn.carry_weights(old, new)
    assert report.is_whole
    assert "All" in report.summary
    for before, after in zip(old.get_weights(), new.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("kind", [nn.SimpleRNN, nn.GRU, nn.LSTM])
def test_recurrent_gates_stay_in_their_places(kind):
    old, wide = unsettled(sequence(3, 4, kind=kind)), sequence(5, 6, 1, kind)
    nn.carry_weights(old, wide)
    np.testing.assert_allclose(wide.predict(rows(old)), old.predict(rows(old)), rtol=1e-4, atol=1e-5)


def test_a_window_that_grew_has_its_old_cells_in_the_middle():
    old, new = unsettled(image(3, 4)), image(3, 4, 1, window=5)
    report = nn.carry_weights(old, new)
    np.testing.assert_allclose(new.predict(rows(old)), old.predict(rows(old)), rtol=1e-4, atol=1e-5)
    assert report.layers[0].zeroed == (25 - 9) * 2 * 3


def test_layers_without_weights_come_and_go_freely():
    old = unsettled(image(3, 4))
    layers = [
        nn.Conv2D(3, 3, padding="same", activation="relu"),
        nn.Dropout(0.3),
        nn.MaxPooling2D(),
        nn.DepthwiseConv2D(2, depth_multiplier=2),
        nn.Flatten(),
        nn.Dense(4, activation="tanh"),
        nn.GaussianNoise(0.1),
        nn.Dense(2),
    ]
    new = nn.Sequential(layers, input_shape=(6, 6, 2), seed=1)
    assert nn.carry_weights(old, new).is_whole
    np.testing.assert_array_equal(new.predict(rows(old)), old.predict(rows(old)))


def test_an_inserted_layer_begins_anew_and_its_neighbours_stay():
    old = unsettled(nn.Sequential([nn.Dense(8, activation="relu"), nn.Dense(2)], input_shape=(6,), seed=0))
    layers = [nn.Dense(8, activation="relu"), nn.Dense(8, activation="relu"), nn.Dense(2)]
    new = nn.Sequential(layers, input_shape=(6,), seed=1)
    report = nn.carry_weights(old, new)
    counts_agree(report, old, new)
    assert report.kept == old.count_params()
    assert "it is new" in str(report)
    again = nn.Sequential([type(layer)(**layer.get_config()) for layer in new.layers], input_shape=(6,), seed=1)
    nn.carry_weights(old, again, identity=True)
    np.testing.assert_allclose(again.predict(rows(old)), old.predict(rows(old)), rtol=1e-6)


def test_a_removed_layer_is_named_and_the_rest_stays():
    layers = [nn.Dense(8, activation="relu"), nn.Dense(8, activation="tanh", name="middle"), nn.Dense(2)]
    old = unsettled(nn.Sequential(layers, input_shape=(6,), seed=1))
    new = nn.Sequential([nn.Dense(8, activation="relu"), nn.Dense(2, name="dense_1")], input_shape=(6,), seed=0)
    report = nn.carry_weights(old, new)
    counts_agree(report, old, new)
    assert report.kept == new.count_params()
    assert [row.name for row in report.layers if row.note == "it was removed"] == ["middle"]


def test_another_number_of_inputs_without_any_old_one_starts_anew():
    old = unsettled(nn.Sequential([nn.Dense(8), nn.Dense(2)], input_shape=(6,), seed=0))
    new = nn.Sequential([nn.LSTM(5), nn.Dense(2, name="dense_1")], input_shape=(6, 1), seed=1)
    before = new.get_weights()
    report = nn.carry_weights(old, new)
    counts_agree(report, old, new)
    assert report.kept == 0
    for first, second in zip(before, new.get_weights(), strict=True):
        np.testing.assert_array_equal(first, second)


def test_columns_and_classes_are_found_by_their_names():
    old = unsettled(nn.Sequential([nn.Dense(4, activation="tanh"), nn.Dense(3)], input_shape=(3,), seed=0))
    new = nn.Sequential([nn.Dense(4, activation="tanh"), nn.Dense(4)], input_shape=(4,), seed=1)
    names = ["length", "width", "age"], ["age", "height", "width", "length"]
    classes = ["a", "b", "c"], ["c", "d", "a", "b"]
    report = nn.carry_weights(old, new, inputs=names, outputs=classes)
    counts_agree(report, old, new)
    x = np.random.default_rng(1).standard_normal((6, 3))
    wide = np.stack([x[:, 2], np.full(6, 7.0), x[:, 1], x[:, 0]], axis=1)
    np.testing.assert_allclose(new.predict(wide)[:, [2, 3, 0]], old.predict(x), rtol=1e-5)


def test_units_through_concatenate_keep_to_their_branch():
    old, new = unsettled(branches(3, 4)), branches(5, 4, 1)
    nn.carry_weights(old, new)
    kernel = new.get_layer("dense_2").kernel.value
    np.testing.assert_array_equal(kernel[3:5], 0)
    np.testing.assert_array_equal(kernel[5:], old.get_layer("dense_2").kernel.value[3:])


def test_the_old_network_is_left_as_it_is():
    old = unsettled(dense(4, 3))
    before = old.get_weights()
    nn.carry_weights(old, dense(2, 6, 1))
    for first, second in zip(before, old.get_weights(), strict=True):
        np.testing.assert_array_equal(first, second)


def test_a_layer_of_ones_own_is_carried_over_in_its_size_only():
    class Shift(nn.Layer):
        def build(self, shape):
            self.offset = self.add_weight("offset", shape, "zeros")

        def forward(self, x, training=False):
            return x + self.offset.value

        def backward(self, dy):
            self.offset.gradient[...] = dy.sum(axis=0)
            return dy

    old = unsettled(nn.Sequential([nn.Dense(4), Shift(), nn.Dense(2)], input_shape=(3,), seed=0))
    new = nn.Sequential([nn.Dense(4), Shift(), nn.Dense(2)], input_shape=(3,), seed=1)
    assert nn.carry_weights(old, new).is_whole
    other = nn.Sequential([nn.Dense(5), Shift(), nn.Dense(2)], input_shape=(3,), seed=1)
    report = nn.carry_weights(old, other)
    counts_agree(report, old, other)
    assert np.all(other.layers[1].offset.value == 0)
