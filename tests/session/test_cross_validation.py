"""Cross-validation: every fold measured on rows it did not see, the test rows sealed, mean and deviation right."""

from __future__ import annotations

import json
import math
from statistics import mean, stdev

import numpy as np
import pytest

from nndesigner.core.errors import DesignerError
from nndesigner.data.samples import load_sample
from nndesigner.data.split import Split
from nndesigner.session.control import Control
from nndesigner.session.create import project_from_table
from nndesigner.session.cross_validation import CrossValidator, cross_validate
from nndesigner.session.job import Job
from nndesigner.session.prepare import split_rows


def job(name: str = "iris", epochs: int = 15, **split: object) -> Job:
    project = project_from_table(load_sample(name), {"kind": "sample", "name": name})
    project.replace(split=Split(**split) if split else project.split)  # type: ignore[arg-type]
    return Job.from_project(project, epochs=epochs)


def test_folds_are_measured_on_unseen_rows_and_summed_up() -> None:
    whole = job()
    validator = CrossValidator(whole, 3)
    parts = [split_rows(each.contents.split, each.table, each.recipe) for each in validator.jobs]
    test = split_rows(whole.contents.split, whole.table, whole.recipe).test
    seen = np.concatenate([rows.validation for rows in parts])
    assert sorted([*seen, *test]) == list(range(150))
    result = validator.to_the_end()
    assert [fold.validation_rows for fold in result.folds] == [len(rows.validation) for rows in parts]
    accuracies = [fold.metrics["accuracy"] for fold in result.folds]
    assert result.mean["accuracy"] == pytest.approx(mean(accuracies))
    assert result.deviation["accuracy"] == pytest.approx(stdev(accuracies))
    assert min(accuracies) > 0.7
    assert result == cross_validate(whole, 3)
    config = json.loads(json.dumps(result.to_config(), allow_nan=False))
    assert [fold["fold"] for fold in config["folds"]] == [1, 2, 3]
    assert list(result.lines())[-1].count("±") == 1
    assert len([*result.lines()]) == 3 + len(result.mean)


def test_a_stop_keeps_the_folds_that_are_done() -> None:
    control = Control()
    control.stop()
    validator = CrossValidator(job(), 4, control)
    validator.start()
    validator.join(60)
    assert not validator.is_alive()
    assert validator.result is not None
    assert validator.result.folds == ()
    assert validator.result.mean == {}
    assert math.isnan(cross_validate(job(epochs=1), 2).deviation.get("nothing", math.nan))


def test_what_cannot_be_divided_is_refused() -> None:
    with pytest.raises(DesignerError, match="too few for 60 folds"):
        cross_validate(job("iris", train=0.2, validation=0.0, test=0.8, method="ordered"), 60)


def test_each_fold_is_compared_with_what_is_simpler() -> None:
    result = cross_validate(job(epochs=1), 3)
    assert list(result.baselines) == ["majority class", "logistic regression"]
    for name, metrics in result.baselines.items():
        assert metrics["accuracy"] == pytest.approx(mean(fold.baselines[name]["accuracy"] for fold in result.folds))
    assert result.baselines["majority class"]["accuracy"] < 0.5 < result.baselines["logistic regression"]["accuracy"]
    assert result.to_config()["baselines"] == result.baselines
    assert "logistic regression" in list(result.lines())[-1]
