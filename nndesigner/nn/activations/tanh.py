"""The hyperbolic tangent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Block
    from nndesigner.nn.step import StepBuilder


@ACTIVATIONS.register("tanh")
class Tanh(Activation):
    """An S from minus one to one, steepest at zero."""

    title = "Tanh"
    formula = "(exp(x) − exp(−x)) / (exp(x) + exp(−x))"

    def __call__(self, x: Array) -> Array:
        return np.tanh(x)

    def derivative(self, x: Array) -> Array:
        return 1 - np.tanh(x) ** 2

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        result: Array = dy * (1 - y * y)
        return result

    def emit_forward(self, step: StepBuilder, x: Block, y: Block) -> None:
        step.line(f"tanh({x.body}, {y.body})")

    def emit_backward(self, step: StepBuilder, y: Block, gradient: Block) -> None:
        # dx = dy·(1 − y²)
        slope = step.like_array(y.body)
        step.line(f"multiply({y.body}, {y.body}, {slope})")
        step.line(f"subtract({step.constant(1)}, {slope}, {slope})")
        step.line(f"multiply({gradient.body}, {slope}, {gradient.body})")
