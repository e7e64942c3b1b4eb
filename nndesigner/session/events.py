"""What a run tells about itself: frozen values that may cross from the worker's thread to any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nndesigner.core.errors import DesignerError

if TYPE_CHECKING:
    from nndesigner.nn.carry_report import CarryReport
    from nndesigner.project.trained import TrainedModel


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: overwritten about fifty times a second, never queued.

    ``epoch`` counts finished epochs, ``step`` the steps done in the current one out of ``steps``;
    ``samples_per_second`` and ``seconds_left`` are smoothed, zero and None until they are known.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    samples_per_second: float
    seconds_left: float | None
    loss: float

    @property
    def fraction(self) -> float:
        """Share of the planned run that is done, from 0 to 1."""
        within = self.step / self.steps if self.steps and self.epoch < self.epochs else 0.0
        return min(1.0, (self.epoch + within) / self.epochs) if self.epochs else 1.0


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The data stand ready and the first step follows; row counts are those after the recipe's dropping."""

    epochs: int
    training_rows: int
    validation_rows: int
    skipped_rows: int
    learning_rate: float


@dataclass(frozen=True, slots=True)
class WeightsKept:
    """The network begins with what an earlier one has learned; ``report`` says which weights."""

    report: CarryReport


@dataclass(frozen=True, slots=True)
class Paused:
    """The run waits after ``epoch`` finished epochs."""

    epoch: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """The run goes on after a pause."""

    epoch: int


@dataclass(frozen=True, slots=True)
class LearningRateChanged:
    """From global step ``step`` (counted from 0) on, the learning rate is ``value``."""

    step: int
    value: float


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The run is over: ``kind`` names why in one word, ``reason`` in one sentence; the model stands ready."""

    kind: str
    reason: str
    trained: TrainedModel


@dataclass(frozen=True, slots=True)
class RunFailed:
    """The run broke off with nothing to keep: one sentence for a person, the traceback for the log."""

    message: str
    details: str
    error: DesignerError | None = None  # set where the input was at fault, not the work


Event = RunStarted | WeightsKept | Paused | Resumed | LearningRateChanged | RunEnded | RunFailed
