"""A run gives the same bits however it is driven, says why it ended, and never dies silently."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from nndesigner.core.errors import DesignerError
from nndesigner.files.examples import open_example
from nndesigner.session import run as run_module
from nndesigner.session.control import Control
from nndesigner.session.events import LearningRateChanged, Paused, Resumed, RunEnded, RunFailed, RunStarted
from nndesigner.session.feed import Feed
from nndesigner.session.job import Job
from nndesigner.session.run import run
from nndesigner.session.worker import Worker

from .conftest import changed


def same_bits(first, second):
    """Whether two trained models have equal weights and histories, to the bit."""
    weights = zip(first.model.get_weights(), second.model.get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in weights) and all(
        np.array_equal(first.history[key], second.history[key]) for key in {*first.history, *second.history}
    )


def wait_for(worker, kind, timeout=30.0):
    """Take events until one of ``kind`` comes; it and all that came before it."""
    taken, end = [], time.monotonic() + timeout
    while time.monotonic() < end:
        taken.append(worker.feed.events.get(timeout=timeout))
        if isinstance(taken[-1], kind):
            return taken
    raise AssertionError(taken)


def tiny(epochs=3000, **settings):
    """A job whose epochs last microseconds, so that the trainer runs many at once."""
    return Job.from_project(changed(open_example("xor"), epochs=epochs, **settings))


def slow(classifier):
    """A job that lasts until it is stopped."""
    return Job.from_project(changed(classifier, epochs=1_000_000))


def test_a_finished_run_tells_its_whole_story(job):
    feed = Feed(job.epochs)
    trained = run(job, feed=feed)
    started, ended = feed.drain()
    assert isinstance(started, RunStarted)
    assert started.training_rows + started.validation_rows + started.skipped_rows == 150 - trained.card["rows"]["test"]
    assert (ended.kind, ended.reason) == ("finished", "Finished all 20 epochs.")
    assert ended.trained is trained
    assert feed.history.count == feed.progress.epoch == 20
    assert {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"} == set(feed.history.keys)
    assert feed.progress.fraction == 1
    assert feed.progress.samples_per_second > 0


def test_the_same_seed_gives_the_same_bits_and_another_seed_others(classifier):
    job = Job.from_project(classifier)
    assert same_bits(run(job), run(job))
    assert not same_bits(run(job), run(Job.from_project(classifier, seed=1)))


def test_worker_and_call_agree(job):
    worker = Worker(job)
    worker.start()
    assert same_bits(wait_for(worker, RunEnded)[-1].trained, run(job))


@pytest.mark.parametrize("shuffle", [False, True])
def test_pausing_and_stepping_do_not_change_a_bit(shuffle):
    job = tiny(epochs=500, shuffle=shuffle)
    worker = Worker(job)
    worker.control.step()
    worker.start()
    for done in (1, 2, 3):
        assert wait_for(worker, Paused)[-1].epoch == done
        assert worker.feed.history.count == done
        worker.control.step()
    wait_for(worker, Paused)
    worker.control.resume()
    time.sleep(0.002)
    worker.control.pause()
    if isinstance(wait_for(worker, (Paused, RunEnded))[-1], Paused):
        worker.control.resume()
        ended = wait_for(worker, RunEnded)[-1]
        assert same_bits(ended.trained, run(job))


def test_a_step_within_an_epoch_goes_to_its_end(classifier):
    mnist = open_example("mnist_1000")
    worker = Worker(Job.from_project(changed(mnist, epochs=3)))
    worker.start()
    while worker.feed.progress is None or not worker.feed.progress.step:
        time.sleep(0.005)
    worker.control.pause()
    wait_for(worker, Paused)
    within = worker.feed.progress
    assert 0 < within.step < within.steps
    worker.control.step()
    assert wait_for(worker, Paused)[-1].epoch == within.epoch + 1
    worker.control.stop()
    wait_for(worker, RunEnded)
    worker.join(10)


def test_stepping_over_the_last_epoch_ends_the_run(classifier):
    worker = Worker(Job.from_project(classifier, epochs=2))
    worker.control.step()
    worker.start()
    assert wait_for(worker, Paused)[-1].epoch == 1
    worker.control.step()
    assert wait_for(worker, RunEnded)[-1].kind == "finished"


def test_stop_keeps_what_was_learnt(classifier):
    worker = Worker(slow(classifier))
    worker.start()
    while worker.feed.history.count < 10:
        time.sleep(0.005)
    worker.control.stop()
    ended = wait_for(worker, RunEnded)[-1]
    done = len(ended.trained.history["loss"])
    assert ended.kind == "stopped"
    assert ended.reason == f"Stopped by the user after {done} of 1000000 epochs."
    worker.join(10)
    assert not worker.is_alive()


def test_stop_ends_a_pause(classifier):
    worker = Worker(slow(classifier))
    worker.start()
    worker.control.pause()
    wait_for(worker, Paused)
    worker.control.stop()
    events = wait_for(worker, RunEnded)
    assert not any(isinstance(event, Resumed) for event in events)
    assert events[-1].trained.model.get_weights()


def test_a_run_with_changed_rates_and_a_stop_is_replayed_to_the_bit(classifier):
    job = Job.from_project(changed(classifier, epochs=100_000, batch_size=8))
    worker = Worker(job)
    worker.start()
    for rate, epochs in ((0.02, 30), (0.003, 60), (0.001, 90)):
        while worker.feed.history.count < epochs:
            time.sleep(0.001)
        known = len(worker.control.changes)
        worker.control.set_learning_rate(rate)
        while len(worker.control.changes) == known:
            time.sleep(0.001)
    worker.control.stop()
    first = wait_for(worker, RunEnded)[-1].trained
    changes, steps = first.card["learning_rate_changes"], first.card["steps"]
    assert [rate for _, rate in changes] == [0.02, 0.003, 0.001]
    feed = Feed()
    second = run(job, Control(changes, stop_at=steps), feed)
    assert second.card["steps"] == steps
    assert second.card["learning_rate_changes"] == changes
    assert same_bits(first, second)
    assert sum(isinstance(event, LearningRateChanged) for event in feed.drain()) == 3


@pytest.mark.parametrize("step", [0, 1, 4 * 77, 4 * 77 + 2])
def test_a_replay_changes_the_rate_at_the_very_step(step):
    job = tiny(epochs=100)
    control = Control([(step, 0.5)], stop_at=None)
    trained = run(job, control)
    rates = trained.history["learning_rate"]
    assert control.changes == ((step, 0.5),)
    np.testing.assert_array_equal(rates, np.where(np.arange(100) < step // 4, 0.1, 0.5))
    assert not same_bits(trained, run(job, Control([(step + 1, 0.5)])))


def test_early_stopping_names_patience_and_keeps_the_best_weights(classifier):
    job = Job.from_project(changed(classifier, epochs=5000, early_stopping=5))
    feed = Feed()
    trained = run(job, feed=feed)
    reason = list(feed.drain())[-1].reason
    best = int(np.argmin(trained.history["val_loss"]))
    assert reason.startswith(f"Early stopping after epoch {best + 6}: no better validation loss for 5 epochs.")
    assert f"The best weights, of epoch {best + 1}, are kept" in reason


def test_a_target_loss_ends_the_run(classifier):
    feed = Feed()
    trained = run(Job.from_project(changed(classifier, epochs=5000, target_loss=0.3)), feed=feed)
    assert trained.history["loss"][-1] <= 0.3 < trained.history["loss"][-2]
    assert list(feed.drain())[-1].reason.startswith(f"Target reached in epoch {len(trained.history['loss'])}: the loss is")


def test_divergence_names_epoch_and_layer_and_keeps_finite_weights(regressor):
    sgd = {"class_name": "sgd", "config": {"learning_rate": 1e4}}
    feed = Feed()
    trained = run(Job.from_project(changed(regressor, optimizer=sgd)), feed=feed)
    ended = list(feed.drain())[-1]
    assert ended.kind == "diverged"
    assert ended.reason.startswith("Diverged: ")
    assert "epoch" in ended.reason
    assert "layer dense" in ended.reason
    assert all(np.isfinite(weights).all() for weights in trained.model.get_weights())


def test_metrics_of_a_regression_are_in_the_targets_unit(regressor):
    from nndesigner.session.evaluate import evaluate

    job = Job.from_project(changed(regressor, epochs=200))
    trained = run(job)
    rows = job.contents.split.rows(job.table, job.table.column("price")).validation
    measured = evaluate(trained, job.table, rows)
    assert trained.history["val_loss"][-1] == pytest.approx(measured.loss, rel=1e-4)
    for key in ("mean_absolute_error", "root_mean_squared_error", "r2_score"):
        assert trained.history[f"val_{key}"][-1] == pytest.approx(measured.metrics[key], rel=1e-3)
    assert measured.metrics["mean_absolute_error"] > 100


def test_no_validation_rows_means_no_validation_curves(classifier):
    from nndesigner.data.split import Split

    classifier.replace(split=Split(1.0, 0.0, 0.0))
    trained = run(Job.from_project(changed(classifier, early_stopping=3)))
    assert not any(key.startswith("val_") for key in trained.history)


def test_balanced_class_weights_change_the_run(classifier):
    plain = run(Job.from_project(classifier))
    table = classifier.table
    classifier.replace(table=table.take(np.r_[0:60, 60:150:3]))
    job = Job.from_project(classifier)
    balanced = replace(job, contents=replace(job.contents, settings=job.settings.replace(class_weight="balanced")))
    assert not same_bits(run(job), run(balanced))
    assert plain.history["loss"][-1] > 0


def test_a_job_is_frozen_when_it_is_made(classifier):
    job = Job.from_project(classifier)
    changed(classifier, epochs=1)
    classifier.replace(table=None)
    assert len(run(job).history["loss"]) == 20


def test_a_project_without_data_is_no_job():
    from nndesigner.project.project import Project

    with pytest.raises(DesignerError, match="no training data"):
        Job.from_project(Project())


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "not enough memory"),
        (DesignerError("The sentence."), "The sentence."),
        (RuntimeError("boo"), "unexpected error (RuntimeError: boo)"),
    ],
)
def test_a_failure_in_the_worker_is_one_sentence_with_details(job, monkeypatch, error, said):
    def fail(_):
        raise error

    monkeypatch.setattr(run_module, "prepare", fail)
    worker = Worker(job)
    worker.start()
    failed = wait_for(worker, RunFailed)[-1]
    assert said in failed.message
    assert "Traceback" in failed.details
    worker.join(10)
    assert not worker.is_alive()


def test_threads_switch_quickly_only_while_training(job):
    before = sys.getswitchinterval()
    worker = Worker(job)
    worker.control.step()
    worker.start()
    wait_for(worker, Paused)
    assert sys.getswitchinterval() == pytest.approx(0.0005)
    worker.control.stop()
    worker.join(10)
    assert sys.getswitchinterval() == before


def test_a_snapshot_is_offered_when_wanted(classifier):
    worker = Worker(slow(classifier))
    worker.feed.snapshot_wanted.set()
    worker.start()
    while worker.feed.snapshot is None:
        time.sleep(0.005)
    assert worker.feed.snapshot.model.predict(np.zeros((2, 5), np.float32)).shape == (2, 3)
    worker.control.stop()
    worker.join(10)


def test_training_can_go_on_from_what_was_saved(job, tmp_path):
    from nndesigner.files.model_file import load_trained, save_trained

    trained = run(job)
    save_trained(trained, tmp_path / "m.pkl")
    again = load_trained(tmp_path / "m.pkl")
    assert again.state["epoch"] == 20
    assert again.card["split"] == trained.card["split"]
    assert same_bits(trained, again)
