"""A run that begins with what an earlier one has learned: it says what was kept, and is as replayable as any."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner.project.edits import SetOption
from nndesigner.session.events import RunStarted, WeightsKept
from nndesigner.session.feed import Feed
from nndesigner.session.job import Job
from nndesigner.session.run import run

from .conftest import changed
from .test_run import same_bits


def widened(project, by=5):
    """The project with more units in its first Dense."""
    node = next(node for node in project.graph.nodes.values() if node.kind == "Dense")
    SetOption(project, node.id, "units", node.options["units"] + by).redo()
    return project


def kept(feed):
    return next((event.report for event in feed.drain() if isinstance(event, WeightsKept)), None)


def test_without_an_earlier_run_nothing_is_kept(classifier):
    feed = Feed(20)
    run(Job.from_project(classifier), feed=feed)
    assert kept(feed) is None


def test_the_same_network_goes_on_from_its_last_loss(classifier):
    first = run(Job.from_project(classifier))
    feed = Feed(20)
    second = run(Job.from_project(classifier, start_from=first), feed=feed)
    events = list(feed.drain())
    assert [type(event) for event in events[:2]] == [RunStarted, WeightsKept]
    assert events[1].report.is_whole
    assert second.history["loss"][0] < first.history["loss"][0] / 2
    assert "kept" in second.card["ended"]


def test_a_widened_network_keeps_its_outputs_at_first(classifier):
    first = run(Job.from_project(classifier))
    job = Job.from_project(changed(widened(classifier), epochs=1), start_from=first)
    feed = Feed(1)
    second = run(job, feed=feed)
    report = kept(feed)
    assert report.kept == first.model.count_params()
    assert report.count == second.model.count_params()
    assert second.history["loss"][0] < first.history["loss"][0] / 2


def test_the_weights_are_part_of_the_frozen_job(classifier):
    first = run(Job.from_project(classifier))
    job = Job.from_project(widened(classifier), start_from=first)
    once = run(job)
    first.model.set_weights([np.full_like(array, 9.0) for array in first.model.get_weights()])
    assert same_bits(once, run(job))


def test_a_column_that_left_takes_its_weights_along(classifier):
    first = run(Job.from_project(classifier))
    recipe = classifier.recipe
    classifier.replace(recipe=recipe.with_column("width", role="ignore"))
    feed = Feed(20)
    second = run(Job.from_project(classifier, start_from=first), feed=feed)
    report = kept(feed)
    names = first.recipe.feature_names
    assert set(second.recipe.feature_names) == set(names) - {"width"}
    assert report.kept == second.model.count_params()
    assert report.cut == first.model.count_params() - second.model.count_params() > 0


def test_classes_keep_their_units_by_label(classifier, flowers):
    from nndesigner.session.learned import Learned

    first = run(Job.from_project(classifier))
    learned = Learned.of(first)
    assert learned.outputs == first.recipe.classes
    assert learned.inputs == first.recipe.feature_names
    assert all(not np.shares_memory(a, first.model.graph.values) for a in learned.weights)


@pytest.mark.parametrize("seed", [3])
def test_another_seed_moves_only_what_is_new(classifier, seed):
    first = run(Job.from_project(classifier))
    reports = []
    for number in (0, seed):
        feed = Feed(20)
        run(Job.from_project(classifier, seed=number, start_from=first), feed=feed)
        reports.append(str(kept(feed)))
    assert reports[0] == reports[1]
