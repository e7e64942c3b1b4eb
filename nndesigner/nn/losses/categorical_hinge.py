"""The hinge loss of one class among several."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.losses.base import Loss, sample_means
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("categorical_hinge")
class CategoricalHinge(Loss):
    """What the true class lacks of being ahead of the best other one by one."""

    title = "Categorical hinge"
    summary = "What the true class lacks of being ahead of the best other class by one."
    formula = "max(0, 1 + max(other predictions) − prediction of the true class)"
    tasks = frozenset({"multiclass"})
    activations = ("linear", "tanh")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        return sample_means(np.maximum(self._lack(y_true, y_pred)[0], 0))

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        lack, rival = self._lack(y_true, y_pred)
        best = np.arange(y_pred.shape[-1]) == rival.argmax(axis=-1)[..., None]
        slope = best * (1 - y_true) - y_true
        places = y_pred[:1].size // max(1, y_pred.shape[-1])
        result: Array = (lack > 0)[..., None] * slope * y_pred.dtype.type(1 / max(1, places))
        return result

    def _lack(self, y_true: Array, y_pred: Array) -> tuple[Array, Array]:
        """What is lacking (n, ...), and every class as a rival of the true one (n, ..., classes); Keras's formula."""
        rival = (1 - y_true) * y_pred
        return rival.max(axis=-1) - (y_true * y_pred).sum(axis=-1) + 1, rival

    def curve(self, prediction: Array) -> Array:
        result: Array = np.maximum(1 - np.asarray(prediction, float), 0)
        return result
