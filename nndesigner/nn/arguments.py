"""Checks of what the user of the engine passes besides arrays; every refusal says what would be right."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any

from nndesigner.core.errors import DataError, OptionError
from nndesigner.nn.callbacks import Callback

BATCH_SIZE = 32
_NEVER_CALLED = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")


def whole_number(value: Any, name: str, least: int) -> int:
    """``value`` as an int. Raises OptionError unless it is a whole number of at least ``least``."""
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if number < least or isinstance(value, bool):
        raise OptionError(f"{name} is a whole number of at least {least}; received {value!r}.")
    return number


def batch_rows(value: Any, default: int = BATCH_SIZE) -> int:
    """The rows of a batch; None means the default, as in Keras. Raises OptionError."""
    return default if value is None else whole_number(value, "batch_size", 1)


def callback_list(callbacks: Any) -> list[Callback]:
    """One callback, several or None as a list. Raises OptionError for what is none, or waits for calls that never come."""
    given = [] if callbacks is None else [callbacks] if isinstance(callbacks, Callback) else callbacks
    if not isinstance(given, Iterable):
        raise OptionError(f"callbacks is a list of nn.Callback; received {callbacks!r}.")
    made = list(given)
    for callback in made:
        if not isinstance(callback, Callback):
            raise OptionError(f"A callback is an nn.Callback, or nn.LambdaCallback(on_epoch_end=f); received {callback!r}.")
        for name in _NEVER_CALLED:
            if hasattr(callback, name):
                raise OptionError(
                    f"{type(callback).__name__} waits for {name}, but none is called inside an epoch; use on_epoch_begin "
                    f"or on_epoch_end, or model.train_on_batch in a loop of your own; received {name}."
                )
    return made


def validation_parts(data: Any) -> tuple[Any, ...]:
    """``(x, y)`` or ``(x, y, sample_weight)``. Raises DataError for anything else."""
    if not isinstance(data, (tuple, list)) or len(data) not in (2, 3):
        what = f"{type(data).__name__} of {len(data)}" if hasattr(data, "__len__") else type(data).__name__
        raise DataError(f"validation_data is (x, y) or (x, y, sample_weight); received {what}.")
    return tuple(data)


def class_weights(weights: Any) -> Mapping[int, float]:
    """The weights by class number. Raises OptionError when they are no such dict of numbers."""
    if not isinstance(weights, Mapping):
        raise OptionError(f"class_weight is a dict from class number to weight, like {{0: 1.0, 1: 2.5}}; received {weights!r}.")
    try:
        return {int(key): float(value) for key, value in weights.items()}
    except (TypeError, ValueError) as error:
        raise OptionError(f"class_weight is a dict from class number to weight; received {weights!r}.") from error


def refuse_batches(x: Any, y: Any) -> None:
    """Raises DataError where targets are missing, or come with the samples batch by batch."""
    if y is None:
        what = "give the arrays x and y" if hasattr(x, "__next__") or hasattr(x, "__getitem__") else "give y, too"
        raise DataError(
            f"fit needs samples and targets as two arrays: {what}; for batches from elsewhere call model.train_on_batch in a "
            f"loop; received {type(x).__name__} alone."
        )
    if hasattr(x, "__next__"):
        raise DataError(f"fit takes samples as an array; for batches call model.train_on_batch; received {type(x).__name__}.")
