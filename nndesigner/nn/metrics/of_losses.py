"""Losses told as metrics: their mean over samples, whatever the network is trained with."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.registries import LOSSES, METRICS
from nndesigner.nn.types import Array


class MeanLoss(Metric):
    """Base: the mean of a loss with its default options."""

    loss: ClassVar[str] = ""
    sign: ClassVar[float] = 1.0

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        with np.errstate(all="ignore"):
            values = LOSSES.create(self.loss).values(y_true, y_pred)
        return np.array([self.sign * values.sum(dtype=np.float64), len(values)])


@METRICS.register("mean_absolute_percentage_error")
class MeanAbsolutePercentageError(MeanLoss):
    """Average size of the error as a share of the target, in percent."""

    title = "Mean absolute percentage error"
    summary = "Average size of the error as a percentage of the target."
    loss = "mean_absolute_percentage_error"


@METRICS.register("mean_squared_logarithmic_error")
class MeanSquaredLogarithmicError(MeanLoss):
    """Mean squared difference of log(1 + value)."""

    title = "Mean squared logarithmic error"
    summary = "Mean squared difference of the logarithms: ratios count, not differences."
    loss = "mean_squared_logarithmic_error"


@METRICS.register("log_cosh")
class LogCoshError(MeanLoss):
    """Mean log-cosh of the error."""

    title = "Log-cosh error"
    summary = "Like the squared error for small errors, like their size for large ones."
    loss = "log_cosh"


@METRICS.register("cosine_similarity")
class CosineSimilarity(MeanLoss):
    """Mean cosine of the angle between target and prediction; 1 where they point the same way."""

    title = "Cosine similarity"
    summary = "How far target and prediction point the same way: 1 is the same, 0 at right angles."
    larger_is_better = True
    loss = "cosine_similarity"
    sign = -1.0


@METRICS.register("binary_crossentropy")
class BinaryCrossentropy(MeanLoss):
    """Mean binary cross-entropy of probabilities."""

    title = "Binary cross-entropy"
    summary = "How surprising the true answers are under the predicted probabilities."
    loss = "binary_crossentropy"


@METRICS.register("categorical_crossentropy")
class CategoricalCrossentropy(MeanLoss):
    """Mean categorical cross-entropy of probabilities."""

    title = "Categorical cross-entropy"
    summary = "How surprising the true classes are under the predicted probabilities."
    loss = "categorical_crossentropy"
