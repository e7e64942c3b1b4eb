"""Precision and recall: how good the answers "yes" are, and how many are found."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.registries import METRICS
from nndesigner.nn.types import Array


class _Found(Metric):
    """Counts right yeses, wrong yeses and missed ones."""

    larger_is_better = True
    thresholds: float | None = option(default=None, minimum=0.0, maximum=1.0, help="An output above it is a yes; ½ if none.")
    class_id: int | None = option(default=None, minimum=0, help="Look at the output of this class only.")

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        if self.class_id is not None:
            y_true, y_pred = y_true[..., self.class_id], y_pred[..., self.class_id]
        says, holds = y_pred > (0.5 if self.thresholds is None else self.thresholds), y_true > 0.5
        counts = [np.count_nonzero(part) for part in (says & holds, says & ~holds, ~says & holds)]
        return np.array(counts, float)


@METRICS.register("precision")
class Precision(_Found):
    """Share of the yeses that are right; 0 if there are none."""

    title = "Precision"
    summary = "Share of the yes answers that are right."

    def result(self, sums: Array) -> float:
        right, wrong, _ = sums
        return float(right / (right + wrong)) if right else 0.0


@METRICS.register("recall")
class Recall(_Found):
    """Share of the true yeses that are found; 0 if there are none."""

    title = "Recall"
    summary = "Share of the true yes answers that are found."

    def result(self, sums: Array) -> float:
        right, _, missed = sums
        return float(right / (right + missed)) if right else 0.0
