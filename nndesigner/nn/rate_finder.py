"""The learning-rate range test: which rate is worth trying first."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.errors import DataError, OptionError
from nndesigner.nn.arguments import whole_number
from nndesigner.nn.bank import Bank
from nndesigner.nn.checkpoint import Checkpoint
from nndesigner.nn.dataset import Dataset
from nndesigner.nn.epochs import Tally
from nndesigner.nn.threads import one_blas_thread
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.model import Model

_SMOOTHING = 0.9
_FAR_ABOVE = 4.0
"""The sweep ends where the smoothed loss is so many times its best."""
_SHARE = 10
"""The slope is taken over a tenth of the steps on either side."""
_WARM_UP = 10
"""Steps before the smoothed loss is believed."""


@dataclass(frozen=True, slots=True)
class RateSweep:
    """What a sweep found: ``losses`` of batches trained with ``rates``, smoothed in ``smoothed`` (all of one length).

    ``steepest`` is the rate at which the smoothed loss fell fastest, ``tenth_of_lowest`` a tenth of that at which it was
    lowest, ``suggestion`` lies midway on the logarithmic scale; all None where the loss did not fall. ``stopped``: broken off
    by hand.
    """

    rates: Array
    losses: Array
    smoothed: Array
    steepest: float | None
    tenth_of_lowest: float | None
    stopped: bool = False

    @property
    def suggestion(self) -> float | None:
        """The rate to try first, in two digits."""
        if self.steepest is None or self.tenth_of_lowest is None:
            return None
        return float(f"{math.sqrt(self.steepest * self.tenth_of_lowest):.2g}")


def find_learning_rate(
    model: Model,
    x: Any,
    y: Any,
    *,
    start: float = 1e-7,
    end: float = 10.0,
    steps: int = 150,
    batch_size: int = 32,
    sample_weight: Any = None,
    class_weight: Mapping[int, float] | None = None,
    watch: Callable[[float, float], bool] | None = None,
) -> RateSweep:
    """Train with a rate that grows from step to step, look at the loss, and put everything back to the bit.

    The ``steps`` rates lie evenly on a logarithmic scale from ``start`` to ``end``, each for one batch (Smith, Cyclical
    Learning Rates for Training Neural Networks, 2015/2017); the loss of each batch is that before its step, smoothed
    exponentially. It ends early where the smoothed loss is four times its best, or no number. ``watch(rate, loss)`` hears of
    each step and breaks off by returning False. Weights, optimizer and random streams are as before, however it ends.

    Raises OptionError for rates that do not grow or an optimizer that finds its own, DataError or ShapeError for wrong data.
    """
    if not 0 < start < end < math.inf:
        raise OptionError(f"The rates grow from start to end, both above 0; received start={start!r}, end={end!r}.")
    steps, batch_size = whole_number(steps, "steps", _WARM_UP), whole_number(batch_size, "batch_size", 1)
    model.ensure_ready(x, y)
    model.build_optimizer()
    if model.optimizer.takes_all_rows:
        raise OptionError(f"{model.optimizer.title} searches for the length of each step by itself; received steps={steps}.")
    data = Dataset.of(model.graph, x, model.targets(y), sample_weight, class_weight)
    if not len(data):
        raise DataError("There is nothing to learn from: the data has no rows; received 0 rows.")
    model.loss.check_targets(data.y.reshape(-1, *model.graph.output.shape))
    optimizer = model.optimizer
    before, rate, schedule = Checkpoint(model), optimizer.learning_rate, optimizer.schedule
    try:
        with one_blas_thread():
            return _sweep(model, data, np.geomspace(start, end, steps), batch_size, watch)
    finally:
        optimizer.learning_rate, optimizer.schedule = rate, schedule
        before.restore()


def _sweep(
    model: Model, data: Dataset, rates: Array, batch_size: int, watch: Callable[[float, float], bool] | None
) -> RateSweep:
    batches = _Batches(model, data, batch_size)
    losses: list[float] = []
    smoothed: list[float] = []
    mean, stopped = 0.0, False
    for rate in rates.tolist():
        loss = batches.learn(rate)
        if not math.isfinite(loss):
            break
        losses.append(loss)
        mean = _SMOOTHING * mean + (1 - _SMOOTHING) * loss
        smoothed.append(mean / (1 - _SMOOTHING ** len(losses)))
        if watch is not None and not watch(rate, loss):
            stopped = True
            break
        if len(losses) > _WARM_UP and smoothed[-1] > _FAR_ABOVE * min(smoothed[_WARM_UP:]):
            break
    return _judged(rates[: len(losses)], np.array(losses), np.array(smoothed), stopped)


def _judged(rates: Array, losses: Array, smoothed: Array, stopped: bool) -> RateSweep:
    """The sweep with what it says."""
    steepest = lowest = None
    if len(rates) > 2 * _WARM_UP:
        place = _WARM_UP + int(np.argmin(smoothed[_WARM_UP:]))
        half = max(2, min(len(rates) // _SHARE, place // 2))
        slopes = _slopes(losses[: place + 1], half)
        if slopes.min() < 0:
            steepest, lowest = float(rates[half + int(np.argmin(slopes))]), float(rates[place]) / 10
    return RateSweep(rates, losses, smoothed, steepest, lowest, stopped)


def _slopes(losses: Array, half: int) -> Array:
    """The slope of the straight line through each loss and ``half`` losses on either side, where there are so many.

    A line through many batches, as a difference of neighbours would find the steepest place in their noise.
    """
    offsets = np.arange(-half, half + 1)
    return np.convolve(losses, offsets[::-1] / float(offsets @ offsets), "valid")


class _Batches:
    """One training step after the other, over and over the rows in random order."""

    def __init__(self, model: Model, data: Dataset, batch_size: int) -> None:
        self._model, self._data = model, data
        self._size = min(batch_size, len(data))
        self._program = model.program(self._size, data.weight is not None)
        self._bank = Bank(model.graph, self._size, 1, data.weight is not None)
        self._slots = self._bank.slots(self._program, 0, 0, 1)
        self._waiting = np.arange(0)

    def learn(self, rate: float) -> float:
        """Take one step with this rate; returns the batch's loss before it."""
        model, bank = self._model, self._bank
        if len(self._waiting) < self._size:
            self._waiting = model.random.order.permutation(len(self._data))
        rows, self._waiting = self._waiting[: self._size], self._waiting[self._size :]
        bank.fill(self._data, rows)
        model.optimizer.set_learning_rate(rate)
        bank.rates[:] = model.optimizer.rates(1) * self._program.share
        for name, numbers in model.optimizer.factors(1).items():
            bank.factors[name][:] = numbers
        with np.errstate(all="ignore"):
            self._program.run(self._slots)
            model.optimizer.iterations += 1
            tally = Tally(model)
            tally.add(bank.y, bank.out, bank.weight)
            if "penalty" in bank.factors:
                tally.add_penalties(bank.factors["penalty"], np.array([self._size]))
        return float(tally.losses()[0])
