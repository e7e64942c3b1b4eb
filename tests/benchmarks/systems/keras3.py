"""Keras 3 with JAX below it: ``fit``, as its guide writes it."""

from __future__ import annotations

import time
from typing import Any

import keras

from tests.benchmarks.rows import data
from tests.benchmarks.systems.ours import layer
from tests.benchmarks.workloads import Workload, batches, start_weights

LOSSES = {
    "mse": lambda: keras.losses.MeanSquaredError(),
    "bce": lambda: keras.losses.BinaryCrossentropy(from_logits=True),
    "cce": lambda: keras.losses.CategoricalCrossentropy(from_logits=True),
}


def exact_share(step: int) -> float:
    """What Keras's bias correction of Adam, √(1 − β₂ᵗ) / (1 − β₁ᵗ), lacks in a step, as it computes it in float32.

    It is off by up to 3e-5 in the first steps, which W5 enlarges to 3e-4 of the loss; the proof of losses corrects it.
    """
    power = [keras.ops.power(keras.ops.cast(beta, "float32"), keras.ops.cast(step, "float32")) for beta in (0.9, 0.999)]
    theirs = keras.ops.sqrt(1 - power[1]) / (1 - power[0])
    return (1 - 0.999**step) ** 0.5 / (1 - 0.9**step) / float(theirs)


class Keras:
    """The last activation stands in the loss (``from_logits``), which is faster and stable."""

    def __init__(self, threads: int = 1) -> None:
        self._models: dict[str, Any] = {}

    def model(self, work: Workload) -> Any:
        """A compiled model."""
        layers = [keras.Input(work.shape), *(layer(keras.layers, part) for part in work.layers)]
        if work.loss != "mse":
            layers[-1].activation = keras.activations.linear
        model = keras.Sequential(layers)
        optimizer = keras.optimizers.Adam(work.rate) if work.optimizer == "adam" else keras.optimizers.SGD(work.rate)
        model.compile(optimizer=optimizer, loss=LOSSES[work.loss]())
        return model

    def losses(self, work: Workload, steps: int) -> list[float]:
        model = self._models[work.name] = self.model(work)  # kept, as XLA needs a second or more for a new one
        model.set_weights(start_weights(work))
        x, y = data(work)
        found = []
        for step, rows in enumerate(batches(work, steps), 1):
            model.reset_metrics()
            if work.optimizer == "adam":
                model.optimizer.learning_rate = work.rate * exact_share(step)
            found.append(float(model.train_on_batch(x[rows], y[rows])))
        return found

    def train(self, work: Workload) -> float:
        model = self._models.get(work.name) or self.model(work)
        self._models[work.name] = model
        model.set_weights(start_weights(work))
        x, y = data(work)
        few = slice(2 * work.batch)
        settings = {"batch_size": work.batch, "shuffle": work.shuffled, "verbose": 0}
        model.fit(x[few], y[few], epochs=1, **settings)
        start = time.perf_counter()
        model.fit(x, y, epochs=work.epochs, **settings)
        return time.perf_counter() - start
