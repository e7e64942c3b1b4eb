"""This project's engine through its public face."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from tests.benchmarks.rows import data
from tests.benchmarks.workloads import Part, Workload, batches, start_weights

LOSSES = {"mse": "mean_squared_error", "bce": "binary_crossentropy", "cce": "categorical_crossentropy"}


class NNDesigner:
    """``fit`` with history and shuffling."""

    def __init__(self, threads: int = 1) -> None:
        from nndesigner import nn

        self.nn = nn

    def model(self, work: Workload) -> Any:
        """The compiled model with its start weights."""
        nn = self.nn
        model = nn.Sequential([layer(nn, part) for part in work.layers], input_shape=work.shape, seed=1)
        optimizer = nn.Adam(work.rate) if work.optimizer == "adam" else nn.SGD(work.rate)
        model.compile(optimizer=optimizer, loss=LOSSES[work.loss])
        model.set_weights(start_weights(work))
        return model

    def losses(self, work: Workload, steps: int) -> list[float]:
        model = self.model(work)
        x, y = data(work)
        return [float(np.ravel(model.train_on_batch(x[rows], y[rows]))[0]) for rows in batches(work, steps)]

    def train(self, work: Workload) -> float:
        x, y = data(work)
        model = self.model(work)
        few = slice(2 * work.batch)  # a first call compiles
        model.fit(x[few], y[few], batch_size=work.batch, epochs=1, shuffle=work.shuffled, verbose=0)
        start = time.perf_counter()
        model.fit(x, y, batch_size=work.batch, epochs=work.epochs, shuffle=work.shuffled, verbose=0)
        return time.perf_counter() - start


def layer(library: Any, part: Part) -> Any:
    """A part as a layer of this project's engine, or of Keras: they share one vocabulary."""
    if part.kind == "dense":
        return library.Dense(part.units, activation=part.activation)
    if part.kind == "lstm":
        return library.LSTM(part.units)
    if part.kind == "flatten":
        return library.Flatten()
    if part.kind == "global_average1d":
        return library.GlobalAveragePooling1D()
    rank = part.kind[-2:].upper()
    if part.kind.startswith("max_pool"):
        return getattr(library, f"MaxPooling{rank}")(part.size)
    return getattr(library, f"Conv{rank}")(part.units, part.size, activation=part.activation)
