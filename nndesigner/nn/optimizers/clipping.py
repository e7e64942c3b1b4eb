"""Gradients cut to a length or a size before they are used, by Keras's rule: one of the three, the first that is set."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


def emit_clipping(step: StepBuilder, norm: float | None, value: float | None, global_norm: float | None) -> None:
    """Write the clipping of all gradients into the step: of each array's length, of the length of all, or of each number."""
    if norm:
        for weight in step.graph.trained:
            step.line(f"{step.bind(shorten)}({step.bind(weight.gradient)}, {norm!r})")
    elif global_norm:
        step.line(f"{step.bind(shorten)}({step.gradients}, {global_norm!r})")
    elif value:
        step.line(f"minimum({step.gradients}, {step.constant(value)}, out={step.gradients})")
        step.line(f"maximum({step.gradients}, {step.constant(-value)}, out={step.gradients})")


def shorten(gradient: Array, length: float) -> None:
    """Scale ``gradient`` in place so that its Euclidean length is at most ``length``; one that is not finite becomes NaN."""
    flat = gradient.reshape(-1)
    now = math.sqrt(float(np.dot(flat, flat)))
    if not now <= length:
        gradient *= length / now
