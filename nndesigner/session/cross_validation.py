"""Cross-validation: the same network trained once a fold, each time measured on rows that it did not see."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from statistics import mean, stdev
from typing import Any

from nndesigner.core.text import tr
from nndesigner.session.control import Control, Wish
from nndesigner.session.evaluate import evaluate
from nndesigner.session.events import RunFailed
from nndesigner.session.feed import Feed
from nndesigner.session.job import Job
from nndesigner.session.prepare import split_rows
from nndesigner.session.run import run
from nndesigner.session.worker import failure


@dataclass(frozen=True, slots=True)
class Fold:
    """One training: its number from 0, the rows of both parts, epochs done, and the loss and metrics of the other rows.

    ``baselines`` holds by name the metrics of what is simpler, fitted to the same training rows, on the same other rows.
    """

    number: int
    training_rows: int
    validation_rows: int
    epochs: int
    metrics: dict[str, float]
    baselines: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """What came out of ``planned`` folds; fewer of them when it was stopped.

    ``mean`` and ``deviation`` hold a number for "loss" (in training space) and for each metric (in the target's unit);
    the deviation is that of a sample (n - 1), NaN for a single fold.
    """

    planned: int
    folds: tuple[Fold, ...]

    @property
    def mean(self) -> dict[str, float]:
        """Mean over the folds."""
        return {key: mean(values) for key, values in self._columns()}

    @property
    def deviation(self) -> dict[str, float]:
        """Standard deviation over the folds."""
        return {key: stdev(values) if len(values) > 1 else math.nan for key, values in self._columns()}

    @property
    def baselines(self) -> dict[str, dict[str, float]]:
        """For each baseline ("mean", "linear regression") the mean of its metrics over the folds."""
        names = self.folds[0].baselines if self.folds else {}
        return {
            name: {key: mean(fold.baselines[name][key] for fold in self.folds) for key in metrics}
            for name, metrics in names.items()
        }

    def to_config(self) -> dict[str, Any]:
        """Everything as JSON builtins; what is no finite number is None."""
        folds = [
            {"fold": fold.number + 1, "training_rows": fold.training_rows, "validation_rows": fold.validation_rows}
            | {"epochs": fold.epochs}
            | _plain(fold.metrics)
            for fold in self.folds
        ]
        return {
            "planned": self.planned,
            "folds": folds,
            "mean": _plain(self.mean),
            "deviation": _plain(self.deviation),
            "baselines": {name: _plain(metrics) for name, metrics in self.baselines.items()},
        }

    def lines(self) -> Iterator[str]:
        """One line a fold, then mean ± standard deviation of each metric."""
        for fold in self.folds:
            numbers = ", ".join(f"{key} {value:.4g}" for key, value in fold.metrics.items())
            rows = tr("{training} + {validation} rows", training=fold.training_rows, validation=fold.validation_rows)
            yield tr("Fold {number} of {count}: {numbers} ({rows}, {epochs} epochs)").format(
                number=fold.number + 1, count=self.planned, numbers=numbers, rows=rows, epochs=fold.epochs
            )
        deviation = self.deviation
        for key, value in self.mean.items():
            beside = ", ".join(f"{name} {metrics[key]:.4g}" for name, metrics in self.baselines.items() if key in metrics)
            yield f"{key}: {value:.4g} ± {deviation[key]:.2g}" + (f" ({beside})" if beside else "")

    def _columns(self) -> Iterator[tuple[str, list[float]]]:
        for key in self.folds[0].metrics if self.folds else ():
            yield key, [fold.metrics[key] for fold in self.folds]


class CrossValidator:
    """Trains ``job`` once a fold beside the caller; the rows of the split's test part stay sealed.

    ``control`` steers the fold in hand (a stop ends the whole), ``feed`` is where that fold can be watched, ``fold`` its
    number. Once it is no longer alive, ``result`` or ``failed`` says what came of it.
    """

    def __init__(self, job: Job, folds: int, control: Control | None = None) -> None:
        self.jobs = tuple(_job_of(job, fold, folds) for fold in range(folds))
        self.control = control or Control()
        self.fold = 0
        self.feed = Feed(job.epochs)
        self.result: CrossValidation | None = None
        self.failed: RunFailed | None = None
        self._done: list[Fold] = []
        self._thread = threading.Thread(target=self._run, name="nndesigner-folds", daemon=True)

    @property
    def done(self) -> CrossValidation:
        """What has come out so far."""
        return CrossValidation(len(self.jobs), tuple(self._done))

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def is_alive(self) -> bool:
        """Whether it goes on or is paused."""
        return self._thread.is_alive()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end, at most ``timeout`` seconds."""
        self._thread.join(timeout)

    def to_the_end(self) -> CrossValidation:
        """Train every fold in the caller's own thread. Raises DesignerError when the job cannot be run."""
        for number, job in enumerate(self.jobs):
            if self._is_stopped():
                break
            if number:
                self.feed = Feed(job.epochs)
            self.fold = number
            done = self._train(number, job)
            if done is not None:
                self._done.append(done)
        return self.done

    def _is_stopped(self) -> bool:
        return self.control.wish is Wish.STOP

    def _train(self, number: int, job: Job) -> Fold | None:
        """The fold, or None when it was stopped: a network that is half trained says nothing."""
        trained = run(job, self.control, self.feed)
        if self._is_stopped():
            return None
        rows = split_rows(job.contents.split, job.table, job.recipe)
        report = evaluate(trained, job.table, rows.validation, training_rows=rows.train)
        beside = {baseline.name: baseline.metrics for baseline in report.baselines}
        return Fold(number, len(rows.train), report.rows, trained.epochs, {"loss": report.loss, **report.metrics}, beside)

    def _run(self) -> None:
        try:
            self.result = self.to_the_end()
        except BaseException as error:
            self.failed = failure(error)


def cross_validate(job: Job, folds: int, control: Control | None = None) -> CrossValidation:
    """Train ``job`` once for each of ``folds`` parts of the rows that are no test rows, and measure it on that part.

    Raises DesignerError when there are too few rows for so many folds, or the job cannot be run.
    """
    return CrossValidator(job, folds, control).to_the_end()


def _job_of(job: Job, fold: int, folds: int) -> Job:
    split = replace(job.contents.split, folds=folds, fold=fold)
    return replace(job, contents=replace(job.contents, split=split))


def _plain(numbers: dict[str, float]) -> dict[str, float | None]:
    return {key: float(value) if math.isfinite(value) else None for key, value in numbers.items()}
