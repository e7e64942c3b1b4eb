"""Cross-entropy of one class among several."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.losses.base import EPSILON, Loss, refuse_row, sample_means
from nndesigner.nn.losses.shares import by_scores, softmax
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@LOSSES.register("categorical_crossentropy")
class CategoricalCrossentropy(Loss):
    """Surprise at the true class under the predicted probabilities; with a softmax it is computed from the logits.

    Targets are one-hot (or probabilities that sum to one) along the last axis.
    """

    title = "Categorical cross-entropy"
    summary = "How surprising the true class is under the predicted probabilities; confident mistakes cost most."
    formula = "−Σ target · log p"
    tasks = frozenset({"multiclass", "binary"})
    activations = ("softmax",)
    fused_activation: ClassVar[str | None] = "softmax"
    needs_probabilities = True
    from_logits: bool = option(
        default=False, help="Predictions are scores from a linear layer, not probabilities.", advanced=True
    )
    label_smoothing: float = option(
        default=0.0, minimum=0.0, maximum=1.0, help="How much of a target is spread over all classes.", advanced=True
    )

    def fits(self, task: str) -> bool:
        return super().fits(task) and not self.from_logits

    def fuses_with(self, activation: str | None) -> bool:
        return super().fuses_with(activation) and not self.from_logits

    def smoothed(self, y_true: Array) -> Array:
        """Targets with a part spread evenly over all classes."""
        if not self.label_smoothing:
            return y_true
        result: Array = y_true * (1 - self.label_smoothing) + self.label_smoothing / y_true.shape[-1]
        return result

    def values(self, y_true: Array, y_pred: Array) -> Array:
        if self.from_logits:
            return self.values_from_logits(y_true, y_pred)
        # As Keras: the outputs are made to sum to one first, so that any positive outputs will do.
        p = np.clip(y_pred / y_pred.sum(axis=-1, keepdims=True), EPSILON, 1 - EPSILON)
        return sample_means(-(self.smoothed(y_true) * np.log(p)).sum(axis=-1))

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        y = self.smoothed(y_true)
        places = y_pred[:1].size // y_pred.shape[-1]
        if self.from_logits:
            by_logit: Array = (softmax(y_pred) * y.sum(axis=-1, keepdims=True) - y) / max(1, places)
            return by_logit.astype(y_pred.dtype, copy=False)
        total = y_pred.sum(axis=-1, keepdims=True)
        p = y_pred / total
        by_p = np.where((p >= EPSILON) & (p <= 1 - EPSILON), -y / np.clip(p, EPSILON, 1 - EPSILON), 0)
        return by_scores(by_p, p, total * places).astype(y_pred.dtype, copy=False)

    def values_from_logits(self, y_true: Array, logits: Array) -> Array:
        shifted = logits - logits.max(axis=-1, keepdims=True)
        log_total = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        return sample_means(((log_total - shifted) * self.smoothed(y_true)).sum(axis=-1))

    def check_targets(self, y: Array) -> None:
        wrong = (np.abs(y.sum(axis=-1) - 1) > 1e-3) | (y < 0).any(axis=-1)
        refuse_row(y, wrong, f"{self.title} needs targets that sum to one over the classes (one-hot)")

    def curve(self, prediction: Array) -> Array:
        p = np.clip(np.asarray(prediction, float).reshape(-1), EPSILON, 1)
        curve: Array = -np.log(p)
        return curve

    def emit_gradient(self, step: StepBuilder, y: str, p: str, d: str) -> None:
        if not step.fused:
            super().emit_gradient(step, y, p, d)
            return
        if self.label_smoothing:
            target = step.like_array(y)
            step.line(f"multiply({y}, {step.constant(1 - self.label_smoothing)}, {target})")
            step.line(f"add({target}, {step.constant(self.label_smoothing / step.graph.output.shape[-1])}, {target})")
            y = target
        step.line(f"subtract({p}, {y}, {d})")
        if step.places > 1:
            step.line(f"multiply({d}, {step.constant(1 / step.places)}, {d})")
