"""Cross-entropy of yes/no answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.nn.losses.base import Loss, refuse_row, sample_means
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder

EPSILON = 1e-7
"""How close to 0 or 1 a probability may come when its logarithm is taken (Keras ``backend.epsilon``)."""


@LOSSES.register("binary_crossentropy")
class BinaryCrossentropy(Loss):
    """Surprise at the true answer under the predicted probability; with a sigmoid it is computed from the logits."""

    title = "Binary cross-entropy"
    summary = "How surprising the true yes or no is under the predicted probability; confident mistakes cost most."
    formula = "−mean(target · log p + (1 − target) · log(1 − p))"
    tasks = frozenset({"binary"})
    activations = ("sigmoid",)
    fused_activation = "sigmoid"

    def values(self, y_true: Array, y_pred: Array) -> Array:
        p = np.clip(y_pred, EPSILON, 1 - EPSILON)
        return sample_means(-(y_true * np.log(p) + (1 - y_true) * np.log1p(-p)))

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        p = np.clip(y_pred, EPSILON, 1 - EPSILON)
        inside = (y_pred >= EPSILON) & (y_pred <= 1 - EPSILON)
        result: Array = inside * (p - y_true) / (p * (1 - p)) * y_pred.dtype.type(1 / max(1, y_pred[:1].size))
        return result

    def values_from_logits(self, y_true: Array, logits: Array) -> Array:
        # max(z, 0) − z·y + log(1 + exp(−|z|)): never overflows (as TensorFlow's sigmoid_cross_entropy_with_logits).
        tail = np.abs(logits)
        np.exp(np.negative(tail, tail), tail)
        tail += 1
        np.log(tail, tail)
        tail += np.maximum(logits, 0)
        tail -= logits * y_true
        return sample_means(tail)

    def scale(self, width: int) -> float:
        return 1 / max(1, width)

    def check_targets(self, y: Array) -> None:
        refuse_row(y, (y < 0) | (y > 1), "Binary cross-entropy needs targets between 0 and 1")

    def curve(self, prediction: Array) -> Array:
        prediction = np.asarray(prediction, float).reshape(-1, 1)
        return self.values(np.ones_like(prediction), prediction)

    def emit_gradient(self, step: StepBuilder, y: str, p: str, d: str) -> None:
        if step.fused:
            step.line(f"subtract({p}, {y}, {d})")
            return
        step.line(f"multiply({step.bind(self.gradients)}({y}, {p}), {step.constant(1 / self.scale(step.width))}, {d})")
