"""Maximum and Minimum: the larger or the smaller of branches."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nndesigner.nn.layers.merging import Merging
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array


class Extreme(Merging):
    """Base: one input after the other is compared with the winner so far; two equal ones share the gradient."""

    choose: ClassVar[Any] = None
    wins: ClassVar[Any] = None

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        best = inputs[0]
        self._shares: list[Array] = []  # how much of the gradient goes to the winner so far, at each comparison
        for x in inputs[1:]:
            self._shares.append((self.wins(best, x) + (best == x) * 0.5).astype(x.dtype))
            best = self.choose(best, x)
        return best

    def backward(self, dy: Array) -> tuple[Array, ...]:
        gradients: list[Array] = []
        for share in reversed(self._shares):
            gradients.append(dy * (1 - share))
            dy = dy * share
        return (dy, *reversed(gradients))


@LAYERS.register("Maximum")
class Maximum(Extreme):
    """Takes the largest of inputs of one shape, element by element."""

    title = "Maximum"
    summary = "Keeps the largest of two or more inputs of the same shape, element by element."
    choose = np.maximum
    wins = np.greater


@LAYERS.register("Minimum")
class Minimum(Extreme):
    """Takes the smallest of inputs of one shape, element by element."""

    title = "Minimum"
    summary = "Keeps the smallest of two or more inputs of the same shape, element by element."
    choose = np.minimum
    wins = np.less
