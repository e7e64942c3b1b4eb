"""The curves of a run grow while others read them."""

from __future__ import annotations

import threading

import numpy as np

from nndesigner.session.history import History, write_history


def test_rows_are_kept_beyond_the_planned_capacity():
    history = History(4)
    for epoch in range(10):
        history.append({"loss": float(epoch), "accuracy": 1.0})
    assert history.count == 10
    np.testing.assert_array_equal(history.column("loss"), np.arange(10.0))


def test_several_epochs_are_added_at_once():
    history = History(2)
    history.append({"loss": np.array([3.0, 2.0, 1.0])})
    history.append({"loss": 0.5})
    np.testing.assert_array_equal(history.column("loss"), [3, 2, 1, 0.5])


def test_a_column_that_comes_later_begins_with_nan():
    history = History(4)
    history.append({"loss": 1.0})
    history.append({"loss": 0.5, "val_loss": 0.7})
    np.testing.assert_array_equal(history.column("val_loss"), [np.nan, 0.7])
    assert history.keys == ("loss", "val_loss")


def test_a_reader_never_sees_an_unwritten_row():
    history, stop, wrong = History(1), threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            count = history.count
            if count and not np.array_equal(history.column("loss")[:count], np.arange(count, dtype=float)):
                wrong.append(count)

    reader = threading.Thread(target=read)
    reader.start()
    for epoch in range(5000):
        history.append({"loss": float(epoch)})
    stop.set()
    reader.join()
    assert not wrong


def test_the_csv_has_epoch_loss_metrics_validation_and_rate_in_this_order(tmp_path):
    path = tmp_path / "h.csv"
    columns = {"learning_rate": [0.1, 0.1], "val_loss": [3.0, np.nan], "accuracy": [0.5, 1.0], "loss": [2.0, 0.1]}
    write_history({key: np.array(values) for key, values in columns.items()}, path)
    assert path.read_text().splitlines() == [
        "epoch,loss,accuracy,val_loss,learning_rate",
        "0,2.0,0.5,3.0,0.1",
        "1,0.1,1.0,,0.1",
    ]
