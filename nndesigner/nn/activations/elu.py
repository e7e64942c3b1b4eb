"""The exponential linear unit."""

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


@ACTIVATIONS.register("elu")
class ELU(Activation):
    """The identity above zero, a decaying exponential below (Clevert et al., 2015)."""

    title = "ELU"
    formula = "x if x > 0, else α · (exp(x) − 1)"
    alpha: float = option(default=1.0, minimum=0.0, help="Depth of the negative plateau.")

    def __call__(self, x: Array) -> Array:
        result: Array = np.maximum(x, 0) + x.dtype.type(self.alpha) * np.expm1(np.minimum(x, 0))
        return result

    def derivative(self, x: Array) -> Array:
        return np.where(x > 0, 1, self.alpha * np.exp(np.minimum(x, 0))).astype(x.dtype)

    def emit_forward(self, step: StepBuilder, x: Block, y: Block) -> None:
        plateau, zero = step.like_array(x.body), step.constant(0)
        step.line(f"minimum({x.body}, {zero}, out={plateau})")
        step.line(f"expm1({plateau}, {plateau})")
        step.line(f"multiply({plateau}, {step.constant(self.alpha)}, {plateau})")
        step.line(f"maximum({x.body}, {zero}, out={y.body})")
        step.line(f"add({y.body}, {plateau}, {y.body})")

    def emit_backward(self, step: StepBuilder, y: Block, gradient: Block) -> None:
        # Below zero the slope is α·exp(x) = y + α.
        slope, above = step.like_array(y.body), step.like_array(y.body, np.bool_)
        step.line(f"add({y.body}, {step.constant(self.alpha)}, {slope})")
        step.line(f"greater({y.body}, {step.constant(0)}, {above})")
        step.line(f"copyto({slope}, {step.constant(1)}, where={above})")
        step.line(f"multiply({gradient.body}, {slope}, {gradient.body})")
