"""The logarithm of softmax."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("log_softmax")
class LogSoftmax(Activation):
    """Logarithm of each class's probability, over the last axis, exact for any scores."""

    title = "Log-softmax"
    formula = "xᵢ − log Σⱼ exp(xⱼ)"
    elementwise = False

    def __call__(self, x: Array) -> Array:
        shifted = x - x.max(axis=-1, keepdims=True)
        result: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        return result

    def derivative(self, x: Array) -> Array:
        """Slope of each output by its own score (training uses ``backward``)."""
        result: Array = 1 - np.exp(self(x))
        return result

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        result: Array = dy - np.exp(y) * dy.sum(axis=-1, keepdims=True)
        return result
