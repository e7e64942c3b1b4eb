"""Cross-entropy of one class among several, the class given by its number."""

from __future__ import annotations

from typing import Any

import numpy as np

from nndesigner.nn.dataset import to_categorical
from nndesigner.nn.losses.categorical_crossentropy import CategoricalCrossentropy
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array, Shape


@LOSSES.register("sparse_categorical_crossentropy")
class SparseCategoricalCrossentropy(CategoricalCrossentropy):
    """Surprise at the true class, which is given by its number from 0 (or one-hot): else as categorical cross-entropy."""

    title = "Sparse categorical cross-entropy"
    summary = "Categorical cross-entropy with classes given by their numbers; one-hot targets are taken too."
    formula = "−log p of the true class"

    def encode_targets(self, y: Any, shape: Shape) -> Any:
        """Class numbers (n, ...) or (n, ..., 1) as one-hot rows of ``shape``. Raises DataError for a class out of range."""
        given = np.asarray(y)
        if given.shape[1:] == shape or shape[-1] == 1 or given.shape[1:] not in (shape[:-1], (*shape[:-1], 1)):
            return y
        return to_categorical(given, shape[-1]).reshape(len(given), *shape)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        return super().values(self._one_hot(y_true, y_pred), y_pred)

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        return super().gradients(self._one_hot(y_true, y_pred), y_pred)

    def _one_hot(self, y_true: Array, y_pred: Array) -> Array:
        return np.asarray(self.encode_targets(y_true, y_pred.shape[1:]), y_pred.dtype)
