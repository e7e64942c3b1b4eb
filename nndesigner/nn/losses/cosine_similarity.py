"""The cosine between prediction and target."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.losses.base import EPSILON, Loss, sample_means
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("cosine_similarity")
class CosineSimilarity(Loss):
    """Minus the cosine of the angle between prediction and target, over the last axis: −1 where they point the same way."""

    title = "Cosine similarity"
    summary = "Minus the cosine of the angle between prediction and target; their lengths do not matter."
    formula = "−Σ target · prediction / (‖target‖ · ‖prediction‖)"
    tasks = frozenset({"multiclass"})
    activations = ("softmax", "linear", "sigmoid", "tanh")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        return sample_means(-(_unit(y_true)[0] * _unit(y_pred)[0]).sum(axis=-1))

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        target, (direction, length) = _unit(y_true)[0], _unit(y_pred)
        cosine = (target * direction).sum(axis=-1, keepdims=True)
        places = y_pred[:1].size // max(1, y_pred.shape[-1])
        result: Array = (cosine * direction - target) / length * y_pred.dtype.type(1 / max(1, places))
        return result

    def curve(self, prediction: Array) -> Array:
        p = np.asarray(prediction, float).reshape(-1, 1)
        return self.values(np.array([[1.0, 0.0]]), np.concatenate([p, 1 - np.abs(p)], axis=1))


def _unit(vectors: Array) -> tuple[Array, Array]:
    """The vectors of the last axis at length one, and their lengths; one of length zero stays."""
    length = np.sqrt(np.maximum((vectors * vectors).sum(axis=-1, keepdims=True), EPSILON**2))
    return vectors / length, length
