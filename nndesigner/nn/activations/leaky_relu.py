"""The leaky rectified linear unit."""

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


@ACTIVATIONS.register("leaky_relu")
class LeakyReLU(Activation):
    """The identity above zero, a gentle slope below (Maas et al., 2013)."""

    title = "Leaky ReLU"
    formula = "max(slope · x, x)"
    negative_slope: float = option(
        default=0.2, minimum=0.0, maximum=1.0, title="Slope below zero", help="Slope for negative input."
    )

    def __call__(self, x: Array) -> Array:
        result: Array = np.maximum(x, x * x.dtype.type(self.negative_slope))
        return result

    def derivative(self, x: Array) -> Array:
        return np.where(x > 0, 1, self.negative_slope).astype(x.dtype)

    def emit_forward(self, step: StepBuilder, x: Block, y: Block) -> None:
        leaked = step.like_array(x.body)
        step.line(f"multiply({x.body}, {step.constant(self.negative_slope)}, {leaked})")
        step.line(f"maximum({x.body}, {leaked}, out={y.body})")

    def emit_backward(self, step: StepBuilder, y: Block, gradient: Block) -> None:
        slope = step.like_array(y.body)
        step.line(f"greater({y.body}, {step.constant(0)}, {slope})")
        step.line(f"maximum({slope}, {step.constant(self.negative_slope)}, out={slope})")
        step.line(f"multiply({gradient.body}, {slope}, {gradient.body})")
