"""A run on a thread of its own: whatever happens, its feed ends with RunEnded or RunFailed."""

from __future__ import annotations

import threading
import traceback

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.session.checkpoint import Checkpoint
from nndesigner.session.control import Control
from nndesigner.session.events import RunFailed
from nndesigner.session.feed import Feed
from nndesigner.session.job import Job
from nndesigner.session.run import run


class Worker:
    """Trains ``job`` beside the caller. ``control`` steers it, ``feed`` is where it can be watched.

    With a ``checkpoint`` the network is written aside now and then.
    """

    def __init__(self, job: Job, control: Control | None = None, checkpoint: Checkpoint | None = None) -> None:
        self.job = job
        self.control = control or Control()
        self._checkpoint = checkpoint
        self.feed = Feed(job.epochs)
        self._thread = threading.Thread(target=self._run, name="nndesigner-training", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def is_alive(self) -> bool:
        """Whether the run goes on or is paused."""
        return self._thread.is_alive()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end, at most ``timeout`` seconds."""
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            run(self.job, self.control, self.feed, self._checkpoint)
        except BaseException as error:
            self.feed.events.put(failure(error))


def failure(error: BaseException) -> RunFailed:
    """One sentence for a person, with the traceback for the log."""
    details = "".join(traceback.format_exception(error))
    if isinstance(error, DesignerError):
        return RunFailed(str(error), details, error)
    if isinstance(error, MemoryError):
        return RunFailed(tr("There was not enough memory to train; try a smaller batch, network or table."), details)
    what = ": ".join(part for part in (type(error).__name__, str(error)) if part)
    return RunFailed(tr("Training broke off because of an unexpected error ({what}).", what=what), details)
