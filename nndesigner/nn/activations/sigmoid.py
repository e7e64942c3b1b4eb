"""The logistic sigmoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Block
    from nndesigner.nn.step import StepBuilder


@ACTIVATIONS.register("sigmoid")
class Sigmoid(Activation):
    """An S from zero to one; the probability of a yes.

    Computed as ½·tanh(½·x) + ½: the same function, twice as fast, and never overflowing.
    """

    title = "Sigmoid"
    formula = "1 / (1 + exp(−x))"

    def __call__(self, x: Array) -> Array:
        half = x.dtype.type(0.5)
        result: Array = half * np.tanh(half * x) + half
        return result

    def derivative(self, x: Array) -> Array:
        y = self(x)
        result: Array = y * (1 - y)
        return result

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        result: Array = dy * y * (1 - y)
        return result

    def emit_forward(self, step: StepBuilder, x: Block, y: Block) -> None:
        half = step.constant(0.5)
        step.line(f"multiply({x.body}, {half}, {y.body})")
        step.line(f"tanh({y.body}, {y.body})")
        step.line(f"multiply({y.body}, {half}, {y.body})")
        step.line(f"add({y.body}, {half}, {y.body})")

    def emit_backward(self, step: StepBuilder, y: Block, gradient: Block) -> None:
        # dx = dy·y − dy·y·y
        part = step.like_array(y.body)
        step.line(f"multiply({gradient.body}, {y.body}, {gradient.body})")
        step.line(f"multiply({gradient.body}, {y.body}, {part})")
        step.line(f"subtract({gradient.body}, {part}, {gradient.body})")
