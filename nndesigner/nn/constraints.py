"""Bounds that weights are brought back to after every step."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import Configurable, option
from nndesigner.nn.namespaces import parts_by_name
from nndesigner.nn.registries import CONSTRAINTS
from nndesigner.nn.types import Array

_EPSILON = 1e-7


class Constraint(Configurable):
    """Base of all constraints. ``constraint(weights)`` gives the nearest allowed weights."""

    title = ""
    summary = ""
    formula = ""

    def __call__(self, weights: Array) -> Array:
        """Allowed weights of the same shape."""
        raise NotImplementedError(f"{type(self).__name__} has no rule: define __call__(weights).")


def _norms(weights: Array, axis: int) -> Array:
    norms: Array = np.sqrt((weights * weights).sum(axis=axis, keepdims=True))
    return norms


@CONSTRAINTS.register("max_norm")
class MaxNorm(Constraint):
    """The incoming weights of each unit are at most so long (Srebro and Shraibman, 2005; Srivastava et al., 2014)."""

    title = "Max norm"
    summary = "The incoming weights of each unit are at most so long."
    formula = "‖w‖ ≤ max_value"
    max_value: float = option(default=2.0, minimum=0.0, title="Longest", help="Greatest length of a unit's incoming weights.")
    axis: int = option(default=0, help="Axis of the lengths; 0 is that of a dense layer's inputs.", advanced=True)

    def __call__(self, weights: Array) -> Array:
        norms = _norms(weights, self.axis)
        result: Array = weights * (np.clip(norms, 0, self.max_value) / (_EPSILON + norms))
        return result


@CONSTRAINTS.register("min_max_norm")
class MinMaxNorm(Constraint):
    """The length of each unit's incoming weights stays between two bounds, or moves towards them."""

    title = "Min-max norm"
    summary = "The length of each unit's incoming weights stays between two bounds."
    formula = "min_value ≤ ‖w‖ ≤ max_value"
    min_value: float = option(default=0.0, minimum=0.0, title="Shortest", help="Least length of a unit's incoming weights.")
    max_value: float = option(default=1.0, minimum=0.0, title="Longest", help="Greatest length of a unit's incoming weights.")
    rate: float = option(default=1.0, minimum=0.0, maximum=1.0, help="Share of the way that a step goes towards the bounds.")
    axis: int = option(default=0, help="Axis of the lengths; 0 is that of a dense layer's inputs.", advanced=True)

    def __call__(self, weights: Array) -> Array:
        norms = _norms(weights, self.axis)
        wanted = self.rate * np.clip(norms, self.min_value, self.max_value) + (1 - self.rate) * norms
        result: Array = weights * (wanted / (_EPSILON + norms))
        return result


@CONSTRAINTS.register("non_neg")
class NonNeg(Constraint):
    """No weight is negative."""

    title = "Not negative"
    summary = "No weight is negative."
    formula = "w ≥ 0"

    def __call__(self, weights: Array) -> Array:
        return np.maximum(weights, 0)


@CONSTRAINTS.register("unit_norm")
class UnitNorm(Constraint):
    """The incoming weights of each unit have length one."""

    title = "Unit norm"
    summary = "The incoming weights of each unit have length one."
    formula = "‖w‖ = 1"
    axis: int = option(default=0, help="Axis of the lengths; 0 is that of a dense layer's inputs.", advanced=True)

    def __call__(self, weights: Array) -> Array:
        result: Array = weights / (_EPSILON + _norms(weights, self.axis))
        return result


__getattr__ = parts_by_name("constraints")
