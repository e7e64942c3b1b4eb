"""What large weights cost: a penalty that is added to the loss, and its gradient."""

from __future__ import annotations

import numpy as np

from nndesigner.core.errors import ShapeError
from nndesigner.core.options import Configurable, option
from nndesigner.nn.namespaces import parts_by_name
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


@REGULARIZERS.register("orthogonal")
class OrthogonalRegularizer(Regularizer):
    """The cosines between a kernel's rows (or columns): units then tell different things (Keras's OrthogonalRegularizer).

    For kernels of two axes only. Each row is taken at length one; the sizes of the cosines between different ones are
    averaged.
    """

    title = "Orthogonal"
    summary = "What rows (or columns) of a kernel have in common: units are driven to tell different things."
    formula = "factor · mean |cos(wᵢ, wⱼ)|"
    factor: float = option(default=0.01, minimum=0.0, title="Strength", help="How much being alike costs.")
    mode: str = option(default="rows", choices=("rows", "columns"), help="What is to be at right angles.")

    def _vectors(self, weights: Array) -> tuple[Array, Array, Array]:
        """The vectors at length one, their lengths, and their cosines without each one's own."""
        if weights.ndim != 2:
            raise ShapeError(f"The orthogonal penalty needs a kernel of two axes; received shape {weights.shape}.")
        vectors = weights if self.mode == "rows" else weights.T
        lengths = np.sqrt(np.maximum((vectors * vectors).sum(axis=1, keepdims=True), np.finfo(vectors.dtype).tiny))
        unit = vectors / lengths
        cosines = unit @ unit.T
        np.fill_diagonal(cosines, 0)
        return unit, lengths, cosines

    def _share(self, count: int) -> float:
        return self.factor / max(1, count * (count - 1))

    def __call__(self, weights: Array) -> float:
        cosines = self._vectors(weights)[2]
        return self._share(len(cosines)) * float(np.abs(cosines).sum())

    def gradient(self, weights: Array) -> Array:
        unit, lengths, cosines = self._vectors(weights)
        pull = 2 * self._share(len(cosines)) * (np.sign(cosines) @ unit)
        by_vector = (pull - unit * (pull * unit).sum(axis=1, keepdims=True)) / lengths
        result: Array = by_vector if self.mode == "rows" else by_vector.T
        return result.astype(weights.dtype, copy=False)


__getattr__ = parts_by_name("regularizers")
