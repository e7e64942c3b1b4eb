"""Finding a learning rate in the window: a sweep beside it, its curve, and one edit that takes the suggestion."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

from nndesigner.project.edits import SetSettings
from nndesigner.ui.rate_dialog import RateDialog

WAIT = 20_000


@pytest.fixture
def dialog(window, qtbot, small_csv):
    """The dialog, opened by its action on a project with data."""
    window.opener.open(small_csv)
    qtbot.waitUntil(lambda: window.document.project.table is not None and not window.loader.is_busy, timeout=WAIT)
    window.actions_["train.find_rate"].trigger()
    found = window.findChild(RateDialog)
    yield found
    if window.findChild(RateDialog) is not None:
        found.close()


def press(dialog, name):
    dialog.findChild(QAbstractButton, f"train.rate_{name}").click()


def test_the_suggestion_is_taken_as_one_edit(window, dialog, qtbot):
    before = window.document.project.settings
    weights = window.document.project.trained
    assert not dialog.isModal()
    qtbot.waitUntil(lambda: dialog.sweep is not None, timeout=WAIT)
    rate = dialog.sweep.suggestion
    assert rate is not None
    assert f"{rate:.2g}" in dialog.use.text()
    assert dialog.plot.mark.isVisible()
    assert len(dialog.plot.losses.getOriginalDataset()[0]) == len(dialog.sweep.rates)
    count = window.document.undo_stack.count()
    press(dialog, "use")
    assert window.document.project.settings.learning_rate == rate
    assert window.document.undo_stack.count() == count + 1
    window.document.undo_stack.undo()
    assert window.document.project.settings == before
    assert window.document.project.trained is weights


def test_it_can_be_stopped_and_run_again(dialog, qtbot):
    press(dialog, "again")
    qtbot.waitUntil(lambda: dialog.sweep is not None, timeout=WAIT)
    press(dialog, "again")
    assert dialog.sweep is None
    assert not dialog.use.isEnabled()
    qtbot.waitUntil(lambda: dialog.sweep is not None, timeout=WAIT)
    assert not dialog.sweep.stopped


def test_closing_ends_the_sweep_and_another_project_closes_it(window, dialog, qtbot):
    dialog.close()
    qtbot.waitUntil(lambda: window.findChild(RateDialog) is None, timeout=WAIT)
    window.actions_["train.find_rate"].trigger()
    assert window.findChild(RateDialog) is not None
    window.document.project_replaced.emit()
    qtbot.waitUntil(lambda: window.findChild(RateDialog) is None, timeout=WAIT)


def test_it_says_why_there_is_nothing_to_find(window, qtbot, small_csv):
    action = window.actions_["train.find_rate"]
    assert not action.isEnabled()
    assert "CSV" in action.toolTip()
    window.opener.open(small_csv)
    qtbot.waitUntil(action.isEnabled, timeout=WAIT)
    window.document.push(SetSettings(window.document.project, optimizer="lbfgs"))
    action.trigger()
    dialog = window.findChild(RateDialog)
    sentence = dialog.findChild(QLabel, "train.rate_sentence")
    qtbot.waitUntil(lambda: "L-BFGS" in sentence.text(), timeout=WAIT)
    assert not dialog.use.isEnabled()
    dialog.close()
