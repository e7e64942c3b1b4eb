"""Cross-entropy of yes/no answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.losses.base import EPSILON, Loss, refuse_row, sample_means
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@LOSSES.register("binary_crossentropy")
class BinaryCrossentropy(Loss):
    """Surprise at the true answer under the predicted probability; with a sigmoid it is computed from the logits."""

    title = "Binary cross-entropy"
    summary = "How surprising the true yes or no is under the predicted probability; confident mistakes cost most."
    formula = "−mean(target · log p + (1 − target) · log(1 − p))"
    tasks = frozenset({"binary"})
    activations = ("sigmoid",)
    fused_activation = "sigmoid"
    needs_probabilities = True
    curve_target = 1.0
    from_logits: bool = option(
        default=False, help="Predictions are scores from a linear layer, not probabilities.", advanced=True
    )
    label_smoothing: float = option(
        default=0.0, minimum=0.0, maximum=1.0, help="How far targets move from 0 and 1 towards ½.", advanced=True
    )

    def fits(self, task: str) -> bool:
        return super().fits(task) and not self.from_logits

    def fuses_with(self, activation: str | None) -> bool:
        return super().fuses_with(activation) and not self.from_logits

    def smoothed(self, y_true: Array) -> Array:
        """Targets moved towards ½."""
        if not self.label_smoothing:
            return y_true
        result: Array = y_true * (1 - self.label_smoothing) + 0.5 * self.label_smoothing
        return result

    def values(self, y_true: Array, y_pred: Array) -> Array:
        if self.from_logits:
            return self.values_from_logits(y_true, y_pred)
        y, p = self.smoothed(y_true), np.clip(y_pred, EPSILON, 1 - EPSILON)
        return sample_means(-(y * np.log(p) + (1 - y) * np.log1p(-p)))

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        y, share = self.smoothed(y_true), y_pred.dtype.type(1 / max(1, y_pred[:1].size))
        if self.from_logits:
            by_logit: Array = (0.5 * np.tanh(0.5 * y_pred) + 0.5 - y) * share
            return by_logit
        p = np.clip(y_pred, EPSILON, 1 - EPSILON)
        inside = (y_pred >= EPSILON) & (y_pred <= 1 - EPSILON)
        result: Array = inside * (p - y) / (p * (1 - p)) * share
        return result

    def values_from_logits(self, y_true: Array, logits: Array) -> Array:
        # max(z, 0) − z·y + log(1 + exp(−|z|)): never overflows (as TensorFlow's sigmoid_cross_entropy_with_logits).
        tail = np.abs(logits)
        np.exp(np.negative(tail, tail), tail)
        tail += 1
        np.log(tail, tail)
        tail += np.maximum(logits, 0)
        tail -= logits * self.smoothed(y_true)
        return sample_means(tail)

    def scale(self, width: int) -> float:
        return 1 / max(1, width)

    def check_targets(self, y: Array) -> None:
        refuse_row(y, (y < 0) | (y > 1), "Binary cross-entropy needs targets between 0 and 1")

    def emit_gradient(self, step: StepBuilder, y: str, p: str, d: str) -> None:
        if not step.fused:
            step.line(f"multiply({step.bind(self.gradients)}({y}, {p}), {step.constant(1 / self.scale(step.width))}, {d})")
            return
        step.line(f"subtract({p}, {y}, {d})")
        if self.label_smoothing:  # p − y + s·(y − ½)
            shift = step.like_array(y)
            step.line(f"subtract({y}, {step.constant(0.5)}, {shift})")
            step.line(f"multiply({shift}, {step.constant(self.label_smoothing)}, {shift})")
            step.line(f"add({d}, {shift}, {d})")
