"""The area under the ROC curve."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.registries import METRICS
from nndesigner.nn.types import Array


@METRICS.register("auc")
class AUC(Metric):
    """Area under the curve of true against false yeses over thresholds (Keras's AUC, curve "ROC", interpolated)."""

    title = "Area under the ROC curve"
    summary = "Chance that a true yes gets a higher output than a true no; ½ is guessing."
    larger_is_better = True
    num_thresholds: int = option(default=200, minimum=2, help="At how many thresholds the curve is taken.")

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        inner = np.arange(1, self.num_thresholds - 1) / (self.num_thresholds - 1)
        thresholds = np.concatenate([[-1e-7], inner, [1 + 1e-7]])
        exceeded = np.searchsorted(thresholds, y_pred.reshape(-1).astype(float), side="left")
        holds = y_true.reshape(-1) > 0.5
        counts = [np.bincount(exceeded[part], minlength=self.num_thresholds + 1) for part in (holds, ~holds)]
        # Row by row: true yeses and false yeses above each threshold.
        return np.stack([count[::-1].cumsum()[::-1][1:] for count in counts]).astype(float)

    def result(self, sums: Array) -> float:
        hits, alarms = (row / row[0] if row[0] else np.zeros_like(row) for row in sums)
        return float(((alarms[:-1] - alarms[1:]) * (hits[:-1] + hits[1:]) / 2).sum())
