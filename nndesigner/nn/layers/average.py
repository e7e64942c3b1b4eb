"""Average: the mean of branches."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.layers.merging import Merging
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array


@LAYERS.register("Average")
class Average(Merging):
    """Takes the mean of inputs of one shape, element by element."""

    title = "Average"
    summary = "Takes the mean of two or more inputs of the same shape, element by element."

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        self._count = len(inputs)
        return np.asarray(sum(inputs[2:], start=inputs[0] + inputs[1]) * inputs[0].dtype.type(1 / self._count))

    def backward(self, dy: Array) -> tuple[Array, ...]:
        return (dy * dy.dtype.type(1 / self._count),) * self._count
