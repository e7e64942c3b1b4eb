"""The Kullback-Leibler divergence."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.losses.base import EPSILON, Loss, refuse_row, sample_means
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("kl_divergence")
class KLDivergence(Loss):
    """How far the predicted probabilities are from the true ones, in nats (Kullback and Leibler, 1951)."""

    title = "Kullback-Leibler divergence"
    summary = "How far the predicted probabilities are from the true ones; for targets that are probabilities themselves."
    formula = "Σ target · log(target / p)"
    tasks = frozenset({"multiclass"})
    activations = ("softmax",)
    needs_probabilities = True

    def values(self, y_true: Array, y_pred: Array) -> Array:
        y, p = np.clip(y_true, EPSILON, 1), np.clip(y_pred, EPSILON, 1)
        return sample_means((y * np.log(y / p)).sum(axis=-1))

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        y, p = np.clip(y_true, EPSILON, 1), np.clip(y_pred, EPSILON, 1)
        places = y_pred[:1].size // max(1, y_pred.shape[-1])
        result: Array = -(y / p) * (p == y_pred) * y_pred.dtype.type(1 / max(1, places))
        return result

    def check_targets(self, y: Array) -> None:
        refuse_row(y, (y < 0) | (y > 1), "Kullback-Leibler divergence needs targets between 0 and 1")

    def curve(self, prediction: Array) -> Array:
        p = np.clip(np.asarray(prediction, float).reshape(-1), EPSILON, 1)
        curve: Array = -np.log(p)
        return curve
