"""Multiply: the product of branches."""

from __future__ import annotations

import math

import numpy as np

from nndesigner.nn.layers.merging import Merging
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array


@LAYERS.register("Multiply")
class Multiply(Merging):
    """Multiplies inputs of one shape, element by element; one branch can open and close another."""

    title = "Multiply"
    summary = "Multiplies two or more inputs of the same shape, element by element."

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        self._inputs = inputs
        return np.asarray(math.prod(inputs[1:], start=inputs[0]))

    def backward(self, dy: Array) -> tuple[Array, ...]:
        count = len(self._inputs)
        others = ([self._inputs[other] for other in range(count) if other != index] for index in range(count))
        return tuple(np.asarray(math.prod(rest, start=dy)) for rest in others)
