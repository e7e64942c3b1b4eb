"""Helpers under the place where Keras has them."""

from __future__ import annotations

from nndesigner.nn.dataset import to_categorical
from nndesigner.nn.randomness import set_random_seed

__all__ = ["set_random_seed", "to_categorical"]
