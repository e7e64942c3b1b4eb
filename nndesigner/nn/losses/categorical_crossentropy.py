"""Cross-entropy of one class among several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.nn.losses.base import Loss, refuse_row, sample_means
from nndesigner.nn.losses.binary_crossentropy import EPSILON
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
    fused_activation = "softmax"

    def values(self, y_true: Array, y_pred: Array) -> Array:
        # As Keras: the outputs are made to sum to one first, so that any positive outputs will do.
        p = np.clip(y_pred / y_pred.sum(axis=-1, keepdims=True), EPSILON, 1 - EPSILON)
        return sample_means(-(y_true * np.log(p)).sum(axis=-1))

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        total = y_pred.sum(axis=-1, keepdims=True)
        p = y_pred / total
        by_p = np.where((p >= EPSILON) & (p <= 1 - EPSILON), -y_true / np.clip(p, EPSILON, 1 - EPSILON), 0)
        places = y_pred[:1].size // y_pred.shape[-1]
        gradient: Array = (by_p - (by_p * p).sum(axis=-1, keepdims=True)) / (total * places)
        return gradient.astype(y_pred.dtype, copy=False)

    def values_from_logits(self, y_true: Array, logits: Array) -> Array:
        shifted = logits - logits.max(axis=-1, keepdims=True)
        log_total = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        return sample_means(((log_total - shifted) * y_true).sum(axis=-1))

    def check_targets(self, y: Array) -> None:
        wrong = (np.abs(y.sum(axis=-1) - 1) > 1e-3) | (y < 0).any(axis=-1)
        refuse_row(y, wrong, "Categorical cross-entropy needs targets that sum to one over the classes (one-hot)")

    def curve(self, prediction: Array) -> Array:
        p = np.clip(np.asarray(prediction, float).reshape(-1), EPSILON, 1)
        curve: Array = -np.log(p)
        return curve

    def emit_gradient(self, step: StepBuilder, y: str, p: str, d: str) -> None:
        if step.fused:
            step.line(f"subtract({p}, {y}, {d})")
            if step.places > 1:
                step.line(f"multiply({d}, {step.constant(1 / step.places)}, {d})")
            return
        super().emit_gradient(step, y, p, d)
