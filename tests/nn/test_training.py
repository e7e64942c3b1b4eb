"""A run gives the same bits however it is driven, survives divergence, and treats short batches and weights rightly."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import DataError, OptionError, ShapeError


def make_model(optimizer="adam", dropout=0.25, seed=3, metrics=("accuracy",)):
    layers = [nn.Dense(8, activation="relu"), nn.Dropout(dropout), nn.Dense(3, activation="softmax")]
    model = nn.Sequential(layers, input_shape=(4,), seed=seed)
    model.compile(optimizer, "categorical_crossentropy", metrics)
    return model


def make_data(rows=103, seed=0):
    random = np.random.default_rng(seed)
    x = random.standard_normal((rows, 4))
    return x, nn.to_categorical((x[:, 0] > 0).astype(int) + (x[:, 1] > 0), 3)


def same_bits(a, b):
    np.testing.assert_array_equal(a.graph.parameters, b.graph.parameters)


def assert_same_history(a, b):
    assert set(a.history) == set(b.history)
    for name in a.history:
        assert a.history[name] == b.history[name], name


def test_the_same_seed_gives_the_same_bits():
    models = [make_model(), make_model()]
    histories = [model.fit(*make_data(), epochs=7, batch_size=16) for model in models]
    same_bits(*models)
    assert_same_history(*histories)


def test_another_seed_gives_other_bits():
    assert make_model(seed=1).get_weights()[0][0, 0] != make_model(seed=2).get_weights()[0][0, 0]


@pytest.mark.parametrize("batch", [1, 16, 103])
def test_driving_by_events_equals_fit(batch):
    by_fit, by_events = make_model(), make_model()
    history = by_fit.fit(*make_data(), epochs=6, batch_size=batch)
    trainer = nn.Trainer(by_events, *make_data(), epochs=6, batch_size=batch)
    logs = [event.logs["loss"] for event in trainer.run() if isinstance(event, nn.EpochsEnded)]
    same_bits(by_fit, by_events)
    assert np.concatenate(logs).tolist() == history.history["loss"]
    assert trainer.stop_reason.kind == "finished"


@pytest.mark.parametrize("batch", [4, 16, 103])
def test_bundled_epochs_equal_single_ones(batch):
    """A callback or validation data forces single epochs; the numbers stay the same."""
    bundled, single = make_model(), make_model()
    a = bundled.fit(*make_data(), epochs=20, batch_size=batch)
    b = single.fit(*make_data(), epochs=20, batch_size=batch, callbacks=[nn.LambdaCallback()])
    same_bits(bundled, single)
    assert_same_history(a, b)


def test_fitting_twice_goes_on_where_the_first_ended():
    once, twice = make_model(), make_model()
    once.fit(*make_data(), epochs=8)
    twice.fit(*make_data(), epochs=3)
    twice.fit(*make_data(), epochs=8, initial_epoch=3)
    same_bits(once, twice)


@pytest.mark.parametrize("optimizer", ["adam", {"class_name": "sgd", "config": {"momentum": 0.9}}])
def test_a_restored_run_gives_the_same_curve(optimizer):
    whole = make_model(optimizer)
    history = whole.fit(*make_data(), epochs=9, batch_size=16)
    first = nn.Trainer(make_model(optimizer), *make_data(), epochs=4, batch_size=16)
    list(first.run())
    model = make_model(optimizer, seed=99)
    second = nn.Trainer(model, *make_data(), epochs=9, batch_size=16)
    second.restore(first.state())
    list(second.run())
    same_bits(whole, model)
    assert_same_history(history, second.history)


def test_a_run_restored_from_the_middle_of_an_epoch_gives_the_same_curve(monkeypatch):
    monkeypatch.setattr("nndesigner.nn.training._YIELD_SECONDS", 0.0)
    monkeypatch.setattr("nndesigner.nn.epochs._CHUNK_STEPS", 2)
    whole = make_model()
    history = whole.fit(*make_data(), epochs=5, batch_size=16)
    first = nn.Trainer(make_model(), *make_data(), epochs=5, batch_size=16)
    states = [first.state() for event in first.run() if isinstance(event, nn.Progress)]
    assert len(states) == 15
    for state in states[:2] + states[-2:]:
        model = make_model(seed=99)
        second = nn.Trainer(model, *make_data(), epochs=5, batch_size=16)
        second.restore(state)
        list(second.run())
        same_bits(whole, model)
        assert_same_history(history, second.history)


def test_stopping_and_running_again_gives_the_same_bits(monkeypatch):
    monkeypatch.setattr("nndesigner.nn.training._YIELD_SECONDS", 0.0)
    monkeypatch.setattr("nndesigner.nn.epochs._CHUNK_STEPS", 2)
    whole, paused = make_model(), make_model()
    whole.fit(*make_data(), epochs=5, batch_size=16)
    trainer = nn.Trainer(paused, *make_data(), epochs=5, batch_size=16)
    for _ in range(200):
        for _event in trainer.run():
            trainer.stop()
        if trainer.stop_reason.kind == "finished":
            break
        assert trainer.stop_reason.kind == "stopped"
        trainer.stop_reason = None
    same_bits(whole, paused)


@pytest.mark.parametrize("batch", [16, 103])
def test_a_stop_during_the_last_chunk_loses_no_epoch(batch):
    """As from another thread: the stop comes while the chunk is computed."""
    whole, stopped = make_model(), make_model()
    whole.fit(*make_data(), epochs=3, batch_size=batch, callbacks=[nn.LambdaCallback()])
    trainer = nn.Trainer(stopped, *make_data(), epochs=3, batch_size=batch, callbacks=[nn.LambdaCallback()])
    advance = trainer._runner.advance

    def advance_and_stop():
        advance()
        trainer.stop()

    trainer._runner.advance = advance_and_stop
    while len(trainer.history.epoch) < 3:
        list(trainer.run())
        trainer.stop_reason = None
    assert trainer.epoch == 3
    same_bits(whole, stopped)


def test_a_new_learning_rate_holds_from_the_next_step():
    model = make_model("sgd", dropout=0)
    trainer = nn.Trainer(model, *make_data(), epochs=1000)
    rates = []
    for event in trainer.run():
        trainer.learning_rate = 0.5
        if isinstance(event, nn.EpochsEnded):
            rates.extend(event.logs["learning_rate"])
    assert rates[0] == 0.01
    assert rates[-1] == 0.5
    with pytest.raises(OptionError, match="learning_rate"):
        trainer.learning_rate = -1


def test_reset_returns_the_initial_weights_and_the_same_run():
    model = make_model()
    before = model.get_weights()
    first = model.fit(*make_data(), epochs=3)
    model.reset()
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert_same_history(first, model.fit(*make_data(), epochs=3))
    model.reset(seed=8)
    assert model.seed == 8
    assert not np.array_equal(before[0], model.get_weights()[0])


def test_the_short_last_batch_counts_by_its_rows():
    x, y = make_data(10)
    by_fit, by_hand = (make_model("sgd", dropout=0) for _ in range(2))
    history = by_fit.fit(x, y, batch_size=4, epochs=1, shuffle=False)
    losses = [by_hand.train_on_batch(x[i : i + 4], y[i : i + 4])[0] for i in (0, 4, 8)]
    np.testing.assert_allclose(by_fit.graph.parameters, by_hand.graph.parameters, rtol=1e-6)
    assert history.history["loss"][0] == pytest.approx((4 * losses[0] + 4 * losses[1] + 2 * losses[2]) / 10)


def test_a_sample_weight_of_two_counts_as_the_sample_twice():
    x, y = make_data(6)
    weighted, doubled = (make_model("sgd", dropout=0) for _ in range(2))
    weight = np.array([2, 1, 1, 1, 1, 0])
    weighted.train_on_batch(x, y, sample_weight=weight)
    rows = [0, 0, 1, 2, 3, 4]
    doubled.train_on_batch(x[rows], y[rows])
    np.testing.assert_allclose(weighted.graph.parameters, doubled.graph.parameters, rtol=1e-6, atol=1e-8)


def test_class_weights_are_sample_weights_by_class():
    x, y = make_data(30)
    by_class, by_sample = (make_model(dropout=0) for _ in range(2))
    a = by_class.fit(x, y, epochs=2, class_weight={0: 2.0, 2: 0.5})
    b = by_sample.fit(x, y, epochs=2, sample_weight=np.array([2.0, 1.0, 0.5])[y.argmax(axis=1)])
    same_bits(by_class, by_sample)
    assert_same_history(a, b)


def test_validation_split_is_the_last_share_of_the_rows():
    x, y = make_data(50)
    split, given = make_model(), make_model()
    a = split.fit(x, y, epochs=2, validation_split=0.2)
    b = given.fit(x[:40], y[:40], epochs=2, validation_data=(x[40:], y[40:]))
    same_bits(split, given)
    assert_same_history(a, b)
    evaluated = given.evaluate(x[40:], y[40:], return_dict=True)
    assert evaluated["loss"] == pytest.approx(b.history["val_loss"][-1])
    assert set(b.history) == {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"}


@pytest.mark.parametrize("callbacks", [[], [nn.LambdaCallback()]], ids=["bundled", "single"])
def test_a_diverging_run_keeps_the_last_good_weights_and_says_where(callbacks):
    model = nn.Sequential([nn.Dense(4, name="hidden"), nn.Dense(1, name="out")], input_shape=(3,), seed=1)
    model.compile(nn.SGD(0.016), "mean_squared_error")
    random = np.random.default_rng(0)
    x, y = random.standard_normal((64, 3)) * 10, random.standard_normal((64, 1))
    trainer = nn.Trainer(model, x, y, epochs=500, batch_size=16, callbacks=callbacks)
    list(trainer.run())
    reason = trainer.stop_reason
    assert reason.kind == "diverged"
    assert reason.layer in ("hidden", "out")
    assert reason.epoch == trainer.epoch == len(trainer.history.epoch)
    assert 0 <= reason.step < 4
    assert f"epoch {reason.epoch + 1}" in reason.message
    assert reason.layer in reason.message
    assert np.isfinite(model.graph.parameters).all()
    assert np.isfinite(trainer.history.history["loss"]).all()
    again = nn.Sequential([nn.Dense(4), nn.Dense(1)], input_shape=(3,), seed=1)
    again.compile(nn.SGD(0.016), "mean_squared_error")
    again.fit(x, y, epochs=reason.epoch, batch_size=16)
    same_bits(model, again)


def test_wrong_data_is_refused_by_name_and_place():
    model = make_model()
    x, y = make_data(10)
    x[3, 2] = np.nan
    with pytest.raises(DataError, match="row 3, column 2"):
        model.fit(x, y)
    x[3, 2] = 0
    with pytest.raises(ShapeError, match="takes samples of shape"):
        model.fit(x[:, :3], y)
    with pytest.raises(ShapeError, match="output has shape"):
        model.fit(x, y[:, :2])
    with pytest.raises(DataError, match="same number of rows"):
        model.fit(x, y[:5])
    with pytest.raises(DataError, match="no rows"):
        model.fit(x[:0], y[:0])
    with pytest.raises(DataError, match="nothing to validate with"):
        model.fit(x, y, validation_data=(x[:0], y[:0]))
    with pytest.raises(DataError, match="one-hot"):
        model.fit(x, y * 2)
    with pytest.raises(DataError, match="must be numbers"):
        model.fit([["a"] * 4] * 10, y)
    with pytest.raises(OptionError, match="batch_size"):
        model.fit(x, y, batch_size=0)


@pytest.mark.parametrize("rows", [1, 2])
def test_a_single_row_trains(rows):
    model = make_model()
    model.fit(*make_data(rows), epochs=3)
    assert np.isfinite(model.graph.parameters).all()


def test_one_class_only_and_constant_features_stay_finite():
    model = nn.Sequential([nn.Dense(4, activation="relu"), nn.Dense(1, activation="sigmoid")], input_shape=(2,), seed=0)
    model.compile("adam", "binary_crossentropy", ["accuracy", "r2_score"])
    history = model.fit(np.ones((20, 2)) * 1e4, np.ones(20), epochs=30)
    assert np.isfinite(list(history.history.values())).all()


def test_metrics_of_training_are_those_of_the_outputs_before_each_step():
    x, y = make_data(12)
    model = make_model(dropout=0)
    before = model.evaluate(x, y, return_dict=True)
    after = model.train_on_batch(x, y, return_dict=True)
    assert after == pytest.approx(before)


def test_the_loss_falls_for_xor():
    x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    model = nn.Sequential([nn.Dense(3, activation="tanh"), nn.Dense(1, activation="tanh")], input_shape=(2,), seed=7)
    model.compile(nn.SGD(0.1), "mse")
    history = model.fit(x, y, batch_size=1, epochs=1000, shuffle=False)
    assert len(history.history["loss"]) == 1000
    assert history.history["loss"][-1] < 0.005
    assert (model.predict(x).round().ravel() == y).all()
