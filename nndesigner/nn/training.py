"""Training as a generator of events: ``fit`` and the application both drive it, and get the same bits."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.errors import DataError
from nndesigner.nn.arguments import callback_list, validation_parts, whole_number
from nndesigner.nn.callbacks import Callback, History
from nndesigner.nn.checkpoint import Checkpoint
from nndesigner.nn.dataset import Dataset
from nndesigner.nn.divergence import layer_that_diverged
from nndesigner.nn.epochs import EpochRunner, assess
from nndesigner.nn.threads import one_blas_thread
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.model import Model

_YIELD_SECONDS = 0.015


@dataclass(frozen=True, slots=True)
class Progress:
    """Inside an epoch: steps and samples so far, of ``steps`` in all, and the epoch's mean loss so far."""

    epoch: int
    step: int
    steps: int
    samples: int
    loss: float


@dataclass(frozen=True, slots=True)
class EpochsEnded:
    """One or more whole epochs (short ones come in bundles): each log is an array with one number an epoch.

    ``samples`` is the number of samples in one epoch.
    """

    first_epoch: int
    logs: dict[str, Array]
    samples: int

    @property
    def count(self) -> int:
        """How many epochs ended."""
        return len(self.logs["loss"])

    @property
    def last_epoch(self) -> int:
        """Number of the last of them, from 0."""
        return self.first_epoch + self.count - 1

    @property
    def last(self) -> dict[str, float]:
        """The logs of the last of them."""
        return {name: float(values[-1]) for name, values in self.logs.items()}


@dataclass(frozen=True, slots=True)
class StopReason:
    """Why a training ended. ``kind``: finished, stopped, early stopping, target reached or diverged."""

    kind: str
    message: str
    epoch: int | None = None
    step: int | None = None
    layer: str | None = None

    def __str__(self) -> str:
        return self.message


