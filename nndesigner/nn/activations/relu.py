"""The rectified linear unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation
from nndesigner.nn.registries import ACTIVATIONS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Block
    from nndesigner.nn.step import StepBuilder


@ACTIVATIONS.register("relu")
class ReLU(Activation):
    """Zero below zero, the identity above (Nair and Hinton, 2010).

    With Keras's options: the identity above ``threshold``, at most ``max_value``, and below the threshold
    ``negative_slope · (x − threshold)``.
    """

    title = "ReLU"
    formula = "max(0, x)"
    negative_slope: float = option(
        default=0.0, minimum=0.0, title="Slope below", help="Slope below the threshold.", advanced=True
    )
    max_value: float | None = option(
        default=None, minimum=0.0, title="Largest output", help="Where the output stops growing; none: nowhere.", advanced=True
    )
    threshold: float = option(default=0.0, minimum=0.0, help="Input from which on it passes.", advanced=True)

    @property
    def is_plain(self) -> bool:
        """Whether all options have their defaults."""
        return not self.negative_slope and self.max_value is None and not self.threshold

    def __call__(self, x: Array) -> Array:
        if self.is_plain:
            return np.maximum(x, 0)
        kind, threshold = x.dtype.type, x.dtype.type(self.threshold)
        y = np.where(x > threshold, x, (x - threshold) * kind(self.negative_slope))
        result: Array = y if self.max_value is None else np.minimum(y, kind(self.max_value))
        return result

    def derivative(self, x: Array) -> Array:
        if self.is_plain:
            return (x > 0).astype(x.dtype)
        slope: Array = np.where(x > self.threshold, 1, self.negative_slope).astype(x.dtype)
        return slope if self.max_value is None else slope * (x < self.max_value)

    def emit_forward(self, step: StepBuilder, x: Block, y: Block) -> None:
        if not self.is_plain:
            super().emit_forward(step, x, y)
            return
        step.line(f"maximum({x.body}, {step.zeros_like(x.body)}, out={y.body})")

    def emit_backward(self, step: StepBuilder, y: Block, gradient: Block) -> None:
        if not self.is_plain:
            super().emit_backward(step, y, gradient)
            return
        # The gradient's bits times 0 or 1 as whole numbers: 13 times faster than np.where.
        mask = step.like_array(y.body, np.bool_)
        bits = step.view(gradient.body, step.bits)
        step.line(f"greater({y.body}, {step.constant(0)}, {mask})")
        step.line(f"multiply({bits}, {step.view(mask, np.int8)}, {bits})")
