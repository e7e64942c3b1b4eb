"""Cross-entropy of yes/no answers that looks at the hard ones."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.losses.base import EPSILON, refuse_row
from nndesigner.nn.losses.elementwise import ElementwiseLoss
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("binary_focal_crossentropy")
class BinaryFocalCrossentropy(ElementwiseLoss):
    """Binary cross-entropy that weighs down what is answered well already (Lin et al., 2018); for rare answers."""

    title = "Binary focal cross-entropy"
    summary = "Binary cross-entropy that weighs down what is answered well already; for a rare yes or no."
    formula = "mean((1 − pₜ)^γ · −log pₜ), pₜ the probability of the true answer"
    tasks = frozenset({"binary"})
    activations = ("sigmoid",)
    needs_probabilities = True
    curve_target = 1.0
    apply_class_balancing: bool = option(default=False, help="Weigh yes with α and no with 1 − α.")
    alpha: float = option(default=0.25, minimum=0.0, maximum=1.0, title="α", help="Weight of yes, if classes are balanced.")
    gamma: float = option(default=2.0, minimum=0.0, title="γ", help="How strongly easy answers are weighed down; 0 not at all.")
    from_logits: bool = option(
        default=False, help="Predictions are scores from a linear layer, not probabilities.", advanced=True
    )
    label_smoothing: float = option(
        default=0.0, minimum=0.0, maximum=1.0, help="How far targets move from 0 and 1 towards ½.", advanced=True
    )

    def fits(self, task: str) -> bool:
        return super().fits(task) and not self.from_logits

    def terms(self, y_true: Array, y_pred: Array) -> Array:
        y, p = self._prepared(y_true, y_pred)
        clipped = np.clip(p, EPSILON, 1 - EPSILON)
        entropy = -(y * np.log(clipped) + (1 - y) * np.log1p(-clipped))
        result: Array = self._weight(y) * (1 - y * p - (1 - y) * (1 - p)) ** self.gamma * entropy
        return result

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        y, p = self._prepared(y_true, y_pred)
        clipped = np.clip(p, EPSILON, 1 - EPSILON)
        entropy = -(y * np.log(clipped) + (1 - y) * np.log1p(-clipped))
        wrong = 1 - y * p - (1 - y) * (1 - p)
        by_factor = -self.gamma * np.maximum(wrong, EPSILON) ** (self.gamma - 1) * (2 * y - 1) * entropy
        by_entropy = wrong**self.gamma * (p == clipped) * (clipped - y) / (clipped * (1 - clipped))
        slope: Array = self._weight(y) * (by_factor + by_entropy)
        return slope * p * (1 - p) if self.from_logits else slope

    def _prepared(self, y_true: Array, y_pred: Array) -> tuple[Array, Array]:
        """Targets smoothed, predictions as probabilities."""
        y = y_true * (1 - self.label_smoothing) + 0.5 * self.label_smoothing if self.label_smoothing else y_true
        return y, 0.5 * np.tanh(0.5 * y_pred) + 0.5 if self.from_logits else y_pred

    def _weight(self, y: Array) -> Array | float:
        return y * self.alpha + (1 - y) * (1 - self.alpha) if self.apply_class_balancing else 1.0

    def check_targets(self, y: Array) -> None:
        refuse_row(y, (y < 0) | (y > 1), "Binary focal cross-entropy needs targets between 0 and 1")
