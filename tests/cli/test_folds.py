"""``train --folds``: each fold, mean ± deviation, and what does not go together."""

from __future__ import annotations

import json
import shutil

import pytest


@pytest.fixture
def ready(trained, folder):
    """A folder that holds the trained models and their data."""
    shutil.copytree(trained, folder, dirs_exist_ok=True)
    return folder


def test_folds_print_mean_and_deviation_and_save_nothing(run, ready, litter):
    litter()
    done = run("train", "flowers.nnproj", "--folds", 3, "--epochs", 3, "--json")
    assert (done.code, done.err) == (0, "")
    result = json.loads(done.out)
    assert len(result["folds"]) == 3
    assert set(result["mean"]) == set(result["deviation"]) >= {"loss", "accuracy"}
    text = run("train", "flowers.nnproj", "--folds", 3, "--epochs", 3)
    assert text.out.startswith("Fold 1 of 3: loss ")
    assert f"accuracy: {result['mean']['accuracy']:.4g} ± " in text.out
    assert litter() == []


@pytest.mark.parametrize(
    "arguments", [("--json",), ("--folds", 3, "-o", "x.pkl"), ("--folds", 1), ("--folds", 3, "--history", "h.csv")]
)
def test_what_excludes_each_other_is_bad_usage(run, ready, litter, arguments):
    litter()
    done = run("train", "flowers.nnproj", *arguments)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert litter() == []
