"""Subtract: the difference of two branches."""

from __future__ import annotations

from nndesigner.nn.layers.merging import Merging
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array


@LAYERS.register("Subtract")
class Subtract(Merging):
    """Takes its second input from its first, element by element."""

    title = "Subtract"
    summary = "Takes its second input from its first, element by element."
    most = 2

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        return inputs[0] - inputs[1]

    def backward(self, dy: Array) -> tuple[Array, ...]:
        return dy, -dy
