"""Losses of overlap: how far the predicted share of a picture covers the true one."""

from __future__ import annotations

from nndesigner.core.options import option
from nndesigner.nn.losses.base import EPSILON, Loss
from nndesigner.nn.registries import LOSSES
from nndesigner.nn.types import Array


class Overlap(Loss):
    """Base: ``1 − both / (both + alpha · missed + beta · wrong)``, summed over all outputs of a sample.

    Keras sums over the whole batch unless it is given the axes; here each sample is measured by itself, so that the
    size of a batch does not change the loss (in Keras: ``axis=(1, 2, 3)``).
    """

    tasks = frozenset({"binary", "multiclass"})
    activations = ("sigmoid", "softmax")
    needs_probabilities = True
    curve_target = 1.0

    def _factors(self) -> tuple[float, float]:
        """What a missed output and a wrong one count."""
        return 0.5, 0.5

    def _parts(self, y_true: Array, y_pred: Array) -> tuple[Array, Array]:
        """Overlap and denominator of each sample, both (n, 1, ...)."""
        missed, wrong = self._factors()
        axes = tuple(range(1, y_pred.ndim))
        both = (y_true * y_pred).sum(axis=axes, keepdims=True)
        left = ((1 - y_pred) * y_true).sum(axis=axes, keepdims=True)
        extra = (y_pred * (1 - y_true)).sum(axis=axes, keepdims=True)
        total = both + y_pred.dtype.type(missed) * left + y_pred.dtype.type(wrong) * extra
        return both, total + y_pred.dtype.type(EPSILON)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        both, total = self._parts(y_true, y_pred)
        return (1 - both / total).reshape(len(y_pred))

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        missed, wrong = (y_pred.dtype.type(factor) for factor in self._factors())
        both, total = self._parts(y_true, y_pred)
        slope = y_true - missed * y_true + wrong * (1 - y_true)  # of the denominator
        result: Array = (both * slope - y_true * total) / (total * total)
        return result


@LOSSES.register("tversky")
class Tversky(Overlap):
    """Overlap with missed and wrong outputs counted apart (Salehi et al., 2017)."""

    title = "Tversky"
    summary = "How far prediction and truth overlap, where misses and false alarms may count differently."
    formula = "1 − Σ t·p / (Σ t·p + α · Σ t·(1 − p) + β · Σ (1 − t)·p)"
    alpha: float = option(default=0.5, minimum=0.0, title="α", help="What a missed output counts.")
    beta: float = option(default=0.5, minimum=0.0, title="β", help="What a wrong output counts.")

    def _factors(self) -> tuple[float, float]:
        return self.alpha, self.beta


@LOSSES.register("dice")
class Dice(Overlap):
    """One less the Dice coefficient, 2 · overlap / (size of both) (Milletari et al., 2016)."""

    title = "Dice"
    summary = "How far prediction and truth overlap; for pictures where most cells are background."
    formula = "1 − 2 · Σ t·p / (Σ t + Σ p)"
