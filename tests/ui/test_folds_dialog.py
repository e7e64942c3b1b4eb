"""Cross-validation in the window: beside it, a row a fold, stopped at once, copied as text, and honest about what is past."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from nndesigner.project.edits import SetSettings, SetSplit
from nndesigner.session import cross_validation
from nndesigner.ui.folds_dialog import FoldsDialog

WAIT = 20_000


@pytest.fixture
def dialog(window, qtbot, small_csv):
    """The dialog, opened by its action on a project that trains in a moment."""
    window.opener.open(small_csv)
    qtbot.waitUntil(lambda: window.document.project.table is not None and not window.loader.is_busy, timeout=WAIT)
    window.document.push(SetSettings(window.document.project, epochs=3, early_stopping=None))
    window.document.push(SetSplit(window.document.project, train=0.6, validation=0.2, test=0.2))
    window.actions_["train.cross_validate"].trigger()
    found = window.findChild(FoldsDialog)
    found.folds.setValue(3)
    yield found
    found.close()


def press(dialog, name):
    dialog.findChild(QAbstractButton, f"train.folds_{name}").click()


def cells(dialog):
    table = dialog.table
    return [[table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())]


def test_every_fold_is_shown_beside_the_baselines_and_copied(window, dialog, qtbot):
    before = window.document.project.contents
    assert not dialog.isModal()
    assert "sealed" in dialog.sentence.text()
    press(dialog, "go")
    assert dialog.is_busy
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=WAIT)
    result = dialog.found
    assert len(result.folds) == 3
    rows = cells(dialog)
    assert [row[0] for row in rows[:4]] == ["1", "2", "3", "Mean ± deviation"]
    assert [row[0] for row in rows[4:]] == [f"Baseline: {name}" for name in result.baselines]
    assert len(result.baselines) == 2
    assert rows[0][1:4] == [str(result.folds[0].training_rows), str(result.folds[0].validation_rows), "3"]
    assert "±" in rows[3][-1]
    assert "Accuracy" in dialog.headline.text()
    dialog.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == dialog.headline.text()
    assert lines[2].split("\t") == rows[0]
    assert window.document.project.contents is before
    assert window.document.project.trained is None


def test_a_cancel_does_not_wait_for_the_fold_in_hand(window, dialog, qtbot, monkeypatch):
    """Measuring a fold may take seconds; the window does not wait for it."""
    import threading

    goes_on = threading.Event()
    whole = cross_validation.evaluate
    monkeypatch.setattr(cross_validation, "evaluate", lambda *given, **named: (goes_on.wait(10), whole(*given, **named))[1])
    press(dialog, "go")
    qtbot.waitUntil(lambda: dialog.progress.value() > 300, timeout=WAIT)
    press(dialog, "stop")
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=2_000)
    assert "0 of 3" in dialog.headline.text()
    goes_on.set()
    dialog.validator.join(10)
    assert not dialog.validator.is_alive()
    assert len(dialog.validator.done.folds) <= 1
    press(dialog, "go")
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=WAIT)
    assert len(dialog.found.folds) == 3


def test_it_says_how_folds_are_made_and_what_is_past(window, dialog, qtbot):
    document = window.document
    document.push(SetSplit(document.project, method="group", column="height"))
    assert "Whole groups" in dialog.sentence.text()
    assert "height" in dialog.sentence.text()
    document.push(SetSplit(document.project, method="ordered", column=""))
    assert "forward" in dialog.sentence.text()
    press(dialog, "go")
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=WAIT)
    sizes = [fold.training_rows for fold in dialog.found.folds]
    assert sizes == sorted(set(sizes))
    assert not dialog.past.isVisible()
    document.push(SetSettings(document.project, batch_size=7))
    assert dialog.past.isVisible()
    document.undo_stack.undo()
    assert not dialog.past.isVisible()


def test_too_few_rows_are_a_sentence(window, dialog, qtbot):
    document = window.document
    document.push(SetSplit(document.project, method="ordered", train=0.2, validation=0.05, test=0.75))
    dialog.folds.setValue(20)
    press(dialog, "go")
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=WAIT)
    assert "too few for 20 folds" in dialog.sentence.text()
    assert dialog.go.isEnabled()


def test_one_fold_that_differs_decides_nothing():
    from types import SimpleNamespace

    from nndesigner.ui.folds_dialog import compared

    def found(ours, theirs):
        folds = [SimpleNamespace(metrics={"m": a}, baselines={"b": {"m": b}}) for a, b in zip(ours, theirs, strict=True)]
        return SimpleNamespace(folds=folds)

    assert compared(found([1.0, 1.0, 0.966, 1.0, 1.0], [1.0, 1.0, 0.983, 1.0, 1.0]), "m", "b") == "equal"
    assert compared(found([0.90, 0.92, 0.91, 0.93], [0.80, 0.83, 0.80, 0.84]), "m", "b") == "better"
    assert compared(found([0.80, 0.83, 0.80, 0.84], [0.90, 0.92, 0.91, 0.93]), "m", "b") == "worse"