class Trainer:
    """Trains a compiled model on arrays; see :meth:`run`.

    Args:
        x, y: Samples and targets; see :meth:`Model.fit`.
        validation_data: ``(x, y)`` or ``(x, y, sample_weight)``, looked at after each epoch.
        initial_epoch: Number of the first epoch; ``epochs`` counts from 0 all the same, as in Keras.

    Raises DataError or ShapeError if the arrays do not fit the model.
    """

    def __init__(
        self,
        model: Model,
        x: Any,
        y: Any,
        *,
        batch_size: int = 32,
        epochs: int = 1,
        validation_data: Any = None,
        shuffle: bool = True,
        sample_weight: Any = None,
        class_weight: Mapping[int, float] | None = None,
        initial_epoch: int = 0,
        callbacks: Sequence[Callback] | Callback | None = (),
    ) -> None:
        batch_size, epochs = whole_number(batch_size, "batch_size", 1), whole_number(epochs, "epochs", 0)
        self.model = model
        model.ensure_ready(x, y)
        model.build_optimizer()
        data = Dataset.of(model.graph, x, model.targets(y), sample_weight, class_weight)
        if not len(data):
            raise DataError("There is nothing to learn from: the training data has no rows; received 0 rows.")
        model.loss.check_targets(data.y.reshape(-1, *model.graph.output.shape))
        self._validation = None if validation_data is None else _validation_set(model, *validation_parts(validation_data))
        if self._validation is not None and not len(self._validation):
            raise DataError("There is nothing to validate with: give rows or leave validation_data out; received 0 rows.")
        self._runner = EpochRunner(model, data, batch_size, shuffle)
        self.samples = len(data)
        self.steps = self._runner.steps_per_epoch
        self.epoch = whole_number(initial_epoch, "initial_epoch", 0)
        self.epochs = epochs
        self.callbacks = callback_list(callbacks)
        self.history = self._new_history()
        self.stop_reason: StopReason | None = None
        self._single = False
        self._good = Checkpoint(model)
        model.stop_training = False
        for callback in self.callbacks:
            callback.trainer = self
            callback.on_train_begin()

    def _new_history(self) -> History:
        history = History()
        history.trainer = self
        history.params = {"epochs": self.epochs, "steps": self.steps}
        return history

    @property
    def learning_rate(self) -> float:
        """Size of a step; a new value holds from the next step on, and ends a schedule."""
        return self.model.optimizer.current_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self.model.optimizer.set_learning_rate(value)

    @property
    def logs(self) -> dict[str, float]:
        """The numbers of the last finished epoch."""
        return {name: values[-1] for name, values in self.history.history.items()}

    def stop(self, message: str = "stopped", kind: str = "stopped") -> None:
        """End the training after the current events."""
        self.stop_reason = StopReason(kind, message, self.epoch)

    def run(self) -> Generator[Progress | EpochsEnded, None, None]:
        """Train, yielding at most every 15 ms. Time decides only when it yields, never the numbers."""
        with one_blas_thread():
            yield from self._events()
        self.end()

    def end(self) -> None:
        """Let optimizer and callbacks know that no step follows; :meth:`run` does so itself, unless it is left early."""
        self.model.optimizer.finish(self.model.graph.parameters)
        for callback in self.callbacks:
            callback.on_train_end()

    def _events(self) -> Iterator[Progress | EpochsEnded]:
        runner = self._runner
        pending: list[dict[str, Array]] = []
        due = time.perf_counter() + _YIELD_SECONDS
        while self.stop_reason is None and self.epoch < self.epochs:
            self._begin_block()
            while not runner.done and self.stop_reason is None:
                first_row = runner.position
                runner.advance()
                if runner.bad_step is not None:
                    self._lose_ground(first_row)
                elif not runner.done and time.perf_counter() >= due:
                    if pending:
                        yield self._bundle(pending)
                    yield Progress(self.epoch, runner.step, self.steps, runner.position, float(runner.tally.losses()[0]))
                    due = time.perf_counter() + _YIELD_SECONDS
            if runner.done and runner.epochs:
                self._end_block(pending)
            if pending and time.perf_counter() >= due:
                yield self._bundle(pending)
                due = time.perf_counter() + _YIELD_SECONDS
        if pending:
            yield self._bundle(pending)
        if self.stop_reason is None:
            self.stop_reason = StopReason("finished", "finished", self.epoch)

    def _begin_block(self) -> None:
        if 0 < self._runner.position < self._runner.rows:
            return  # stopped in mid-epoch, by this trainer or the one whose state was restored
        self._good.save()
        for callback in self.callbacks:
            callback.on_epoch_begin(self.epoch)
        single = self._single or bool(self.callbacks) or self._validation is not None
        self._runner.begin(1 if single else min(self._runner.epochs_per_block, self.epochs - self.epoch))

    def _end_block(self, pending: list[dict[str, Array]]) -> None:
        """Record the epochs of a finished block, look at the validation data, ask the callbacks."""
        if not np.isfinite(self.model.graph.values).all():
            self._lose_ground(None)
            return
        logs = self._runner.tally.logs()
        if self._validation is not None:
            logs |= {f"val_{name}": np.array([value]) for name, value in assess(self.model, self._validation).items()}
        count = len(logs["loss"])
        logs["learning_rate"] = self.model.optimizer.rates_of_epochs(count, self.steps)
        self.history.extend(self.epoch, logs)
        pending.append(logs)
        self.epoch += count
        for callback in self.callbacks:
            callback.on_epoch_end(self.epoch - 1, self.logs)
        if self.model.stop_training and self.stop_reason is None:
            self.stop("stopped: a callback set model.stop_training")

    def _bundle(self, pending: list[dict[str, Array]]) -> EpochsEnded:
        logs = {name: np.concatenate([part[name] for part in pending]) for name in pending[0]}
        pending.clear()
        return EpochsEnded(self.epoch - len(logs["loss"]), logs, self.samples)

    def _lose_ground(self, first_row: int | None) -> None:
        """The numbers left the finite ones: go back to the block's start, and stop there if it was a single epoch."""
        runner = self._runner
        step = None if first_row is None or runner.bad_step is None else first_row // runner.batch + runner.bad_step
        single = runner.epochs == 1
        self._good.restore()
        self._single = True
        if not single:
            self._begin_block()
            return
        layer = layer_that_diverged(self.model, runner, step)
        self._good.restore()
        runner.begin(0)
        at = "its last update" if step is None else f"step {step + 1}"
        self.stop_reason = StopReason(
            "diverged",
            f"diverged: the numbers became infinite in epoch {self.epoch + 1}, at {at}, in layer {layer}; the weights before "
            f"that epoch are kept. A learning rate below {self.learning_rate:g} or scaled inputs may help.",
            self.epoch,
            step,
            layer,
        )

    def state(self) -> dict[str, Any]:
        """All that is needed to go on elsewhere with the same bits, in mid-epoch too, as builtins and arrays."""
        runner = self._runner
        between = runner.done or not runner.position
        random = self.model.random.state()
        return {
            "epoch": self.epoch,
            "weights": self.model.graph.values.copy(),
            "optimizer": self.model.optimizer.state(),
            "learning_rate": self.learning_rate,
            "random": random,
            "history": {name: np.array(values) for name, values in self.history.history.items()},
            "callbacks": [callback.state() for callback in self.callbacks],
            "within": None
            if between
            else {"order": runner.order_state, "position": runner.position, "tally": runner.tally.state()},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what :meth:`state` returned, in a trainer made with the same data and settings."""
        model, runner, within = self.model, self._runner, state["within"]
        model.graph.values[...] = state["weights"]
        model.optimizer.set_state(state["optimizer"])
        if model.optimizer.schedule is None:
            self.learning_rate = state["learning_rate"]
        self.epoch = int(state["epoch"])
        count = len(next(iter(state["history"].values()), ()))
        self.history = self._new_history()
        if count:
            self.history.extend(self.epoch - count, state["history"])
        for callback, kept in zip(self.callbacks, state["callbacks"], strict=True):
            callback.set_state(kept)
        if within is not None:
            model.random.set_state(state["random"] | {"order": within["order"]})
            runner.begin(1)
            runner.position = int(within["position"])
            runner.tally.set_state(within["tally"])
        model.random.set_state(state["random"])
        self._good.save()
        self.stop_reason = None


def _validation_set(model: Model, x: Any, y: Any, *weight: Any) -> Dataset:
    return Dataset.of(model.graph, x, model.targets(y), *weight)
