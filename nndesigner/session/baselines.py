"""What a network must beat: the majority class or the mean, and a linear model fitted to the same training rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

_MOST_ROWS = 20_000  # a linear model learns nothing more from further rows
_ITERATIONS = 300
_RIDGE = 1e-4


def majority(codes: Codes, classes: int) -> int:
    """The most frequent class; the first of several."""
    return int(np.argmax(np.bincount(codes, minlength=classes)))


class Standardizer:
    """Columns to mean 0 and deviation 1, with a column of ones; constant columns become 0."""

    def __init__(self, x: Floats) -> None:
        self._mean = x.mean(axis=0)
        deviation = x.std(axis=0)
        self._scale = np.where(deviation > 1e-12, 1 / np.where(deviation > 1e-12, deviation, 1), 0.0)

    def __call__(self, x: Floats) -> Floats:
        """(n, features) -> (n, features + 1)."""
        return np.hstack([(x - self._mean) * self._scale, np.ones((len(x), 1))])


def linear_regression(x: Floats, y: Floats, x_new: Floats) -> Floats:
    """Least squares with a trace of ridge, from x (n, features), y (n, targets); predictions for x_new."""
    x, y = _thin(x, y)
    prepare = Standardizer(x)
    a = prepare(x)
    gram = a.T @ a + 1e-6 * len(a) * np.eye(a.shape[1])
    return np.asarray(prepare(x_new) @ np.linalg.solve(gram, a.T @ y))


def logistic_regression(x: Floats, codes: Codes, classes: int, x_new: Floats) -> Codes:
    """Multinomial logistic regression by Nesterov's accelerated gradient; predicted classes for x_new.

    Full batch, fixed step 1 / L with L the gradient's Lipschitz bound, hence the same result every time.
    """
    x, codes = _thin(x, codes)
    prepare = Standardizer(x)
    a = prepare(x)
    onehot = np.eye(classes)[codes]
    gram = a.T @ a if a.shape[0] > a.shape[1] else a @ a.T  # the smaller one; both have the same largest eigenvalue
    lipschitz = 0.5 * np.linalg.eigvalsh(gram)[-1] / len(a) + _RIDGE
    weights = np.zeros((a.shape[1], classes))
    ahead, momentum = weights, 1.0
    for _ in range(_ITERATIONS):
        logits = a @ ahead
        p = np.exp(logits - logits.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        gradient = a.T @ (p - onehot) / len(a) + _RIDGE * ahead
        updated = ahead - gradient / lipschitz
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = updated + (momentum - 1) / following * (updated - weights)
        weights, momentum = updated, following
    return np.asarray(np.argmax(prepare(x_new) @ weights, axis=1))


def _thin(x: Floats, y: NDArray[np.generic]) -> tuple[Floats, NDArray]:  # type: ignore[type-arg]
    kept = np.linspace(0, len(x) - 1, min(len(x), _MOST_ROWS)).astype(np.int64)
    return x[kept], y[kept]
