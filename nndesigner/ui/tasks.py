"""Work off the window's thread: a file is read, the window stays alive, and whoever waits may cancel."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from nndesigner.core.errors import DesignerError
from nndesigner.core.quiet import quick_switching
from nndesigner.ui.journal import journal

Work = Callable[[Callable[[float], None], Callable[[], bool]], Any]

_running: set[Task] = set()


class Task(QObject):
    """One piece of work on its own thread.

    ``work(progress, cancelled)`` is called there: it reports a share from 0 to 1 and looks at ``cancelled()`` often. In the
    window's thread come ``progressed(share)``, then exactly one of ``done(result)``, ``failed(sentence, details)``,
    ``stopped()`` and last ``ended()``.

        Task(tr("Reading"), lambda step, cancelled: read_csv(path, progress=step, cancelled=cancelled), done=show).start()
    """

    progressed = Signal(float)
    done = Signal(object)
    failed = Signal(str, str)
    stopped = Signal()
    ended = Signal()
    _finished = Signal(object, object)

    def __init__(
        self,
        title: str,
        work: Work,
        *,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[str, str], None] | None = None,
    ) -> None:
        super().__init__()
        self.title = title
        self._work = work
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"task: {title}", daemon=True)
        self._share = 0.0
        self._finished.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        if done is not None:
            self.done.connect(done)
        if failed is not None:
            self.failed.connect(failed)

    def start(self) -> Task:
        """Begin; the task keeps itself alive until it has ended."""
        _running.add(self)
        self._thread.start()
        return self

    def cancel(self) -> None:
        """Ask the work to stop; ``stopped`` follows, whatever it still returns."""
        self._cancelled.set()

    def _run(self) -> None:
        result, error = None, None
        try:
            with quick_switching():
                result = self._work(self._report, self._cancelled.is_set)
        except BaseException as caught:  # everything is carried over to the window
            error = caught
        try:
            self._finished.emit(result, error)
        except RuntimeError:  # the window is gone
            _running.discard(self)

    def _report(self, share: float) -> None:
        if share >= self._share + 0.01 or share >= 1.0:
            self._share = share
            self.progressed.emit(share)

    def _finish(self, result: Any, error: BaseException | None) -> None:
        self._thread.join()
        _running.discard(self)
        if self._cancelled.is_set():
            self.stopped.emit()
        elif error is None:
            self.done.emit(result)
        elif isinstance(error, DesignerError):
            self.failed.emit(str(error), "")
        else:
            entry = journal().error(error)
            self.failed.emit(entry.text, "".join(traceback.format_exception(error)))
        self.ended.emit()


def end_all(timeout: float = 5.0) -> None:
    """Cancel and await every task: the window closes."""
    for task in tuple(_running):
        task.cancel()
        task._thread.join(timeout)
        _running.discard(task)
