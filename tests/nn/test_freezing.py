"""Frozen layers keep their bits and cost nothing; a layer's rate factor scales its steps, whatever the optimizer."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn

OPTIMIZERS = {
    **{name: {} for name in ("adam", "adamw", "rmsprop", "adagrad", "adadelta", "adamax", "nadam", "lion", "sgd")},
    "sgd with all": {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1, "global_clipnorm": 0.01},
    "adam with all": {"weight_decay": 0.1, "clipnorm": 0.01},
    "rmsprop with all": {"momentum": 0.5, "centered": True, "clipvalue": 0.01},
}


def optimizer(name):
    return nn.OPTIMIZERS.create({"class_name": name.split()[0], "config": {"learning_rate": 0.05, **OPTIMIZERS[name]}})


def network(middle=None, loss="mean_squared_error", **compiling):
    layers = [nn.Dense(7, activation="tanh", name="a"), nn.Dense(6, activation="relu", name="b", **(middle or {}))]
    model = nn.Sequential([*layers, nn.Dense(2, name="c")], input_shape=(5,), seed=3)
    model.compile(loss=loss, **compiling)
    return model


def data(rows=16):
    random = np.random.default_rng(0)
    return random.standard_normal((rows, 5)), random.standard_normal((rows, 2))


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_a_frozen_layer_keeps_its_bits_and_the_others_learn_as_before(name):
    model = network(
        {"trainable": False, "kernel_regularizer": "l2", "kernel_constraint": "unit_norm"}, optimizer=optimizer(name)
    )
    before = model.get_weights()
    model.fit(*data(), epochs=5, batch_size=4, verbose=0)
    for place, (old, new) in enumerate(zip(before, model.get_weights(), strict=True)):
        assert np.array_equal(old, new) == (place in (2, 3))


def test_a_frozen_layer_passes_the_same_gradient_on(rng):
    """One step at rate 1 moves the layers around a frozen one as it would with all free."""
    free, frozen = network(optimizer=nn.SGD(1.0)), network({"trainable": False}, optimizer=nn.SGD(1.0))
    for model in (free, frozen):
        model.train_on_batch(*data())
    for place, (one, other) in enumerate(zip(free.get_weights(), frozen.get_weights(), strict=True)):
        assert np.array_equal(one, other) == (place not in (2, 3))


def test_nothing_is_computed_for_what_is_frozen():
    def products(*frozen):
        model = network(optimizer="sgd")
        for name in frozen:
            model.get_layer(name).trainable = False
        model.compile("sgd", "mse")
        return model.program(16, False).source.count("dot("), model.program(16, False).source

    assert products()[0] == products("b")[0] + 1
    free, first = products()[0], products("a", "b")[0]
    assert first == free - 4  # two weight gradients, two input gradients: nothing goes back beyond the last layer
    assert "add(" not in products("a", "b", "c")[1].split("\n", 1)[1]
    assert network({"trainable": False}, optimizer="adam").graph.parameters.size == 5 * 7 + 7 + 6 * 2 + 2


def test_the_change_holds_from_the_next_compile_and_weights_and_curve_are_kept():
    model = network(optimizer="adam")
    layer = model.get_layer("b")
    before = model.get_weights()
    layer.trainable = False
    assert layer.trainable_weights == []
    assert (len(model.non_trainable_weights), len(model.trainable_weights)) == (2, 4)
    model.train_on_batch(*data())
    assert not np.array_equal(before[2], model.get_weights()[2])
    before = model.get_weights()
    model.compile("adam", "mse")
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True))
    model.train_on_batch(*data())
    assert np.array_equal(before[2], model.get_weights()[2])
    model.trainable = False
    assert model.trainable is False
    model.compile("adam", "mse")
    before = model.get_weights()
    model.train_on_batch(*data())
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True))


def test_an_optimizer_that_knew_other_weights_starts_again():
    model = network(optimizer="adam")
    model.train_on_batch(*data())
    known = model.optimizer
    model.get_layer("b").trainable = False
    model.compile(known, "mse")
    assert known.iterations == 0
    assert not any(vector.any() for vector in known.vectors.values())


def test_frozen_batch_normalization_works_by_its_moving_statistics(rng):
    layer = nn.BatchNormalization(trainable=False)
    model = nn.Sequential([nn.Dense(4, name="d"), layer, nn.Dense(1)], input_shape=(5,), seed=1)
    model.compile("sgd", "mse")
    model.get_layer("batch_normalization").moving_mean.value[...] = 3
    before = [weight.value.copy() for weight in layer.weights]
    x, y = rng.standard_normal((8, 5)), rng.standard_normal((8, 1))
    loss = model.evaluate(x, y)
    assert model.train_on_batch(x, y) == pytest.approx(loss, rel=1e-5)
    assert all(np.array_equal(old, weight.value) for old, weight in zip(before, layer.weights, strict=True))
    assert nn.check_gradients(model, x, y, training=True)["d"] < 1e-6


@pytest.mark.parametrize("make", [lambda: nn.Conv2D(2, 2), lambda: nn.DepthwiseConv2D(2)], ids=["Conv2D", "DepthwiseConv2D"])
def test_frozen_convolutions(make, rng):
    freezes(make(), (4, 4, 2), rng)


@pytest.mark.parametrize("make", [nn.SimpleRNN, nn.GRU, nn.LSTM, nn.LayerNormalization, nn.Dense])
def test_frozen_layers_over_sequences(make, rng):
    freezes(make(*() if make is nn.LayerNormalization else (3,)), (4, 2), rng)


def freezes(layer, shape, rng):
    first = nn.Dense(shape[-1], name="first")
    model = nn.Sequential([first, layer, nn.Flatten(), nn.Dense(1)], input_shape=shape, seed=1)
    layer.trainable = False
    model.compile("adam", "mse")
    assert model.non_trainable_weights == layer.weights  # the network is made
    before, start = layer.get_weights(), first.get_weights()
    model.fit(rng.standard_normal((8, *shape)), rng.standard_normal((8, 1)), epochs=2, verbose=0)
    assert all(np.array_equal(*pair) for pair in zip(before, layer.get_weights(), strict=True))
    assert not np.array_equal(start[0], first.get_weights()[0])


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_a_factor_scales_the_first_step(name):
    whole = network(optimizer=optimizer(name))
    half = network({"learning_rate_factor": 0.5}, optimizer=optimizer(name))
    before = whole.get_weights()
    for model in (whole, half):
        model.train_on_batch(*data())
    for place, (old, one, other) in enumerate(zip(before, whole.get_weights(), half.get_weights(), strict=True)):
        expected = old + np.float32(0.5) * (one - old) if place in (2, 3) else one
        assert np.array_equal(other, expected)


def test_factors_of_one_add_no_line():
    plain = network(optimizer="adam").program(8, False).source
    assert network({"learning_rate_factor": 1.0}, optimizer="adam").program(8, False).source == plain
    assert (
        network({"learning_rate_factor": 2.0}, optimizer="adam").program(8, False).source.count("\n") == plain.count("\n") + 4
    )


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam", "adamw"])
def test_fifty_steps_equal_torch_with_a_parameter_group(name, rng):
    torch = pytest.importorskip("torch")
    ours = {
        "sgd": lambda: nn.SGD(0.05),
        "momentum": lambda: nn.SGD(0.02, momentum=0.9),
        "adam": lambda: nn.Adam(0.01, epsilon=1e-12),
        "adamw": lambda: nn.AdamW(0.01, weight_decay=0.1, epsilon=1e-12),
    }[name]()
    theirs = {
        "sgd": lambda p: torch.optim.SGD(p, 0.05),
        "momentum": lambda p: torch.optim.SGD(p, 0.02, momentum=0.9),
        "adam": lambda p: torch.optim.Adam(p, 0.01, eps=1e-12),
        "adamw": lambda p: torch.optim.AdamW(p, 0.01, weight_decay=0.1, eps=1e-12),
    }[name]
    model = network({"learning_rate_factor": 0.1}, optimizer=ours)
    weights = [torch.tensor(array.astype(float), requires_grad=True) for array in model.get_weights()]
    rate = ours.learning_rate
    there = theirs([{"params": weights[:2] + weights[4:]}, {"params": weights[2:4], "lr": 0.1 * rate}])
    for _ in range(50):
        x, y = rng.standard_normal((16, 5)), rng.standard_normal((16, 2))
        hidden = torch.relu(torch.tanh(torch.tensor(x) @ weights[0] + weights[1]) @ weights[2] + weights[3])
        loss = ((hidden @ weights[4] + weights[5] - torch.tensor(y)) ** 2).mean()
        there.zero_grad()
        loss.backward()
        there.step()
        assert model.train_on_batch(x, y) == pytest.approx(loss.item(), rel=1e-5)


def test_both_are_common_options_that_files_and_summary_know(tmp_path):
    model = network({"trainable": False, "learning_rate_factor": 0.5}, optimizer="adam")
    model.save(tmp_path / "model.pkl")
    again = nn.load_model(tmp_path / "model.pkl").get_layer("b")
    assert (again.trainable, again.learning_rate_factor) == (False, 0.5)
    assert list(nn.LSTM.OPTIONS)[-2:] == ["trainable", "learning_rate_factor"]
    assert not {"trainable", "learning_rate_factor"} & set(nn.Flatten.OPTIONS)
    assert nn.Dropout(0.5, trainable=False).trainable is False
    lines = []
    model.summary(lines.append)
    assert "Parameters in all: 104\nTrainable: 56\nNot trainable: 48" in lines[0]
