"""One run from a frozen job to a trained model: the same loop for the command line and for the window's worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.quiet import quick_switching
from nndesigner.core.text import tr
from nndesigner.nn.training import EpochsEnded, Trainer
from nndesigner.nn.training import Progress as StepsDone
from nndesigner.project.build import build_model
from nndesigner.session.checkpoint import Checkpoint
from nndesigner.session.control import Control, Wish
from nndesigner.session.events import LearningRateChanged, Paused, Progress, Resumed, RunEnded, RunStarted, WeightsKept
from nndesigner.session.feed import Feed, Speed
from nndesigner.session.job import Job
from nndesigner.session.outcome import sentence, snapshot, stopping, trained_model
from nndesigner.session.prepare import Prepared, prepare
from nndesigner.session.replay import PlannedStop, boundaries, plan
from nndesigner.session.units import in_target_units, unit_factors

if TYPE_CHECKING:
    from nndesigner.nn import Model
    from nndesigner.project.trained import TrainedModel


def run(
    job: Job, control: Control | None = None, feed: Feed | None = None, checkpoint: Checkpoint | None = None
) -> TrainedModel:
    """Train ``job`` to its end and return the model; ``control`` steers, ``feed`` reports, its last event is RunEnded.

    With a ``checkpoint`` the network is written aside now and then, and whenever the run pauses.

    The same job gives the same bits, however it is paused, stepped and resumed; with a changed learning rate or a stop,
    if ``control`` was made with what the first run recorded.

    Raises DesignerError when the job cannot be run.
    """
    with quick_switching():
        return _Run(job, control or Control(), feed or Feed(job.epochs), checkpoint).to_the_end()


class _Run:
    """The state of one run: the trainer, where it stands, and how far it may go before it asks again."""

    def __init__(self, job: Job, control: Control, feed: Feed, checkpoint: Checkpoint | None) -> None:
        self._job = job
        self._control = control
        self._feed = feed
        self._checkpoint = checkpoint
        self._speed = Speed()
        self._prepared = prepare(job)
        self._factors = unit_factors(self._prepared.recipe)
        model = build_model(job.contents, self._prepared.recipe, job.settings)
        self._kept = None if job.learned is None else job.learned.give(model, self._prepared.recipe)
        self._trainer = _trainer(job, self._prepared, model)
        self._optimizer = self._trainer.model.optimizer
        self._first_iteration = self._optimizer.iterations
        self._counted = 0
        self._limits = (*boundaries(control.planned_changes, self._trainer.steps), job.epochs)
        if control.planned_changes or control.planned_stop is not None:
            plan(self._optimizer, control.planned_changes, control.planned_stop, self._rate_changed)

    def to_the_end(self) -> TrainedModel:
        """Train, and end the feed."""
        prepared, trainer = self._prepared, self._trainer
        self._feed.events.put(
            RunStarted(
                self._job.epochs, trainer.samples, prepared.validation_rows, prepared.skipped_rows, trainer.learning_rate
            )
        )
        if self._kept is not None:
            self._feed.events.put(WeightsKept(self._kept))
        self._report(0, 0, float("nan"))
        self._speed.start()
        try:
            self._train()
        except PlannedStop:
            self._end_early()
        reason = sentence(trainer, self._job) + ("" if self._kept is None else f" {self._kept.summary}")
        trained = self._trained(reason)
        kind = trainer.stop_reason.kind if trainer.stop_reason is not None else "stopped"
        self._feed.events.put(RunEnded(kind, reason, trained))
        return trained

    def _trained(self, reason: str) -> TrainedModel:
        return trained_model(self._job, self._prepared, self._trainer, self._feed.history, self._control, reason, self.step)

    @property
    def step(self) -> int:
        """Steps taken since the run began."""
        return self._optimizer.iterations - self._first_iteration

    def _train(self) -> None:
        """Drive the trainer from limit to limit until it stops by itself or the user stops it."""
        trainer, epochs = self._trainer, self._job.epochs
        self._obey()
        while trainer.stop_reason is None and trainer.epoch < epochs:
            self._set_limit()
            events = trainer.run()
            for event in events:
                self._tell(event)
                self._obey()
                if trainer.stop_reason is None and trainer.epochs <= trainer.epoch < epochs:
                    events.close()  # a limit, not the end: the trainer's callbacks must not take it for one
                    break
                self._set_limit()

    def _set_limit(self) -> None:
        """Let the trainer go on to the next epoch that matters, and not in blocks beyond it."""
        epoch = self._trainer.epoch
        limits = [limit for limit in self._limits if limit > epoch]
        if self._control.wish is Wish.STEP:
            limits.append(epoch + 1)
        self._trainer.epochs = min(limits, default=self._job.epochs)

    def _obey(self) -> None:
        """Do what the user has asked for."""
        control, trainer = self._control, self._trainer
        pauses = control.wish is Wish.PAUSE and trainer.stop_reason is None and trainer.epoch < self._job.epochs
        if pauses or self._feed.snapshot_wanted.is_set():
            self._feed.offer(snapshot(self._job, self._prepared, trainer))
        if self._checkpoint is not None and (pauses or self._checkpoint.is_due):
            done = tr("Interrupted after {done} of {epochs} epochs.", done=trainer.epoch, epochs=self._job.epochs)
            self._checkpoint.write(self._trained(done))
        if pauses:
            self._feed.events.put(Paused(trainer.epoch))
            if control.wait_while_paused() is not Wish.STOP:
                self._feed.events.put(Resumed(trainer.epoch))
            self._speed.start()
        rate = control.take_learning_rate()
        if rate is not None:
            trainer.learning_rate = rate
            self._rate_changed(self.step, rate)
        if control.wish is Wish.STOP and trainer.stop_reason is None:
            trainer.stop()

    def _rate_changed(self, step: int, value: float) -> None:
        self._control.record(step, value)
        self._feed.events.put(LearningRateChanged(step, value))

    def _end_early(self) -> None:
        """End a replay where the run that it repeats was stopped: the trainer's own end did not come to pass."""
        trainer, told = self._trainer, self._feed.history.count
        trainer.stop()
        trainer.end()
        late = {key: np.asarray(values[told:]) for key, values in trainer.history.history.items()}
        self._feed.history.append(in_target_units(late, self._factors))

    def _tell(self, event: StepsDone | EpochsEnded) -> None:
        """Write an event of the trainer to the feed."""
        if isinstance(event, EpochsEnded):
            self._feed.history.append(in_target_units(event.logs, self._factors))
            self._control.epoch_done()
            self._report(0, 0, event.last["loss"])
        else:
            self._report(event.step, event.samples, event.loss)

    def _report(self, step: int, samples: int, loss: float) -> None:
        trainer, speed = self._trainer, self._speed
        done = trainer.epoch * trainer.samples + samples
        if done > self._counted:
            speed.add(done - self._counted)
            self._counted = done
        left = speed.seconds_for(self._job.epochs * trainer.samples - done)
        self._feed.progress = Progress(trainer.epoch, self._job.epochs, step, trainer.steps, speed.per_second, left, loss)


def _trainer(job: Job, prepared: Prepared, model: Model) -> Trainer:
    """The trainer of the compiled ``model`` on the prepared arrays."""
    settings, validation = job.settings, prepared.validation
    return Trainer(
        model,
        prepared.recipe.feed(prepared.training.x),
        prepared.training.y,
        batch_size=settings.batch_size,
        epochs=settings.epochs,
        validation_data=None if validation is None else (prepared.recipe.feed(validation.x), validation.y),
        shuffle=settings.shuffle,
        class_weight=prepared.class_weight,
        callbacks=stopping(settings, validates=validation is not None),
    )
