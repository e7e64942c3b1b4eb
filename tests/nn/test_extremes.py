"""What goes wrong in practice, for each kind of network: odd sizes, odd numbers, and a training that diverges."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import DataError

NETWORKS = {
    "dense": (lambda: [nn.Dense(6, activation="relu")], (4,)),
    "normalized": (lambda: [nn.Dense(6), nn.BatchNormalization(), nn.Activation("relu")], (4,)),
    "image": (
        lambda: [nn.Conv2D(3, 3), nn.BatchNormalization(), nn.MaxPooling2D(), nn.Flatten()],
        (6, 6, 1),
    ),
    "groups": (lambda: [nn.Conv2D(4, 2, groups=2), nn.GlobalMaxPooling2D()], (5, 5, 2)),
    "sequence": (lambda: [nn.Conv1D(4, 3, activation="relu"), nn.GlobalMaxPooling1D()], (6, 2)),
    "lstm": (lambda: [nn.LSTM(4, dropout=0.2, recurrent_dropout=0.2)], (5, 2)),
    "gru": (lambda: [nn.GRU(4, return_sequences=True), nn.SimpleRNN(3)], (5, 2)),
    "both ways": (lambda: [nn.Bidirectional(nn.LSTM(3))], (5, 2)),
}
pytestmark = pytest.mark.parametrize("kind", NETWORKS)


def made(kind, loss="categorical_crossentropy", last="softmax", optimizer="adam"):
    layers, shape = NETWORKS[kind]
    model = nn.Sequential([*layers(), nn.Dense(3, activation=last)], input_shape=shape, seed=3)
    model.compile(optimizer, loss, ["accuracy"])
    random = np.random.default_rng(1)
    return model, random.standard_normal((17, *shape)), np.eye(3)[random.integers(0, 3, 17)]


def test_a_hole_in_the_data_is_named_by_row_and_column(kind):
    model, x, y = made(kind)
    x[5][(0,) * (x.ndim - 1)] = np.nan
    with pytest.raises(DataError, match=r"received nan in row 5, column 0"):
        model.fit(x, y)


@pytest.mark.parametrize(("rows", "batch"), [(17, 16), (1, 32), (17, 1), (17, 10**9), (17, None)])
def test_any_number_of_rows_goes_with_any_batch(kind, rows, batch):
    model, x, y = made(kind)
    history = model.fit(x[:rows], y[:rows], batch_size=batch, epochs=2, verbose=0).history
    assert np.isfinite(history["loss"]).all()
    assert np.isfinite(model.predict(x)).all()


def test_no_epochs_change_nothing(kind):
    model, x, y = made(kind)
    before = model.get_weights()
    assert model.fit(x, y, epochs=0, verbose=0).history == {}
    assert all((old == new).all() for old, new in zip(before, model.get_weights(), strict=True))


def test_a_class_that_never_comes_up(kind):
    model, x, _ = made(kind)
    model.compile("adam", "categorical_crossentropy", ["accuracy", "precision", "recall", "f1_score", "auc", "mean_iou"])
    history = model.fit(x, np.eye(3)[np.zeros(17, int)], verbose=0).history
    assert all(np.isfinite(values).all() for values in history.values())


@pytest.mark.filterwarnings("error")
def test_enormous_scores_give_finite_losses_and_steps(kind):
    model, x, y = made(kind)
    *others, kernel, _ = model.get_weights()
    model.set_weights([*others, kernel * 1e4, np.array([1e4, -1e4, 0])])
    assert np.isfinite(model.evaluate(x, y, verbose=0)).all()
    assert np.isfinite(model.fit(x, y, epochs=2, verbose=0).history["loss"]).all()
    assert np.isfinite(model.predict(x)).all()


def test_a_diverging_training_stops_and_keeps_the_last_good_weights(kind):
    model, x, y = made(kind, "mse", "linear", nn.SGD(1e6))
    trainer = nn.Trainer(model, x * 1e6, y * 1e6, epochs=50, batch_size=2)
    for _ in trainer.run():
        pass
    reason = trainer.stop_reason
    assert reason.kind == "diverged"
    assert reason.layer in [layer.name for layer in model.layers]
    assert f"in epoch {reason.epoch + 1}, at step {reason.step + 1}, in layer {reason.layer}" in reason.message
    assert all(np.isfinite(weights).all() for weights in model.get_weights())


def test_one_seed_gives_the_same_bits(kind):
    found = []
    for _ in range(2):
        model, x, y = made(kind)
        model.fit(x, y, batch_size=8, epochs=2, verbose=0)
        found.append(model.predict(x))
    np.testing.assert_array_equal(*found)
