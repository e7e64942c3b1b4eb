"""Background work: its result, its failure and its cancelling arrive in the window's thread."""

from __future__ import annotations

import threading

import pytest

from nndesigner.core.errors import DataError
from nndesigner.ui.journal import journal
from nndesigner.ui.tasks import Task, end_all


def test_the_result_arrives_in_the_window_thread(qtbot):
    where = []
    task = Task("Adding", lambda _progress, _cancelled: (1 + 1, threading.current_thread()))
    task.done.connect(lambda result: where.append((result, threading.current_thread())))
    with qtbot.waitSignal(task.ended):
        task.start()
    (result, worker), receiver = where[0]
    assert result == 2
    assert worker is not receiver is threading.main_thread()


def test_a_failure_is_its_sentence(qtbot):
    def work(_progress, _cancelled):
        raise DataError("The file is empty; received 0 bytes.")

    task = Task("Reading", work)
    with qtbot.waitSignal(task.failed) as told:
        task.start()
    assert told.args == ["The file is empty; received 0 bytes.", ""]
    assert not journal().entries


def test_a_defect_goes_to_the_journal_with_its_traceback(qtbot):
    task = Task("Reading", lambda _progress, _cancelled: 1 / 0)
    with qtbot.waitSignal(task.failed) as told:
        task.start()
    sentence, details = told.args
    assert "ZeroDivisionError" in details
    assert "Traceback" not in sentence
    assert journal().entries[-1].details == details


def test_progress_comes_and_cancel_ends_it(qtbot):
    def work(progress, cancelled):
        progress(0.25)
        while not cancelled():
            threading.Event().wait(0.001)
        return "too late"

    task = Task("Reading", work)
    results = []
    task.done.connect(results.append)
    with qtbot.waitSignal(task.progressed) as told:
        task.start()
    assert told.args == [0.25]
    with qtbot.waitSignal(task.stopped):
        task.cancel()
    assert results == []


@pytest.mark.parametrize("count", [3])
def test_closing_ends_all(qtbot, count):
    def work(_progress, cancelled):
        while not cancelled():
            threading.Event().wait(0.001)

    for _ in range(count):
        Task("Waiting", work).start()
    end_all()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("task:")]
