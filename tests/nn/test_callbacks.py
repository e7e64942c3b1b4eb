"""Early stopping as Keras has it, a target, functions of one's own."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import OptionError


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
    assert stopping._is_better(0.6)
    assert not stopping._is_better(0.4)


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


def test_functions_are_called_in_order():
    calls = []
    callback = nn.LambdaCallback(
        on_epoch_end=lambda epoch, logs: calls.append((epoch, sorted(logs))),
        on_train_begin=lambda: calls.append("begin"),
        on_train_end=lambda: calls.append("end"),
    )
    overfitting_run([callback], epochs=2)
    keys = ["learning_rate", "loss", "val_loss"]
    assert calls == ["begin", (0, keys), (1, keys), "end"]


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
