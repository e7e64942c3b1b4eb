"""Which layer of a changed network continues which layer of the old one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from nndesigner.nn.graph import Graph
    from nndesigner.nn.layers.base import Layer

_BASE, _NAME, _SIZE = 1.0, 1.0, 1.5
"""What a pair is worth: being one at all, the same name, equal shapes. Names count less than sizes, since a script's
layers are numbered in a row, and one that is inserted gives its successors other names."""


def pair_layers(old: Graph, new: Graph) -> dict[Layer, Layer]:
    """New layers with weights, each with the old one that it continues: same class, in the order of the network.

    Within a class the pairs are those of the best alignment of both orders; what is then left over pairs by name.
    """
    pairs: dict[Layer, Layer] = {}
    kinds = list(dict.fromkeys(type(layer) for layer in new.layers if layer.weights))
    for kind in kinds:
        before = [layer for layer in old.layers if type(layer) is kind and layer.weights]
        after = [layer for layer in new.layers if type(layer) is kind and layer.weights]
        pairs.update(_align(before, after))
        taken = set(pairs.values())
        left = {layer.name: layer for layer in before if layer not in taken}
        pairs.update({layer: left[layer.name] for layer in after if layer not in pairs and layer.name in left})
    return pairs


def _worth(old: Layer, new: Layer) -> float:
    shapes = [weight.shape[-1:] for weight in old.weights] == [weight.shape[-1:] for weight in new.weights]
    return _BASE + _NAME * (old.name == new.name) + _SIZE * shapes


def _align(old: Sequence[Layer], new: Sequence[Layer]) -> dict[Layer, Layer]:
    """The pairs of the most worth that do not cross (Needleman and Wunsch, 1970, with gaps that cost nothing)."""
    best = np.zeros((len(old) + 1, len(new) + 1))
    for i, before in enumerate(old, start=1):
        for j, after in enumerate(new, start=1):
            best[i, j] = max(best[i - 1, j], best[i, j - 1], best[i - 1, j - 1] + _worth(before, after))
    pairs: dict[Layer, Layer] = {}
    i, j = len(old), len(new)
    while i and j:
        if best[i, j] == best[i, j - 1]:
            j -= 1
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            i, j = i - 1, j - 1
            pairs[new[j]] = old[i]
    return pairs
