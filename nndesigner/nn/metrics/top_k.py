"""Whether the true class is among the few largest outputs."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.registries import METRICS
from nndesigner.nn.types import Array


@METRICS.register("top_k_categorical_accuracy")
class TopKCategoricalAccuracy(Metric):
    """Share of samples whose true class is among the k largest outputs."""

    title = "Top-k accuracy"
    summary = "Share of samples whose true class is among the k largest outputs."
    larger_is_better = True
    k: int = option(default=5, minimum=1, help="How many of the largest outputs count.")

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        own = np.take_along_axis(y_pred, classes_of(y_true, y_pred)[..., None], axis=-1)
        right = (y_pred > own).sum(axis=-1) < self.k
        return np.array([np.count_nonzero(right), right.size], float)


@METRICS.register("sparse_top_k_categorical_accuracy")
class SparseTopKCategoricalAccuracy(TopKCategoricalAccuracy):
    """Top-k accuracy with classes given by their numbers (or one-hot)."""

    title = "Top-k accuracy of class numbers"


@METRICS.register("sparse_categorical_accuracy")
class SparseCategoricalAccuracy(Metric):
    """Share of samples whose largest output is the true class, given by its number (or one-hot)."""

    title = "Accuracy of class numbers"
    summary = "Share of samples whose largest output is the true class."
    larger_is_better = True

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        right = classes_of(y_true, y_pred) == y_pred.argmax(axis=-1)
        return np.array([np.count_nonzero(right), right.size], float)


def classes_of(y_true: Array, y_pred: Array) -> Array:
    """Class numbers (n, ...) from one-hot targets, or from numbers (n, ...) or (n, ..., 1)."""
    if y_true.shape == y_pred.shape:
        found: Array = y_true.argmax(axis=-1)
        return found
    classes: Array = y_true.reshape(y_pred.shape[:-1]).astype(int)
    return classes
