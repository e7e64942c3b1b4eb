"""The logarithm of the sigmoid."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array


@ACTIVATIONS.register("log_sigmoid")
class LogSigmoid(Activation):
    """Logarithm of the sigmoid, exact for any input; always below zero."""

    title = "Log-sigmoid"
    formula = "−log(1 + exp(−x))"

    def __call__(self, x: Array) -> Array:
        result: Array = np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))
        return result

    def derivative(self, x: Array) -> Array:
        result: Array = 0.5 - 0.5 * np.tanh(0.5 * x)
        return result
