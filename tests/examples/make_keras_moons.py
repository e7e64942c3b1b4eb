"""Train the two moons networks in Keras and keep what came out, so that the window can show it without Keras.

Run by hand, with an interpreter that has keras and jax (and this package's own needs)::

    KERAS_BACKEND=jax python -m tests.examples.make_keras_moons

The data, the split, the initial distribution, the loss, the optimizer and the number of epochs are those of the example
projects ``moons_small`` and ``moons_wide``; only the random numbers of the initial weights are Keras's own.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

RESULT = Path(__file__).parents[2] / "resources" / "examples" / "keras_moons.json"
SEEDS = (0, 1, 2, 3, 4)
KEPT_EPOCHS = 201
RESOLUTION = 61


def build(keras: Any, units: list[int], seed: int) -> Any:
    """The network of the example in Keras, compiled."""
    keras.utils.set_random_seed(seed)
    layers = [keras.Input((2,))]
    for index, width in enumerate(units):
        normal = [keras.initializers.RandomNormal(stddev=0.1, seed=100 * seed + 2 * index + part) for part in (0, 1)]
        activation = "sigmoid" if index == len(units) - 1 else "relu"
        layers.append(keras.layers.Dense(width, activation, kernel_initializer=normal[0], bias_initializer=normal[1]))
    model = keras.Sequential(layers)
    model.compile(optimizer=keras.optimizers.SGD(0.01), loss="binary_crossentropy", metrics=["accuracy"])
    return model
