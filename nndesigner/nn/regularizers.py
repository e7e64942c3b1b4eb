"""What large weights cost: a penalty that is added to the loss, and its gradient."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import Configurable, option
from nndesigner.nn.registries import REGULARIZERS
from nndesigner.nn.types import Array


class Regularizer(Configurable):
    """Base of all regularizers. ``regularizer(weights)`` gives the penalty, ``gradient(weights)`` its slope."""

    title = ""
    summary = ""
    formula = ""

    def __call__(self, weights: Array) -> float:
        """What these weights add to the loss."""
        raise NotImplementedError(f"{type(self).__name__} has no formula: define __call__(weights).")

    def gradient(self, weights: Array) -> Array:
        """Derivative of the penalty by each weight."""
        raise NotImplementedError(f"{type(self).__name__} has no gradient: define gradient(weights).")


class _L1L2(Regularizer):
    @property
    def _factors(self) -> tuple[float, float]:
        return getattr(self, "l1", 0.0), getattr(self, "l2", 0.0)

    def __call__(self, weights: Array) -> float:
        l1, l2 = self._factors
        flat = weights.reshape(-1)
        return l1 * float(np.abs(flat).sum()) + l2 * float(np.dot(flat, flat))

    def gradient(self, weights: Array) -> Array:
        l1, l2 = self._factors
        result: Array = l1 * np.sign(weights) + (2 * l2) * weights
        return result


@REGULARIZERS.register("l1")
class L1(_L1L2):
    """The sum of the weights' sizes: weights that are not needed become zero (Tibshirani, 1996)."""

    title = "L1"
    summary = "The sum of the weights' sizes: weights that are not needed become zero."
    formula = "l1 · Σ|w|"
    l1: float = option(default=0.01, minimum=0.0, title="Strength", help="How much the sizes of the weights cost.")


@REGULARIZERS.register("l2")
class L2(_L1L2):
    """The sum of the weights' squares: large weights become smaller (ridge)."""

    title = "L2"
    summary = "The sum of the weights' squares: large weights become smaller, the usual remedy for overfitting."
    formula = "l2 · Σw²"
    l2: float = option(default=0.01, minimum=0.0, title="Strength", help="How much the squares of the weights cost.")


@REGULARIZERS.register("l1_l2")
class L1L2(_L1L2):
    """Sizes and squares of the weights together (elastic net; Zou and Hastie, 2005)."""

    title = "L1 and L2"
    summary = "Sizes and squares of the weights together, known as the elastic net."
    formula = "l1 · Σ|w| + l2 · Σw²"
    l1: float = option(default=0.0, minimum=0.0, title="Strength of sizes", help="How much the sizes of the weights cost.")
    l2: float = option(default=0.0, minimum=0.0, title="Strength of squares", help="How much the squares of the weights cost.")
