"""What may change during a run: pause, resume, step, stop and the learning rate, from any thread."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable
from enum import Enum

from nndesigner.core.errors import OptionError
from nndesigner.core.text import tr


class Wish(Enum):
    """What the user last asked of the run."""

    RUN = "run"
    STEP = "step"
    PAUSE = "pause"
    STOP = "stop"


class Control:
    """The user's hand on a run. Every method may be called from any thread, at any time.

    ``changes`` lists what was done to the learning rate, as (global step, value), and is kept with the trained model,
    as is the step at which a run was stopped. A control made with both does the same again at the same steps: a replay
    gives the same bits. Steps count from 0 at the start of the run.
    """

    def __init__(self, changes: Iterable[tuple[int, float]] = (), *, stop_at: int | None = None) -> None:
        self._condition = threading.Condition()
        self._wish = Wish.RUN
        self._learning_rate: float | None = None
        self._recorded: list[tuple[int, float]] = []
        self.planned_changes = tuple(sorted((int(step), float(value)) for step, value in changes))
        self.planned_stop = stop_at

    @property
    def wish(self) -> Wish:
        """What was last asked for; once STOP, always STOP."""
        return self._wish

    @property
    def changes(self) -> tuple[tuple[int, float], ...]:
        """Learning rates set so far, each with the global step from which it held."""
        return tuple(self._recorded)

    def pause(self) -> None:
        """Hold the run after the work in hand (some milliseconds)."""
        self._ask(Wish.PAUSE)

    def resume(self) -> None:
        """Go on; the bits are those of a run that was never paused."""
        self._ask(Wish.RUN)

    def step(self) -> None:
        """Train to the end of one epoch, then pause."""
        self._ask(Wish.STEP)

    def stop(self) -> None:
        """End the run after the work in hand; what was trained is kept."""
        self._ask(Wish.STOP)

    def set_learning_rate(self, value: float) -> None:
        """Use ``value`` from the next step on. Raises OptionError unless it is a positive number."""
        if not (math.isfinite(value) and value > 0):
            raise OptionError(tr("A learning rate must be a positive number; received {value}.", value=repr(value)))
        with self._condition:
            self._learning_rate = float(value)
            self._condition.notify_all()

    # -- for the run -----------------------------------------------------------------------------------------------------

    def record(self, step: int, value: float) -> None:
        """Note that the learning rate is ``value`` from ``step`` on."""
        self._recorded.append((step, value))

    def take_learning_rate(self) -> float | None:
        """The learning rate that was asked for since the last call, or None."""
        with self._condition:
            value, self._learning_rate = self._learning_rate, None
            return value

    def wait_while_paused(self) -> Wish:
        """Block until the user wants something else than a pause."""
        with self._condition:
            self._condition.wait_for(lambda: self._wish is not Wish.PAUSE)
            return self._wish

    def epoch_done(self) -> None:
        """Turn the wish for one epoch, which is fulfilled, into a pause."""
        with self._condition:
            if self._wish is Wish.STEP:
                self._wish = Wish.PAUSE

    def _ask(self, wish: Wish) -> None:
        with self._condition:
            if self._wish is Wish.STOP:
                return
            self._wish = wish
            self._condition.notify_all()
