"""How good predictions are: confusion, per-class scores, ROC curves and regression scores, in plain NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

_ROC_POINTS = 512


@dataclass(frozen=True, slots=True)
class ClassScores:
    """One class: of those called so, how many were (precision); of those that are so, how many were found (recall)."""

    name: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class RocCurve:
    """True against false positive rate of one class as the threshold falls, both (points,), and the area below."""

    name: str
    false_positive_rate: Floats
    true_positive_rate: Floats
    auc: float


def confusion_matrix(actual: Codes, predicted: Codes, classes: int) -> Codes:
    """Counts, (classes, classes): row = actual class, column = predicted class."""
    return np.bincount(actual * classes + predicted, minlength=classes * classes).reshape(classes, classes)


def class_scores(confusion: Codes, names: Sequence[str]) -> tuple[ClassScores, ...]:
    """Precision, recall and F1 of each class; 0 where a class was never predicted or never occurs."""
    hits = np.diag(confusion).astype(np.float64)
    support, called = confusion.sum(axis=1), confusion.sum(axis=0)
    precision = hits / np.maximum(called, 1)
    recall = hits / np.maximum(support, 1)
    f1 = 2 * hits / np.maximum(support + called, 1)
    return tuple(
        ClassScores(name, float(precision[i]), float(recall[i]), float(f1[i]), int(support[i])) for i, name in enumerate(names)
    )


def roc_curve(name: str, positive: NDArray[np.bool_], score: Floats) -> RocCurve:
    """The ROC curve of ``score`` (n,) for telling ``positive`` (n,); NaN area where one of the two sides is empty."""
    order = np.argsort(-score, kind="stable")
    hits = positive[order]
    last_of_ties = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1) if len(order) else np.zeros(0, np.int64)
    found = np.cumsum(hits)[last_of_ties]
    false = 1 + last_of_ties - found
    positives, negatives = int(positive.sum()), int((~positive).sum())
    x = np.concatenate([[0.0], false / max(negatives, 1)])
    y = np.concatenate([[0.0], found / max(positives, 1)])
    area = float(np.trapezoid(y, x)) if positives and negatives else float("nan")
    if len(x) > _ROC_POINTS:
        kept = np.unique(np.linspace(0, len(x) - 1, _ROC_POINTS).astype(np.int64))
        x, y = x[kept], y[kept]
    return RocCurve(name, x, y, area)


def classification_metrics(actual: Codes, predicted: Codes) -> dict[str, float]:
    """Accuracy under its Keras name; NaN without rows."""
    return {"accuracy": float(np.mean(actual == predicted)) if len(actual) else float("nan")}


def regression_metrics(actual: Floats, predicted: Floats) -> dict[str, float]:
    """Mean absolute error, root mean squared error and R² under their Keras names; arrays (n,) or (n, targets).

    R² is the mean over targets, and as in Keras and scikit-learn 0 for a target that does not vary, unless it is met exactly.
    """
    if not len(actual):
        return dict.fromkeys(("mean_absolute_error", "root_mean_squared_error", "r2_score"), float("nan"))
    error = predicted - actual
    squares = np.atleast_1d(np.sum(error**2, axis=0))
    spread = np.atleast_1d(np.sum((actual - actual.mean(axis=0)) ** 2, axis=0))
    varies = spread > 0
    r2 = np.where(varies, 1 - squares / np.where(varies, spread, 1), np.where(squares == 0, 1.0, 0.0))
    return {
        "mean_absolute_error": float(np.mean(np.abs(error))),
        "root_mean_squared_error": float(np.sqrt(np.mean(error**2))),
        "r2_score": float(np.mean(r2)),
    }
