"""Interrupted at any step, written to a file and read again in a fresh network: the same curve and weights to the bit."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.datapickle import dumps, loads
from nndesigner.nn import epochs, training

ROWS, BATCH, EPOCHS = 11, 4, 3
STEPS = 3  # an epoch: two full batches and one of three rows


def dense(*between, **options):
    return [nn.Dense(6, activation="tanh", **options), *between, nn.Dense(2, activation="softmax")]


CASES = {
    "sgd": (lambda: dense(), lambda: "sgd", list, {}),
    "no shuffling": (lambda: dense(), lambda: "adam", list, {"shuffle": False}),
    "momentum": (lambda: dense(), lambda: nn.SGD(0.1, momentum=0.9, nesterov=True), list, {}),
    "dropout": (lambda: dense(nn.Dropout(0.4)), lambda: "adam", list, {}),
    "noise": (lambda: dense(nn.GaussianNoise(0.3)), lambda: "rmsprop", list, {}),
    "batch norm": (lambda: dense(nn.BatchNormalization(momentum=0.7)), lambda: "adam", list, {}),
    "penalty and bounds": (
        lambda: dense(kernel_regularizer="l2", kernel_constraint="max_norm"),
        lambda: nn.AdamW(0.05, clipnorm=0.1),
        list,
        {},
    ),
    "class weights": (lambda: dense(), lambda: "adagrad", list, {"class_weight": {0: 0.3, 1: 2.0}}),
    "schedule": (lambda: dense(), lambda: nn.Adam(nn.ExponentialDecay(0.1, 2, 0.7)), list, {}),
    "nadam": (lambda: dense(), lambda: nn.Nadam(0.05), list, {}),
    "lion": (lambda: dense(), lambda: nn.Lion(0.01), list, {}),
    "adadelta": (lambda: dense(), lambda: nn.Adadelta(1.0), list, {}),
    "adamax": (lambda: dense(), lambda: nn.Adamax(0.05), list, {}),
    "frozen and slow": (
        lambda: [nn.Dense(5, trainable=False), *dense(nn.Dense(4, learning_rate_factor=0.3))],
        lambda: "adam",
        list,
        {},
    ),
    "early stopping": (
        lambda: dense(),
        lambda: nn.SGD(3.0),
        lambda: [nn.EarlyStopping(monitor="loss", patience=1, restore_best_weights=True)],
        {},
    ),
    "rate by callbacks": (
        lambda: dense(),
        lambda: nn.SGD(0.5),
        lambda: [
            nn.LearningRateScheduler(lambda epoch, rate: rate * 0.8),
            nn.ReduceLROnPlateau(monitor="loss", patience=1, min_delta=1.0),
        ],
        {},
    ),
    "lbfgs": (lambda: dense(nn.Dropout(0.2)), lambda: "lbfgs", list, {}),
}


@pytest.fixture(autouse=True)
def one_step_at_a_time(monkeypatch):
    """Every step is the end of a chunk, and the trainer yields after each."""
    monkeypatch.setattr(epochs, "_CHUNK_STEPS", 1)
    monkeypatch.setattr(training, "_YIELD_SECONDS", 0.0)


def trainer(case):
    layers, optimizer, callbacks, fitting = CASES[case]
    random = np.random.default_rng(5)
    x, y = random.standard_normal((ROWS, 3)), np.eye(2)[random.integers(0, 2, ROWS)]
    model = nn.Sequential(layers(), input_shape=(3,), seed=7)
    model.compile(optimizer(), "categorical_crossentropy", ["accuracy"])
    extra = {"callbacks": callbacks(), **fitting}
    return nn.Trainer(model, x, y, batch_size=BATCH, epochs=EPOCHS, validation_data=(x[:4], y[:4]), **extra)


def result(one):
    """All that can be told apart at the end."""
    model = one.model
    found = {"weights": model.graph.values.tobytes(), "random": str(model.random.state()), "reason": str(one.stop_reason)}
    found["history"] = {name: np.array(values).tobytes() for name, values in one.history.history.items()}
    return found | {"optimizer": {name: np.asarray(part).tobytes() for name, part in model.optimizer.state().items()}}


def stopped_at(case, step):
    """The state after ``step`` steps, as it comes back from a file."""
    one = trainer(case)
    events = one.run()
    for _ in range(step):
        next(events)
    events.close()
    return loads(dumps(one.state()))


@pytest.mark.parametrize("case", CASES)
def test_resumed_at_every_step_it_ends_the_same(case):
    whole = trainer(case)
    steps = len(list(whole.run()))
    assert steps == (EPOCHS if case == "lbfgs" else len(whole.history.epoch) * STEPS)
    expected = result(whole)
    for step in range(steps):
        again = trainer(case)
        again.restore(stopped_at(case, step))
        assert len(list(again.run())) == steps - step
        assert result(again) == expected


@pytest.mark.parametrize("case", CASES)
def test_interrupted_after_every_single_step_it_ends_the_same(case):
    whole = trainer(case)
    steps = len(list(whole.run()))
    one = trainer(case)
    for _ in range(steps - 1):
        next(iter(one.run()))
        state, one = one.state(), trainer(case)
        one.restore(state)
    list(one.run())
    assert result(one) == result(whole)


@pytest.mark.parametrize("case", ["dropout", "early stopping", "class weights", "lbfgs"])
def test_fit_and_a_trainer_give_the_same_bits(case, monkeypatch):
    monkeypatch.undo()
    one, other = trainer(case), trainer(case)
    list(one.run())
    layers, _, callbacks, fitting = CASES[case]
    random = np.random.default_rng(5)
    x, y = random.standard_normal((ROWS, 3)), np.eye(2)[random.integers(0, 2, ROWS)]
    model = nn.Sequential(layers(), input_shape=(3,), seed=7)
    model.compile(CASES[case][1](), "categorical_crossentropy", ["accuracy"])
    settings = {"batch_size": BATCH, "epochs": EPOCHS, "validation_data": (x[:4], y[:4]), "verbose": 0}
    history = model.fit(x, y, callbacks=callbacks(), **settings, **fitting).history
    assert history == one.history.history
    assert model.graph.values.tobytes() == one.model.graph.values.tobytes() != other.model.graph.values.tobytes()
