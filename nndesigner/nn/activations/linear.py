"""The linear activation: the output as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Block
    from nndesigner.nn.step import StepBuilder


@ACTIVATIONS.register("linear")
class Linear(Activation):
    """No change; the output activation of regression."""

    title = "Linear"
    formula = "x"

    def __call__(self, x: Array) -> Array:
        return x

    def derivative(self, x: Array) -> Array:
        return np.ones_like(x)

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        return dy

    def emit_forward(self, step: StepBuilder, x: Block, y: Block) -> None:
        if x is not y:
            step.line(f"copyto({y.body}, {x.body})")

    def emit_backward(self, step: StepBuilder, y: Block, gradient: Block) -> None:
        pass
