"""Learning rates that change at given steps, exactly: what a replay of a steered run needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from nndesigner.nn.optimizers.base import Optimizer
    from nndesigner.nn.types import Array

Change = tuple[int, float]


class PlannedStop(Exception):
    """The step has come at which the run that is replayed was stopped."""


def plan(optimizer: Optimizer, changes: Sequence[Change], stop_at: int | None, tell: Callable[[int, float], None]) -> None:
    """Let ``optimizer`` take the learning rates of ``changes`` at their steps, counted from now.

    The optimizer is asked for the rates of each chunk of steps before it is run, so a change may lie anywhere. ``tell`` hears
    of each change; :class:`PlannedStop` is raised before the step ``stop_at``.
    """
    begin, waiting, plain = optimizer.iterations, list(changes), optimizer.rates

    def rates(count: int) -> Array:
        first = optimizer.iterations
        if stop_at is not None and first - begin >= stop_at:
            raise PlannedStop
        parts: list[Array] = []
        done = 0
        while waiting and waiting[0][0] + begin < first + count:
            step, value = waiting.pop(0)
            parts.append(plain(max(0, step + begin - first - done)))
            done += len(parts[-1])
            optimizer.iterations = first + done
            optimizer.set_learning_rate(value)
            tell(step, value)
        parts.append(plain(count - done))
        optimizer.iterations = first
        return np.concatenate(parts)

    optimizer.rates = rates  # type: ignore[method-assign]


def boundaries(changes: Sequence[Change], steps: int) -> tuple[int, ...]:
    """Epochs before and after each change, ``steps`` an epoch: blocks of epochs end there, so that each has one rate."""
    return tuple(sorted({epoch for step, _ in changes for epoch in (step // steps, step // steps + 1)}))
