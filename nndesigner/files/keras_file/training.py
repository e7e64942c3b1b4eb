"""How a Keras model was compiled: its optimizer and loss as the engine's, or those that suit the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nndesigner.core.errors import FileError
from nndesigner.core.registry import registry
from nndesigner.files.keras_file.parts import options, spec

_LOSSES = {"softmax": "categorical_crossentropy", "sigmoid": "binary_crossentropy"}


def optimizer_of(compiled: Any) -> Any:
    """The optimizer of ``compile_config``; Adam where there is none or it has no counterpart."""
    entry = compiled.get("optimizer") if isinstance(compiled, Mapping) else None
    try:
        name, config = spec(entry)
        kind = registry("optimizers").get(name)
        rate = config.get("learning_rate")
        found = options(kind, {key: value for key, value in config.items() if key != "learning_rate"}, "optimizer")
        if isinstance(rate, Mapping):
            schedule, given = spec(rate)
            known = registry("schedules").get(schedule)
            found["schedule"] = {
                "class_name": registry("schedules").canonical(schedule),
                "config": options(known, given, "schedule"),
            }
        elif rate is not None:
            found["learning_rate"] = float(str(np.float32(rate)))  # Keras keeps it in single precision
        return kind(**found)
    except (FileError, TypeError, ValueError):
        return "adam"


def loss_of(compiled: Any, last_activation: str | None) -> Any:
    """The loss of ``compile_config``; one that suits the last activation where it has no counterpart."""
    entry = compiled.get("loss") if isinstance(compiled, Mapping) else None
    try:
        name, config = spec(entry)
        kind = registry("losses").get(name)
        return kind(**options(kind, {key: value for key, value in config.items() if key != "axis"}, "loss"))
    except (FileError, TypeError, ValueError):
        return _LOSSES.get(str(last_activation), "mean_squared_error")
