"""The F1 score, and its kin that weigh precision and recall differently."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.registries import METRICS
from nndesigner.nn.types import Array


class _Score(Metric):
    """Base: a weighted harmonic mean of precision and recall.

    Without a threshold the class is that of the largest output; a single output is a yes above ½.
    """

    larger_is_better = True
    average: str = option(default="macro", choices=("macro", "micro", "weighted"), help="How classes are put together.")
    threshold: float | None = option(default=None, minimum=0.0, maximum=1.0, help="An output above it is a yes.")

    def _beta(self) -> float:
        """How many times as much recall counts as precision."""
        return 1.0

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        holds, outputs = y_true.reshape(-1, y_true.shape[-1]) > 0.5, y_pred.reshape(-1, y_pred.shape[-1])
        if self.threshold is not None or outputs.shape[-1] == 1:
            says = outputs > (0.5 if self.threshold is None else self.threshold)
        else:
            says = outputs.argmax(axis=-1)[:, None] == np.arange(outputs.shape[-1])
        parts = (says & holds, says & ~holds, ~says & holds)
        return np.stack([part.sum(axis=0, dtype=np.float64) for part in parts])

    def result(self, sums: Array) -> float:
        right, wrong, missed = sums.sum(axis=1, keepdims=True) if self.average == "micro" else sums
        square = self._beta() ** 2
        total = (1 + square) * right + wrong + square * missed
        scores = (1 + square) * right / np.where(total > 0, total, 1)
        if self.average != "weighted":
            return float(scores.mean())
        true = right + missed
        return float((scores * true).sum() / max(1.0, true.sum()))


@METRICS.register("f1_score")
class F1Score(_Score):
    """Harmonic mean of precision and recall, averaged over classes (as Keras's F1Score with an average)."""

    title = "F1 score"
    summary = "Harmonic mean of precision and recall, averaged over classes; fair to rare classes."


@METRICS.register("fbeta_score")
class FBetaScore(_Score):
    """Harmonic mean of precision and recall, where recall counts ``beta`` times as much (van Rijsbergen, 1979)."""

    title = "F-beta score"
    summary = "Harmonic mean of precision and recall, where one may count more than the other."
    beta: float = option(default=1.0, above=0.0, help="How many times as much recall counts as precision.")

    def _beta(self) -> float:
        return self.beta
