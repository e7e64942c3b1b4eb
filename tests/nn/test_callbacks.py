"""Early stopping as Keras has it, a target, functions of one's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import OptionError
from tests.nn.golden.callbacks import EARLY_STOPPING, PLATEAU, series


def overfitting_run(callbacks, epochs=400):
    random = np.random.default_rng(1)
    x, y = random.standard_normal((24, 3)), random.standard_normal((24, 1))
    model = nn.Sequential([nn.Dense(32, activation="tanh"), nn.Dense(1)], input_shape=(3,), seed=2)
    model.compile(nn.Adam(0.02), "mse")
    trainer = nn.Trainer(model, x[:16], y[:16], epochs=epochs, validation_data=(x[16:], y[16:]), callbacks=callbacks)
    list(trainer.run())
    return model, trainer, (x[16:], y[16:])


def test_early_stopping_waits_patiently_and_restores_the_best_weights():
    stopping = nn.EarlyStopping(patience=5, restore_best_weights=True)
    model, trainer, validation = overfitting_run([stopping])
    losses = trainer.history.history["val_loss"]
    assert trainer.stop_reason.kind == "early stopping"
    assert "val_loss" in trainer.stop_reason.message
    assert int(np.argmin(losses)) == stopping.best_epoch == len(losses) - 6
    assert model.evaluate(*validation) == pytest.approx(min(losses))


def test_early_stopping_without_restoring_keeps_the_last_weights():
    model, trainer, validation = overfitting_run([nn.EarlyStopping(patience=3)])
    assert model.evaluate(*validation) == pytest.approx(trainer.history.history["val_loss"][-1])


def test_best_weights_come_back_when_the_epochs_run_out_too():
    model, trainer, validation = overfitting_run([nn.EarlyStopping(patience=10_000, restore_best_weights=True)], epochs=60)
    assert trainer.stop_reason.kind == "finished"
    assert model.evaluate(*validation) == pytest.approx(min(trainer.history.history["val_loss"]))


def test_more_is_better_for_accuracy():
    stopping = nn.EarlyStopping(monitor="accuracy")
    stopping.on_train_begin()
    stopping.best = 0.5
    assert stopping._is_better(0.6, stopping.best)
    assert not stopping._is_better(0.4, stopping.best)


def test_an_unknown_monitor_is_refused_with_what_there_is():
    model = nn.Sequential([nn.Dense(1)], input_shape=(1,))
    model.compile("sgd", "mse")
    with pytest.raises(OptionError, match=r"no 'val_loss' to watch; there are loss"):
        model.fit([[1.0]], [1.0], callbacks=[nn.EarlyStopping()])


def test_a_target_stops_the_run_at_once():
    _, trainer, _ = overfitting_run([nn.TargetReached(0.2)])
    losses = trainer.history.history["loss"]
    assert trainer.stop_reason.kind == "target reached"
    assert losses[-1] <= 0.2 < losses[-2]


def test_early_stopping_survives_a_checkpoint():
    random = np.random.default_rng(1)
    x, y = random.standard_normal((24, 3)), random.standard_normal((24, 1))

    def trainer_for(epochs):
        model = nn.Sequential([nn.Dense(32, activation="tanh"), nn.Dense(1)], input_shape=(3,), seed=2)
        model.compile(nn.Adam(0.02), "mse")
        stopping = nn.EarlyStopping(patience=8, restore_best_weights=True)
        return nn.Trainer(model, x[:16], y[:16], epochs=epochs, validation_data=(x[16:], y[16:]), callbacks=[stopping])

    whole = trainer_for(400)
    list(whole.run())
    best = whole.callbacks[0].best_epoch
    part = trainer_for(best + 3)
    events = part.run()
    state = None
    for event in events:
        if isinstance(event, nn.EpochsEnded) and event.last_epoch < best + 3:
            state = part.state()
    again = trainer_for(400)
    again.restore(state)
    list(again.run())
    assert again.history.history == whole.history.history
    np.testing.assert_array_equal(again.model.graph.parameters, whole.model.graph.parameters)


@pytest.fixture(scope="module")
def golden():
    with np.load(Path(__file__).parent / "golden" / "keras_callbacks.npz") as arrays:
        return dict(arrays)


def on_a_trainer(callback):
    model = nn.Sequential([nn.Dense(1, use_bias=False)], input_shape=(1,), seed=0)
    model.compile(nn.SGD(0.1), "mse")
    return nn.Trainer(model, [[1.0]], [[1.0]], callbacks=[callback])


@pytest.mark.parametrize("place", range(len(EARLY_STOPPING)))
def test_early_stopping_stops_and_restores_where_keras_does(place, golden):
    found = []
    for values in series():
        stopping = nn.EarlyStopping(restore_best_weights=True, **EARLY_STOPPING[place])
        trainer = on_a_trainer(stopping)
        for epoch, value in enumerate(values.tolist()):
            trainer.model.graph.values[...] = epoch
            stopping.on_epoch_end(epoch, {"val_loss": value})
            if trainer.stop_reason is not None:
                break
        stopping.on_train_end()
        found.append((epoch, stopping.best_epoch, float(trainer.model.graph.values[0])))
    np.testing.assert_array_equal(found, golden[f"stopping{place}"])


@pytest.mark.parametrize("place", range(len(PLATEAU)))
def test_the_rate_is_lowered_where_keras_lowers_it(place, golden):
    for values, expected in zip(series(), golden[f"plateau{place}"], strict=True):
        plateau = nn.ReduceLROnPlateau(**PLATEAU[place])
        trainer, rates = on_a_trainer(plateau), []
        for epoch, value in enumerate(values.tolist()):
            plateau.on_epoch_end(epoch, {"val_loss": value})
            rates.append(trainer.learning_rate)
        np.testing.assert_allclose(rates, expected, rtol=1e-5)


def test_a_schedule_may_take_the_epoch_alone_and_must_return_a_number():
    scheduler = nn.LearningRateScheduler(lambda epoch: 0.5 / (epoch + 1))
    trainer = on_a_trainer(scheduler)
    scheduler.on_epoch_begin(4)
    assert trainer.learning_rate == 0.1
    with pytest.raises(OptionError, match=r"returns a number.*received None"):
        on_a_trainer(nn.LearningRateScheduler(lambda epoch, rate: None)).callbacks[0].on_epoch_begin(0)


def test_functions_of_ones_own_are_called_as_keras_calls_them():
    heard = []
    callback = nn.LambdaCallback(
        on_train_begin=lambda logs: heard.append(("begin", sorted(logs))),
        on_epoch_begin=lambda epoch, logs: heard.append((epoch, sorted(logs))),
        on_epoch_end=lambda epoch, logs: heard.append((epoch, sorted(logs))),
        on_train_end=lambda logs: heard.append(("end", sorted(logs))),
    )
    list(on_a_trainer(callback).run())
    logs = ["learning_rate", "loss"]
    assert heard == [("begin", []), (0, []), (0, logs), ("end", logs)]
