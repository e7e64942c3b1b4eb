"""Cross-entropy of one class among several that looks at the hard samples."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.losses.base import EPSILON, sample_means
from nndesigner.nn.losses.categorical_crossentropy import CategoricalCrossentropy
from nndesigner.nn.losses.shares import by_scores, softmax
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


@LOSSES.register("categorical_focal_crossentropy")
class CategoricalFocalCrossentropy(CategoricalCrossentropy):
    """Categorical cross-entropy that weighs down samples answered well already (Lin et al., 2018); for rare classes."""

    title = "Categorical focal cross-entropy"
    summary = "Categorical cross-entropy that weighs down samples answered well already; for rare classes."
    formula = "−Σ target · α · (1 − p)^γ · log p"
    fused_activation = None
    alpha: float = option(default=0.25, minimum=0.0, maximum=1.0, title="α", help="Weight of every class.")
    gamma: float = option(default=2.0, minimum=0.0, title="γ", help="How strongly easy samples are weighed down; 0 not at all.")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        shares = softmax(y_pred) if self.from_logits else y_pred / y_pred.sum(axis=-1, keepdims=True)
        p = np.clip(shares, EPSILON, 1 - EPSILON)
        return sample_means(-(self.smoothed(y_true) * self.alpha * (1 - p) ** self.gamma * np.log(p)).sum(axis=-1))

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        total = y_pred.sum(axis=-1, keepdims=True)
        shares = softmax(y_pred) if self.from_logits else y_pred / total
        p = np.clip(shares, EPSILON, 1 - EPSILON)
        by_log = self.gamma * (1 - p) ** (self.gamma - 1) * np.log(p) - (1 - p) ** self.gamma / p
        by_p = self.smoothed(y_true) * self.alpha * by_log * (p == shares)
        places = max(1, y_pred[:1].size // y_pred.shape[-1])
        result = (
            shares * by_scores(by_p, shares, np.asarray(places))
            if self.from_logits
            else by_scores(by_p, shares, total * places)
        )
        return result.astype(y_pred.dtype, copy=False)

    def curve(self, prediction: Array) -> Array:
        p = np.clip(np.asarray(prediction, float).reshape(-1), EPSILON, 1)
        curve: Array = -self.alpha * (1 - p) ** self.gamma * np.log(p)
        return curve
