"""Layers that learn faster or slower than the others: each layer's own factor on the learning rate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@contextmanager
def layer_rates(step: StepBuilder) -> Iterator[None]:
    """Scale what the lines written inside do to the weights by each layer's ``learning_rate_factor``.

    The whole change is scaled, weight decay too, as by a parameter group's own learning rate in torch; so it is right for every
    optimizer, those that do not look at the gradient's length included. Only weights with another factor than 1 take part.
    """
    parts = []
    for place, factor in step.graph.stretches():
        weights = step.slice(step.parameters, place)
        before = step.array((place.stop - place.start,))
        step.line(f"copyto({before}, {weights})")
        parts.append((weights, before, step.constant(factor)))
    yield
    for weights, before, scale in parts:
        step.line(f"subtract({weights}, {before}, {weights})")
        step.line(f"multiply({weights}, {scale}, {weights})")
        step.line(f"add({weights}, {before}, {weights})")
