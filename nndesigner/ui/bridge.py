"""The bridge to a run: the window's buttons become calls of its control, its feed becomes one signal thirty times a second."""

from __future__ import annotations

import queue
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from nndesigner.core.errors import DesignerError

if TYPE_CHECKING:
    from nndesigner.nn.carry_report import CarryReport
    from nndesigner.session.checkpoint import Checkpoint
    from nndesigner.session.feed import Feed
    from nndesigner.session.job import Job
    from nndesigner.session.worker import Worker
    from nndesigner.ui.document import Document

TICK_MS = 33


class Runner(QObject):
    """Starts, steers and watches one run.

    ``state`` is ``idle`` (nothing has run), ``training``, ``paused`` or ``finished``. ``tick`` is emitted about thirty times a
    second while something moves and once after the last event: redraw from ``feed`` there, nowhere else.
    """

    state_changed = Signal(str)
    tick = Signal()
    run_started = Signal()
    run_ended = Signal(object)
    weights_kept = Signal(object)
    failed = Signal(str, str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._worker: Worker | None = None
        self.state = "idle"
        self.feed: Feed | None = None
        self.job: Job | None = None
        self.reason = ""
        self.learning_rate: float | None = None
        self.keep_weights = False
        """Whether the next run begins with what the last one has learned, as far as it fits."""
        self.kept: CarryReport | None = None
        self.make_checkpoint: Callable[[], Checkpoint | None] = lambda: None
        """Where a run is kept safe from a crash while it goes on."""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        document.project_replaced.connect(self.forget)

    @property
    def is_active(self) -> bool:
        """Whether a worker is alive: training or paused."""
        return self.state in ("training", "paused")

    def play(self) -> None:
        """Start a run, or go on with the paused one."""
        if self.state == "paused":
            self._control.resume()
            self._timer.start()
            self._set_state("training")
        elif self.state != "training":
            self._start(one_epoch=False)

    def pause(self) -> None:
        """Hold the run after the batch it is in; its weights can be looked at and used."""
        if self.state == "training":
            self._control.pause()

    def step(self) -> None:
        """Train exactly one epoch, then pause."""
        if self.state == "paused":
            self._control.step()
            self._timer.start()
            self._set_state("training")
        elif self.state != "training":
            self._start(one_epoch=True)

    def stop(self) -> None:
        """End the run; what it has learnt is kept."""
        if self.is_active:
            self._control.stop()
            self._timer.start()

    def reset(self) -> None:
        """Forget the run: the next one starts from the same initial weights."""
        self.forget()
        self._document.project.trained = None

    def new_weights(self) -> None:
        """Forget the run and choose the next seed, as an edit that can be undone."""
        from nndesigner.project.edits import SetSettings

        self.reset()
        project = self._document.project
        self._document.push(SetSettings(project, seed=project.settings.seed + 1))

    def set_learning_rate(self, value: float) -> None:
        """Change the learning rate of the run that is going on, from its next batch on."""
        self.learning_rate = value
        if self.is_active:
            self._control.set_learning_rate(value)

    def forget(self) -> None:
        """End and drop the run, if there is one."""
        self.close()
        self.feed = self.job = None
        self.reason = ""
        self._set_state("idle")
        self.tick.emit()

    def finish_now(self) -> None:
        """End the run and wait for it; what it has learnt is kept."""
        worker = self._worker
        if worker is not None:
            worker.control.stop()
            worker.join(10.0)
            self._on_tick()

    def close(self) -> None:
        """End the worker and wait for it; its result is dropped."""
        self._timer.stop()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.control.stop()
            worker.join(10.0)

    @property
    def _control(self) -> Any:
        assert self._worker is not None
        return self._worker.control

    def _start(self, *, one_epoch: bool) -> None:
        from nndesigner.session.job import Job
        from nndesigner.session.worker import Worker

        self.close()
        try:
            project = self._document.project
            job = Job.from_project(project, start_from=project.trained if self.keep_weights else None)
        except DesignerError as error:
            self.failed.emit(str(error), "")
            return
        self.job = job
        self._worker = Worker(job, checkpoint=self.make_checkpoint())
        self.feed = self._worker.feed
        self.reason = ""
        self.kept = None
        self.learning_rate = None
        if one_epoch:
            self._control.step()
        self._worker.start()
        self._timer.start()
        self._set_state("training")
        self.run_started.emit()
        self.tick.emit()

    def _on_tick(self) -> None:
        feed = self.feed
        if feed is None:
            return
        while True:
            try:
                event = feed.events.get_nowait()
            except queue.Empty:
                break
            try:
                self._handle(event)
            except Exception as error:  # one bad listener must not stop the clock
                self.failed.emit(str(error), traceback.format_exc())
        self.tick.emit()

    def _handle(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "Paused":
            self._timer.stop()
            self._set_state("paused")
        elif kind == "Resumed":
            self._timer.start()
            self._set_state("training")
        elif kind == "WeightsKept":
            self.kept = event.report
            self.weights_kept.emit(event.report)
        elif kind == "LearningRateChanged":
            self.learning_rate = event.value
        elif kind in ("RunEnded", "RunFailed"):
            self._timer.stop()
            worker, self._worker = self._worker, None
            if worker is not None:
                worker.join(10.0)
            self._end(event, kind)

    def _end(self, event: Any, kind: str) -> None:
        if kind == "RunFailed":
            self.reason = event.message
            self._set_state("finished")
            self.failed.emit(event.message, "" if isinstance(event.error, DesignerError) else event.details)
            return
        self.reason = getattr(event.reason, "message", str(event.reason))
        self._document.project.trained = event.trained
        self._set_state("finished")
        self.run_ended.emit(event)

    def _set_state(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
