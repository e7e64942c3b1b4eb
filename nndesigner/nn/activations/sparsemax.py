"""Sparsemax: scores become probabilities, many of them exactly zero."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("sparsemax")
class Sparsemax(Activation):
    """The nearest point on the simplex of probabilities, over the last axis (Martins and Astudillo, 2016)."""

    title = "Sparsemax"
    formula = "max(0, xᵢ − τ), with τ such that they sum to one"
    elementwise = False

    def __call__(self, x: Array) -> Array:
        scores = -np.sort(-(x - x.max(axis=-1, keepdims=True)), axis=-1)
        above = np.cumsum(scores, axis=-1) - 1
        count = np.arange(1, x.shape[-1] + 1, dtype=x.dtype)
        kept = (scores * count > above).sum(axis=-1, keepdims=True)
        level = np.take_along_axis(above, kept - 1, axis=-1) / kept.astype(x.dtype)
        result: Array = np.maximum(x - x.max(axis=-1, keepdims=True) - level, 0)
        return result

    def derivative(self, x: Array) -> Array:
        """Slope of each output by its own score (training uses ``backward``)."""
        inside = (self(x) > 0).astype(x.dtype)
        result: Array = inside * (1 - 1 / inside.sum(axis=-1, keepdims=True))
        return result

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        inside = (y > 0).astype(y.dtype)
        mean = (dy * inside).sum(axis=-1, keepdims=True) / inside.sum(axis=-1, keepdims=True)
        result: Array = inside * (dy - mean)
        return result
