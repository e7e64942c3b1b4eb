"""The one way from a run to whoever watches it: curves and progress to look at, rare events to take."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from nndesigner.session.events import Event, Progress
from nndesigner.session.history import History

if TYPE_CHECKING:
    from nndesigner.project.trained import TrainedModel

_HALF_LIFE = 1.5  # seconds after which an old speed counts half


class Feed:
    """What a run produces. The run fills it; watchers poll ``progress`` and ``history`` and drain ``events``.

    A watcher that wants to see what the network says by now sets ``snapshot_wanted`` and soon finds a copy in ``snapshot``,
    its own to use; a pause leaves one there by itself.
    """

    def __init__(self, epochs: int = 1024) -> None:
        self.history = History(epochs)
        self.progress: Progress | None = None
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.snapshot: TrainedModel | None = None
        self.snapshot_wanted = threading.Event()

    def offer(self, snapshot: TrainedModel) -> None:
        """Lay down a copy of the network as it is now."""
        self.snapshot = snapshot
        self.snapshot_wanted.clear()

    def drain(self) -> Iterator[Event]:
        """Take the events that wait, oldest first, without blocking."""
        while True:
            try:
                yield self.events.get_nowait()
            except queue.Empty:
                return


class Speed:
    """Samples a second, smoothed over about two seconds of training time; pauses do not count."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._last: float | None = None
        self._samples = 0.0
        self._seconds = 0.0

    def start(self) -> None:
        """Begin to count from now, as at the start of a run and after a pause."""
        self._last = self._clock()

    def add(self, samples: float) -> None:
        """Count ``samples`` as processed since the last call."""
        now = self._clock()
        elapsed = now - self._last if self._last is not None else 0.0
        self._last = now
        decay = 0.5 ** (elapsed / _HALF_LIFE)
        self._samples = self._samples * decay + samples
        self._seconds = self._seconds * decay + elapsed

    @property
    def per_second(self) -> float:
        """The smoothed speed; 0 until something was counted."""
        return self._samples / self._seconds if self._seconds > 0 else 0.0

    def seconds_for(self, samples: float) -> float | None:
        """How long ``samples`` more will take at this speed; None while it is unknown."""
        speed = self.per_second
        return samples / speed if speed > 0 else None
