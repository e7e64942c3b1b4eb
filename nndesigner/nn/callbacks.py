"""What may look on and stop a training: early stopping, a target, functions of one's own; and the history."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.errors import DataError, OptionError
from nndesigner.core.options import Configurable, option

if TYPE_CHECKING:
    from nndesigner.nn.model import Model
    from nndesigner.nn.training import Trainer

Logs = dict[str, float]


class Callback:
    """Base of all callbacks; the trainer calls its methods, and none inside an epoch.

    To stop, call ``self.trainer.stop(message)`` or, as in Keras, set ``self.model.stop_training``.
    """

    trainer: Trainer

    @property
    def model(self) -> Model:
        """The model in training."""
        return self.trainer.model

    def on_train_begin(self) -> None:
        """Before the first step."""

    def on_epoch_begin(self, epoch: int) -> None:
        """Before the first step of each epoch."""

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """After each epoch, with loss, metrics, ``val_…`` and ``learning_rate``."""

    def on_train_end(self) -> None:
        """After the last step, however the training ended."""

    def state(self) -> dict[str, Any]:
        """What the callback must know to go on from here, as builtins and arrays."""
        return {}

    def set_state(self, state: dict[str, Any]) -> None:
        """Take over what :meth:`state` returned."""


class LambdaCallback(Callback):
    """Calls functions of one's own, as Keras's: those of an epoch with ``(epoch, logs)``, the others with ``(logs)``."""

    def __init__(
        self,
        on_epoch_begin: Callable[[int, Logs], object] | None = None,
        on_epoch_end: Callable[[int, Logs], object] | None = None,
        on_train_begin: Callable[[Logs], object] | None = None,
        on_train_end: Callable[[Logs], object] | None = None,
    ) -> None:
        self._epoch_begin = on_epoch_begin
        self._epoch_end = on_epoch_end
        self._train_begin = on_train_begin
        self._train_end = on_train_end

    def on_train_begin(self) -> None:
        if self._train_begin is not None:
            self._train_begin({})

    def on_epoch_begin(self, epoch: int) -> None:
        if self._epoch_begin is not None:
            self._epoch_begin(epoch, {})

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        if self._epoch_end is not None:
            self._epoch_end(epoch, logs)

    def on_train_end(self) -> None:
        if self._train_end is not None:
            self._train_end(self.trainer.logs)


def watched(logs: Logs, monitor: str) -> float:
    """The number to watch. Raises OptionError if it is not in the logs."""
    if monitor not in logs:
        raise OptionError(f"There is no {monitor!r} to watch; there are {', '.join(logs)}; received monitor={monitor!r}.")
    return logs[monitor]


class EarlyStopping(Configurable, Callback):
    """Stops when the watched number has not become better for ``patience`` epochs (as Keras's EarlyStopping)."""

    monitor: str = option(default="val_loss", help="Which number is watched.")
    min_delta: float = option(default=0.0, minimum=0.0, help="A smaller change does not count as better.")
    patience: int = option(default=0, minimum=0, help="Epochs without improvement before training stops.")
    mode: str = option(default="auto", choices=("auto", "min", "max"), help="Whether less or more is better.")
    baseline: float | None = option(default=None, help="An epoch that is not better than this does not end the waiting.")
    restore_best_weights: bool = option(default=False, help="Go back to the weights of the best epoch at the end.")
    start_from_epoch: int = option(default=0, minimum=0, help="Epochs before this one are not watched.")

    def on_train_begin(self) -> None:
        self.best = math.nan
        self.best_epoch = -1
        self.waited = 0
        self._best_parameters: Any = None

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        value = watched(logs, self.monitor)
        if epoch < self.start_from_epoch:
            return
        self.waited += 1
        if self._is_better(value, self.best):
            self.best, self.best_epoch = value, epoch
            self._best_parameters = self.model.graph.values.copy() if self.restore_best_weights else None
            if self.baseline is None or self._is_better(value, self.baseline):
                self.waited = 0
        elif self.waited >= self.patience and epoch > 0:
            self.trainer.stop(
                f"early stopping: {self.monitor} has not improved since epoch {self.best_epoch + 1}", kind="early stopping"
            )

    def on_train_end(self) -> None:
        if self._best_parameters is not None:
            self.model.graph.values[...] = self._best_parameters

    def state(self) -> dict[str, Any]:
        return {
            "best": self.best,
            "best_epoch": self.best_epoch,
            "waited": self.waited,
            "parameters": None if self._best_parameters is None else self._best_parameters.copy(),
        }

    def set_state(self, state: dict[str, Any]) -> None:
        self.best, self.best_epoch, self.waited = state["best"], state["best_epoch"], state["waited"]
        self._best_parameters = None if state["parameters"] is None else np.array(state["parameters"])

    def _is_better(self, value: float, best: float) -> bool:
        return improves(value, best, self.monitor, self.mode, self.min_delta)


class TargetReached(Configurable, Callback):
    """Stops as soon as the watched number is as good as ``target``."""

    target: float = option(help="The number that is good enough.")
    monitor: str = option(default="loss", help="Which number is watched.")

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        value = watched(logs, self.monitor)
        if value >= self.target if is_larger_better(self.monitor) else value <= self.target:
            self.trainer.stop(f"target reached: {self.monitor} is {value:.6g}", kind="target reached")


class TerminateOnNaN(Configurable, Callback):
    """Makes a diverged training an error, if wanted; the trainer stops by itself and keeps the last good weights."""

    raise_error: bool = option(default=False, help="Raise an error when the loss is no longer a finite number.")

    def on_train_end(self) -> None:
        reason = self.trainer.stop_reason
        if self.raise_error and reason is not None and reason.kind == "diverged":
            raise DataError(f"Training {reason.message[:-1]}; received a loss that is not finite.")


def improves(value: float, best: float, monitor: str, mode: str = "auto", min_delta: float = 0.0) -> bool:
    """Whether ``value`` of the watched number is better than ``best`` (NaN: there is none yet), as ``mode`` has it."""
    if math.isnan(best):
        return not math.isnan(value)
    larger = mode == "max" or (mode == "auto" and is_larger_better(monitor))
    return value > best + min_delta if larger else value < best - min_delta


def is_larger_better(name: str) -> bool:
    """Whether a log key (``val_`` or not) is a metric of which more is better."""
    from nndesigner.nn.registries import METRICS

    bare = name.removeprefix("val_")
    return bare in METRICS and METRICS.get(bare).larger_is_better


class History(Callback):
    """What every epoch came to: ``history["val_loss"][epoch]`` (Keras keys) and ``epoch``, their numbers."""

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []
        self.params: dict[str, Any] = {}
        """``epochs`` and ``steps`` (an epoch), as Keras gives them."""

    def extend(self, first_epoch: int, logs: dict[str, Any]) -> None:
        """Append one or more epochs; each log is a 1-D array."""
        count = len(logs["loss"])
        self.epoch.extend(range(first_epoch, first_epoch + count))
        for name, values in logs.items():
            self.history.setdefault(name, []).extend(values.tolist())


def __getattr__(name: str) -> Any:
    """``nn.callbacks`` has those that change the rate and those that write files too, as in Keras."""
    from nndesigner import nn

    if name not in nn.names_of("callbacks"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(nn, name)
