from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from nndesigner.data.source import load_source
from nndesigner.project.edits import ReplaceData, SetSettings
from nndesigner.project.project import Project
from nndesigner.session.evaluate import evaluate
from nndesigner.session.events import Paused
from nndesigner.session.feed import Feed
from nndesigner.session.job import Job
from nndesigner.session.run import run
from nndesigner.session.worker import Worker

MOONS = {"kind": "generator", "name": "moons", "options": {"rows": 120}}


@pytest.fixture
def job():
    project = Project()
    ReplaceData(project, MOONS, load_source(MOONS)).redo()
    SetSettings(project, epochs=150, early_stopping=None).redo()
    return Job.from_project(project)


def test_snapshots_leave_the_run_as_it_is(job):
    plain = run(job)
    feed = Feed(job.epochs)
    seen = []

    def ask():
        while not done.is_set():
            feed.snapshot_wanted.set()
            if feed.snapshot is not None and (not seen or feed.snapshot is not seen[-1]):
                seen.append(feed.snapshot)
            time.sleep(0.001)

    done = threading.Event()
    asker = threading.Thread(target=ask)
    asker.start()
    watched = run(job, feed=feed)
    done.set()
    asker.join()
    assert seen
    for expected, found in zip(plain.model.get_weights(), watched.model.get_weights(), strict=True):
        assert np.array_equal(expected, found)


def test_a_pause_leaves_a_network_that_can_be_measured(job):
    worker = Worker(job)
    worker.control.step()
    worker.start()
    events = []
    while not (events and isinstance(events[-1], Paused) and events[-1].epoch == 1):
        events.append(worker.feed.events.get(timeout=10))
    snapshot = worker.feed.snapshot
    before = [weights.copy() for weights in snapshot.model.get_weights()]
    assert snapshot.card["epochs"] == 1
    assert evaluate(snapshot, job.table).rows == job.table.row_count
    worker.control.resume()
    worker.join(20)
    assert not worker.is_alive()
    assert all(np.array_equal(old, new) for old, new in zip(before, snapshot.model.get_weights(), strict=True))
