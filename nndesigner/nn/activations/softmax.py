"""Softmax: scores become probabilities that sum to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Block
    from nndesigner.nn.step import StepBuilder


@ACTIVATIONS.register("softmax")
class Softmax(Activation):
    """Each score's share of the sum of exponentials, over the last axis; one probability a class."""

    title = "Softmax"
    formula = "exp(xᵢ) / Σⱼ exp(xⱼ)"
    elementwise = False

    def __call__(self, x: Array) -> Array:
        # The largest score is taken off first: the same result, and exp cannot overflow.
        y = np.exp(x - x.max(axis=-1, keepdims=True))
        y /= y.sum(axis=-1, keepdims=True)
        result: Array = y
        return result

    def derivative(self, x: Array) -> Array:
        """Slope of each output by its own score (softmax is not elementwise; training uses ``backward``)."""
        y = self(x)
        result: Array = y * (1 - y)
        return result

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        result: Array = y * (dy - (dy * y).sum(axis=-1, keepdims=True))
        return result

    def emit_forward(self, step: StepBuilder, x: Block, y: Block) -> None:
        total = step.array((y.batch, *y.shape[:-1], 1))
        step.line(f"maximum.reduce({x.rows}, -1, None, {total}, True)")
        step.line(f"subtract({x.rows}, {total}, {y.rows})")
        step.line(f"exp({y.body}, {y.body})")
        step.line(f"add.reduce({y.rows}, -1, None, {total}, True)")
        step.line(f"divide({y.rows}, {total}, {y.rows})")

    def emit_backward(self, step: StepBuilder, y: Block, gradient: Block) -> None:
        total, part = step.array((y.batch, *y.shape[:-1], 1)), step.like(y)
        step.line(f"multiply({gradient.body}, {y.body}, {part.body})")
        step.line(f"add.reduce({part.rows}, -1, None, {total}, True)")
        step.line(f"subtract({gradient.rows}, {total}, {gradient.rows})")
        step.line(f"multiply({gradient.body}, {y.body}, {gradient.body})")
