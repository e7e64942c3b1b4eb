"""Callbacks that change the learning rate between epochs."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import Configurable, option
from nndesigner.nn.callbacks import Callback, Logs, improves, watched


class ReduceLROnPlateau(Configurable, Callback):
    """Lowers the learning rate when the watched number has not become better for ``patience`` epochs (as in Keras)."""

    monitor: str = option(default="val_loss", help="Which number is watched.")
    factor: float = option(default=0.1, minimum=0.0, below=1.0, help="What the learning rate is multiplied by.")
    patience: int = option(default=10, minimum=0, help="Epochs without improvement before it is lowered.")
    verbose: int = option(default=0, minimum=0, help="1 prints a line each time.")
    mode: str = option(default="auto", choices=("auto", "min", "max"), help="Whether less or more is better.")
    min_delta: float = option(default=1e-4, minimum=0.0, help="A smaller change does not count as better.")
    cooldown: int = option(default=0, minimum=0, help="Epochs to wait after lowering it.")
    min_lr: float = option(default=0.0, minimum=0.0, help="Lowest learning rate.")

    def on_train_begin(self) -> None:
        self.best, self.wait, self.cooldown_counter = math.nan, 0, 0

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        value = watched(logs, self.monitor)
        if self.cooldown_counter:
            self.cooldown_counter -= 1
            self.wait = 0
        if improves(value, self.best, self.monitor, self.mode, self.min_delta):
            self.best, self.wait = value, 0
        elif not self.cooldown_counter:
            self.wait += 1
            if self.wait >= self.patience and self.trainer.learning_rate > self.min_lr:
                self.trainer.learning_rate = max(self.trainer.learning_rate * self.factor, self.min_lr)
                self.cooldown_counter, self.wait = self.cooldown, 0
                if self.verbose:
                    print(f"Epoch {epoch + 1}: the learning rate is now {self.trainer.learning_rate:g}.")

    def state(self) -> dict[str, Any]:
        return {"best": self.best, "wait": self.wait, "cooldown_counter": self.cooldown_counter}

    def set_state(self, state: dict[str, Any]) -> None:
        self.best, self.wait, self.cooldown_counter = state["best"], state["wait"], state["cooldown_counter"]


class LearningRateScheduler(Callback):
    """Sets the learning rate of each epoch to what ``schedule(epoch, learning_rate)`` or ``schedule(epoch)`` returns."""

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch: int) -> None:
        try:
            inspect.signature(self.schedule).bind(epoch, 0.0)
        except TypeError:
            rate = self.schedule(epoch)
        else:
            rate = self.schedule(epoch, self.trainer.learning_rate)
        if not isinstance(rate, (int, float, np.floating)):
            raise OptionError(f"A learning rate schedule returns a number for each epoch; received {rate!r}.")
        self.trainer.learning_rate = float(rate)
        if self.verbose:
            print(f"Epoch {epoch + 1}: the learning rate is now {self.trainer.learning_rate:g}.")
