"""The transport bar on a real run: play, pause, step, stop, reset, new weights, and what it says meanwhile."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QProgressBar

from nndesigner.project.edits import SetSettings, SetSplit
from nndesigner.ui.transport import _duration, _short

WAIT = 20_000


@pytest.fixture
def loaded(window, qtbot, small_csv):
    """The window with data and the proposed network, set to run for long."""
    window.opener.open(small_csv)
    qtbot.waitUntil(lambda: window.document.project.table is not None and not window.loader.is_busy, timeout=WAIT)
    window.document.push(SetSettings(window.document.project, epochs=1_000_000, early_stopping=None))
    return window


def press(window, name):
    window.findChild(QAbstractButton, f"train.{name}").click()


def state_is(window, qtbot, state):
    qtbot.waitUntil(lambda: window.runner.state == state, timeout=WAIT)


def trains(window, qtbot, epochs=3):
    qtbot.waitUntil(lambda: window.runner.feed is not None and window.runner.feed.history.count >= epochs, timeout=WAIT)


def weights(window):
    return [array.copy() for array in window.document.project.trained.model.get_weights()]


def test_without_data_play_says_why_not(window):
    play = window.actions_["train.play"]
    assert not play.isEnabled()
    assert "CSV" in play.toolTip()
    assert not window.findChild(QAbstractButton, "train.play").isEnabled()
    assert "CSV" in window.findChild(QLabel, "train.reason").text()


def test_play_pause_resume_stop(loaded, qtbot):
    press(loaded, "play")
    assert loaded.runner.state == "training"
    trains(loaded, qtbot)
    assert "Pause" in loaded.actions_["train.play"].text()
    press(loaded, "play")
    state_is(loaded, qtbot, "paused")
    assert "Paused" in loaded.findChild(QLabel, "train.reason").text()
    count = loaded.runner.feed.history.count
    press(loaded, "play")
    trains(loaded, qtbot, count + 2)
    press(loaded, "stop")
    state_is(loaded, qtbot, "finished")
    assert loaded.document.project.trained is not None
    assert loaded.findChild(QLabel, "train.reason").text() == loaded.runner.reason != ""
    assert loaded.document.has_unsaved_weights
    assert loaded.actions_["file.save_model"].isEnabled()


def test_step_trains_exactly_one_epoch(loaded, qtbot):
    for epochs in (1, 2, 3):
        press(loaded, "step")
        state_is(loaded, qtbot, "paused")
        assert loaded.runner.feed.history.count == epochs
    assert loaded.findChild(QLabel, "train.epoch").text().split()[1] == "3"


def test_the_end_of_the_epochs_ends_the_run(loaded, qtbot):
    loaded.transport.epochs.setValue(5)
    assert loaded.document.project.settings.epochs == 5
    press(loaded, "play")
    state_is(loaded, qtbot, "finished")
    assert loaded.runner.feed.history.count == 5
    bar = loaded.findChild(QProgressBar, "train.progress")
    assert bar.value() == bar.maximum()


def test_the_same_seed_gives_the_same_bits_and_new_weights_others(loaded, qtbot):
    loaded.transport.epochs.setValue(4)
    runs = []
    for between in ("reset", "new_weights", None):
        press(loaded, "play")
        state_is(loaded, qtbot, "finished")
        runs.append(weights(loaded))
        if between:
            press(loaded, between)
            assert loaded.runner.state == "idle"
            assert loaded.document.project.trained is None
    first, again, other = runs
    assert all(np.array_equal(one, two) for one, two in zip(first, again, strict=True))
    assert any(not np.array_equal(one, two) for one, two in zip(first, other, strict=True))
    assert loaded.document.project.settings.seed == 1


def test_pausing_and_editing_do_not_change_the_bits(loaded, qtbot):
    loaded.transport.epochs.setValue(6)
    press(loaded, "play")
    state_is(loaded, qtbot, "finished")
    straight = weights(loaded)
    press(loaded, "reset")
    press(loaded, "step")
    state_is(loaded, qtbot, "paused")
    press(loaded, "play")
    state_is(loaded, qtbot, "finished")
    assert all(np.array_equal(one, two) for one, two in zip(straight, weights(loaded), strict=True))


def test_the_learning_rate_changes_a_run_that_goes_on(loaded, qtbot):
    before = loaded.document.project.settings
    press(loaded, "play")
    trains(loaded, qtbot)
    loaded.transport.learning_rate.setValue(0.25)
    qtbot.waitUntil(lambda: loaded.runner.feed.history.column("learning_rate")[-1] == pytest.approx(0.25), timeout=WAIT)
    assert loaded.document.project.settings == before
    press(loaded, "stop")
    state_is(loaded, qtbot, "finished")


def test_before_a_run_the_learning_rate_is_an_edit(loaded):
    loaded.transport.learning_rate.setValue(0.125)
    assert loaded.document.project.settings.learning_rate == 0.125
    loaded.document.undo_stack.undo()
    assert loaded.transport.learning_rate.value() != 0.125


def test_the_plots_draw_the_run(loaded, qtbot):
    loaded.document.push(SetSplit(loaded.document.project, train=0.7, validation=0.3, test=0.0))
    press(loaded, "play")
    plots = loaded.panels.docks["dock.plots"].widget()
    trains(loaded, qtbot, 5)
    qtbot.waitUntil(lambda: len(plots.loss._values.get("train", ())) >= 5, timeout=WAIT)
    assert "validation" in plots.loss._values
    assert plots.metric.title.text() == "Accuracy"
    press(loaded, "reset")
    assert loaded.runner.state == "idle"
    assert not plots.loss._values


def test_an_error_of_the_design_switches_play_off(loaded):
    from nndesigner.project.edits import RemoveNodes

    project = loaded.document.project
    output = next(node.id for node in project.design.nodes.values() if node.kind == "Output")
    assert loaded.actions_["train.play"].isEnabled()
    loaded.document.push(RemoveNodes(project, [output]))
    assert project.analysis.errors
    play = loaded.actions_["train.play"]
    assert not play.isEnabled()
    assert project.analysis.errors[0].message in play.toolTip()
    loaded.document.undo_stack.undo()
    assert play.isEnabled()


def test_closing_during_training_asks(loaded, qtbot):
    asked = []
    press(loaded, "play")
    trains(loaded, qtbot)
    loaded.files.ask_unsaved = lambda text: asked.append(text) or "cancel"
    loaded.close()
    assert loaded.isVisible()
    assert loaded.runner.state == "training"
    assert "Training" in asked[0]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "< 1 s"), (12, "12 s"), (75, "1 min 15 s"), (7265, "2 h 1 min"), (119.9, "2 min 0 s")]
)
def test_time_is_told_as_people_do(seconds, text):
    assert _duration(seconds) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (950, "950"), (1500, "1.5 k"), (2.5e6, "2.5 M"), (3e9, "3 G")])
def test_speeds_are_short(value, text):
    assert _short(value) == text


def test_learned_weights_are_kept_on_wish_and_said(loaded, qtbot):
    from nndesigner.project.edits import SetOption
    from nndesigner.ui.journal import journal

    project = loaded.document.project
    loaded.document.push(SetSettings(project, epochs=5))
    press(loaded, "play")
    state_is(loaded, qtbot, "finished")
    old = project.trained.model
    keep = loaded.actions_["train.keep_weights"]
    assert not keep.isChecked()
    keep.trigger()
    node = next(node for node in project.graph.nodes.values() if node.kind == "Dense")
    loaded.document.push(SetOption(project, node.id, "units", node.options["units"] + 3))
    press(loaded, "play")
    qtbot.waitUntil(lambda: project.trained.model is not old and loaded.runner.state == "finished", timeout=WAIT)
    report = loaded.runner.kept
    assert report.kept == old.count_params()
    assert report.summary in loaded.findChild(QLabel, "train.reason").text()
    assert any(report.summary in entry.text and node.name in entry.text for entry in journal().entries)
    keep.trigger()
    press(loaded, "play")
    state_is(loaded, qtbot, "finished")
    assert loaded.runner.kept is None
