"""Scores agree with scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner.session import baselines, scores

metrics = pytest.importorskip("sklearn.metrics")


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def test_confusion_and_class_scores(rng):
    actual, predicted = rng.integers(0, 4, 300), rng.integers(0, 3, 300)  # class 3 is never predicted
    confusion = scores.confusion_matrix(actual, predicted, 4)
    np.testing.assert_array_equal(confusion, metrics.confusion_matrix(actual, predicted, labels=range(4)))
    expected = metrics.precision_recall_fscore_support(actual, predicted, labels=range(4), zero_division=0)
    found = scores.class_scores(confusion, "abcd")
    np.testing.assert_allclose([[s.precision, s.recall, s.f1, s.support] for s in found], np.array(expected).T)


def test_roc_with_ties(rng):
    positive, score = rng.random(500) < 0.3, np.round(rng.random(500), 1)
    curve = scores.roc_curve("yes", positive, score)
    x, y, _ = metrics.roc_curve(positive, score, drop_intermediate=False)
    np.testing.assert_allclose([curve.false_positive_rate, curve.true_positive_rate], [x, y])
    assert curve.auc == pytest.approx(metrics.roc_auc_score(positive, score))


def test_a_roc_curve_of_one_class_has_no_area():
    assert np.isnan(scores.roc_curve("yes", np.ones(5, bool), np.linspace(0, 1, 5)).auc)
    assert np.isnan(scores.roc_curve("yes", np.zeros(0, bool), np.zeros(0)).auc)


def test_a_long_roc_curve_is_thinned_and_keeps_its_area(rng):
    positive, score = rng.random(5000) < 0.5, rng.random(5000)
    curve = scores.roc_curve("yes", positive, score)
    assert len(curve.false_positive_rate) <= 512
    assert curve.auc == pytest.approx(metrics.roc_auc_score(positive, score))


@pytest.mark.parametrize("shape", [(50,), (50, 3)])
def test_regression_metrics(rng, shape):
    actual, predicted = rng.normal(size=shape), rng.normal(size=shape)
    found = scores.regression_metrics(actual, predicted)
    assert found["mean_absolute_error"] == pytest.approx(metrics.mean_absolute_error(actual, predicted))
    assert found["root_mean_squared_error"] ** 2 == pytest.approx(metrics.mean_squared_error(actual, predicted))
    assert found["r2_score"] == pytest.approx(metrics.r2_score(actual, predicted))


def test_r2_of_a_constant_target_is_zero_unless_met():
    constant = np.full(4, 2.0)
    assert scores.regression_metrics(constant, constant)["r2_score"] == 1.0
    assert scores.regression_metrics(constant, constant + 1)["r2_score"] == 0.0


def test_linear_regression_is_least_squares(rng):
    x = np.hstack([rng.normal(5, 3, (200, 3)), np.full((200, 1), 7.0)])  # one constant column
    y = x[:, :3] @ rng.normal(size=(3, 2)) + 4 + rng.normal(0, 0.1, (200, 2))
    model = pytest.importorskip("sklearn.linear_model").LinearRegression().fit(x, y)
    np.testing.assert_allclose(baselines.linear_regression(x, y, x), model.predict(x), atol=1e-4)


def test_logistic_regression_is_as_good_as_scikit_learns(rng):
    centres = rng.normal(0, 1.5, (3, 5))
    codes = rng.integers(0, 3, 600)
    x = centres[codes] * 10 + rng.normal(0, 10, (600, 5))
    model = pytest.importorskip("sklearn.linear_model").LogisticRegression(C=1e4, max_iter=1000).fit(x[:400], codes[:400])
    ours = baselines.logistic_regression(x[:400], codes[:400], 3, x[400:])
    assert np.mean(ours == codes[400:]) == pytest.approx(model.score(x[400:], codes[400:]), abs=0.02)
