"""The share of right answers, for yes/no outputs and for classes."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.registries import METRICS
from nndesigner.nn.types import Array, Shape


@METRICS.register("accuracy")
class Accuracy(Metric):
    """Share of right answers; binary for one output, by the largest output for several (as Keras resolves it)."""

    title = "Accuracy"
    summary = "Share of right answers."
    larger_is_better = True

    def resolve(self, output_shape: Shape) -> Metric:
        kind: type[Metric] = BinaryAccuracy if output_shape[-1:] in ((), (1,)) else CategoricalAccuracy
        metric = kind()
        metric.key = self.name
        return metric

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        return self.resolve(y_pred.shape[1:]).sums(y_true, y_pred)


@METRICS.register("binary_accuracy")
class BinaryAccuracy(Metric):
    """Share of outputs on the right side of the threshold."""

    title = "Binary accuracy"
    summary = "Share of yes/no answers on the right side of the threshold."
    larger_is_better = True
    threshold: float = option(default=0.5, help="An output above it counts as yes.")

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        right = (y_pred > self.threshold) == (y_true > 0.5)
        return np.array([np.count_nonzero(right), right.size], float)


@METRICS.register("categorical_accuracy")
class CategoricalAccuracy(Metric):
    """Share of samples whose largest output is the true class."""

    title = "Categorical accuracy"
    summary = "Share of samples whose largest output is the true class."
    larger_is_better = True

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        right = y_true.argmax(axis=-1) == y_pred.argmax(axis=-1)
        return np.array([np.count_nonzero(right), right.size], float)
