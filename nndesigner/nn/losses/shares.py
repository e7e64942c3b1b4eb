"""Scores made into shares of one, and the way back of a gradient."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.types import Array


def softmax(scores: Array) -> Array:
    """Each score's share of the sum of exponentials, over the last axis."""
    shares: Array = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return shares


def by_scores(by_share: Array, shares: Array, total: Array) -> Array:
    """The gradient by scores whose ``shares`` are score / ``total``, from the gradient by the shares."""
    result: Array = (by_share - (by_share * shares).sum(axis=-1, keepdims=True)) / total
    return result
