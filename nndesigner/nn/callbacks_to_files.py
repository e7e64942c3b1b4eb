"""Callbacks that write files while training."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nndesigner.core.errors import FileError, OptionError
from nndesigner.core.options import Configurable, option
from nndesigner.nn.callbacks import Callback, Logs, improves, watched


class ModelCheckpoint(Configurable, Callback):
    """Saves the model after each epoch, or after each that was the best so far (as in Keras).

    ``filepath`` may name logs: ``"model-{epoch:02d}-{val_loss:.3f}.pkl"``; epochs count from 1.
    """

    filepath: str = option(help="Where to save; may hold {epoch} and names of logs.")
    monitor: str = option(default="val_loss", help="Which number is watched.")
    verbose: int = option(default=0, minimum=0, help="1 prints a line each time.")
    save_best_only: bool = option(default=False, help="Save only when the watched number is better than ever.")
    mode: str = option(default="auto", choices=("auto", "min", "max"), help="Whether less or more is better.")
    initial_value_threshold: float | None = option(default=None, help="The number must be better than this.")

    def on_train_begin(self) -> None:
        self.best = math.nan if self.initial_value_threshold is None else self.initial_value_threshold

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        if self.save_best_only:
            value = watched(logs, self.monitor)
            if not improves(value, self.best, self.monitor, self.mode):
                return
            self.best = value
        try:
            path = Path(self.filepath.format(**{**logs, "epoch": epoch + 1}))
        except (KeyError, IndexError, ValueError) as error:
            raise OptionError(
                f"ModelCheckpoint: filepath may name epoch, {', '.join(logs)}; received {self.filepath!r} ({error})."
            ) from None
        with _writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        self.model.save(path)
        if self.verbose:
            print(f"Epoch {epoch + 1}: saved to {path}.")

    def state(self) -> dict[str, Any]:
        return {"best": self.best}

    def set_state(self, state: dict[str, Any]) -> None:
        self.best = state["best"]


class CSVLogger(Configurable, Callback):
    """Writes a line of numbers after each epoch: ``epoch``, from 0, then the logs by name."""

    filename: str = option(help="The file to write.")
    separator: str = option(default=",", help="What stands between two numbers.")
    append: bool = option(default=False, help="Go on with a file that is there, instead of writing it anew.")

    def on_train_begin(self) -> None:
        self._keys: list[str] | None = None

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        path = Path(self.filename)
        with _writing(path):
            fresh = self._keys is None and not self.append
            empty = fresh or not path.exists() or not path.stat().st_size
            self._keys = self._keys or sorted(logs)
            with path.open("w" if fresh else "a", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, delimiter=self.separator)
                if empty:
                    writer.writerow(["epoch", *self._keys])
                writer.writerow([epoch, *(logs.get(key, "NA") for key in self._keys)])

    def state(self) -> dict[str, Any]:
        return {"keys": self._keys}

    def set_state(self, state: dict[str, Any]) -> None:
        self._keys = state["keys"]


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror}; choose another place; received {error}.") from error
