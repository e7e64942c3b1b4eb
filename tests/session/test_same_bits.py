"""One job, one set of bits: by fit, by the session's loop and by the command line; frozen layers and L-BFGS included."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from nndesigner.core.errors import FileError
from nndesigner.files.model_file import load_trained
from nndesigner.files.project_file import save_project
from nndesigner.project.build import build_model
from nndesigner.project.edits import SetOption, SetSettings
from nndesigner.session.job import Job
from nndesigner.session.outcome import stopping
from nndesigner.session.prepare import prepare
from nndesigner.session.rate_search import find_rate
from nndesigner.session.run import run


def bits(model):
    return [array.tobytes() for array in model.get_weights()]


def by_fit(job):
    prepared, settings = prepare(job), job.settings
    model = build_model(job.contents, prepared.recipe, settings)
    model.fit(
        prepared.training.x,
        prepared.training.y,
        batch_size=settings.batch_size,
        epochs=settings.epochs,
        validation_data=(prepared.validation.x, prepared.validation.y),
        callbacks=stopping(settings, validates=True),
        verbose=0,
    )
    return bits(model)


def dense_blocks(project):
    return [node.id for node in project.design.nodes.values() if node.kind == "Dense"]


@pytest.mark.parametrize("optimizer", ["adam", "lbfgs"])
def test_fit_session_and_command_line_give_the_same_bits(classifier, optimizer, tmp_path):
    SetSettings(classifier, optimizer=optimizer, epochs=6).redo()
    first = dense_blocks(classifier)[0]
    SetOption(classifier, first, "trainable", False).redo()
    job = Job.from_project(classifier)
    start = bits(build_model(job.contents, prepare(job).recipe, job.settings))
    expected = by_fit(job)
    assert expected[0] == start[0]  # frozen
    assert expected[2] != start[2]
    assert bits(run(job).model) == expected
    save_project(classifier, tmp_path / "job.nnproj")
    command = [sys.executable, "-m", "nndesigner", "train", "job.nnproj"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert bits(load_trained(tmp_path / "job.pkl").model) == expected


def test_a_frozen_block_says_so_and_a_slow_one_too(classifier):
    first, second = dense_blocks(classifier)[:2]
    SetOption(classifier, first, "trainable", False).redo()
    SetOption(classifier, second, "learning_rate_factor", 0.1).redo()
    labels = classifier.analysis.labels
    assert labels[first].endswith(" · frozen")
    assert labels[second].endswith(" · rate × 0.1")


def test_a_search_for_a_rate_leaves_project_and_later_runs_alone(classifier):
    job = Job.from_project(classifier)
    before, config = bits(run(job).model), classifier.to_config()
    sweep = find_rate(job)
    assert sweep.suggestion is not None
    assert classifier.to_config() == config
    assert bits(run(job).model) == before
    heard = []
    assert find_rate(job, lambda rate, loss: bool(heard.append(rate))).stopped
    assert len(heard) == 1


def test_lbfgs_is_refused_by_name_where_it_cannot_be_written(classifier, tmp_path):
    from nndesigner.files.code import keras_code, source

    SetSettings(classifier, optimizer="lbfgs", epochs=1).redo()
    trained = run(Job.from_project(classifier))
    with pytest.raises(FileError, match="optimizer lbfgs"):
        keras_code.keras_code(source.source_of(trained))
    assert np.isfinite(trained.history["loss"]).all()
