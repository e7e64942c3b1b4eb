"""Losses that look at each output by itself, averaged over outputs."""

from __future__ import annotations

from nndesigner.nn.losses.base import Loss, sample_means
from nndesigner.nn.types import Array


class ElementwiseLoss(Loss):
    """Base of losses with one term an output; a subclass gives ``terms`` and their ``slopes`` by the prediction."""

    def terms(self, y_true: Array, y_pred: Array) -> Array:
        """The loss of each output, same shape as ``y_pred``."""
        raise NotImplementedError(f"{type(self).__name__} has no formula: define terms(y_true, y_pred).")

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        """Derivative of each term by its prediction."""
        raise NotImplementedError(f"{type(self).__name__} cannot be trained with: define slopes(y_true, y_pred).")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        return sample_means(self.terms(y_true, y_pred))

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        result: Array = self.slopes(y_true, y_pred) * y_pred.dtype.type(1 / max(1, y_pred[:1].size))
        return result
