"""Train the two moons networks in Keras and keep what came out, so that the window can show it without Keras.

Run by hand, with an interpreter that has keras and jax (and this package's own needs)::

    KERAS_BACKEND=jax python -m tests.examples.make_keras_moons

The data, the split, the initial distribution, the loss, the optimizer and the number of epochs are those of the example
projects ``moons_small`` and ``moons_wide``; only the random numbers of the initial weights are Keras's own.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner.project.project import Project
from nndesigner.session.job import Job
from nndesigner.session.prepare import prepare
from tests.examples.make_examples import MAKERS

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


def train(keras: Any, project: Project, seed: int) -> dict[str, Any]:
    """One run: accuracy on the held-out rows, cost at the kept epochs, and probabilities on the grid."""
    prepared = prepare(Job.from_project(project))
    assert prepared.validation is not None
    x, y, epochs = prepared.training.x, prepared.training.y, project.settings.epochs
    model = build(keras, units_of(project), seed)
    cost = [float(model.train_on_batch(x, y, return_dict=True)["loss"]) for _ in range(epochs)]
    held_out = model.evaluate(prepared.validation.x, prepared.validation.y, verbose=0, return_dict=True)
    grid = model.predict(grid_points(x), batch_size=4096, verbose=0)
    kept = np.linspace(0, epochs - 1, KEPT_EPOCHS).round().astype(int)
    return {
        "seed": seed,
        "accuracy": round(float(held_out["accuracy"]), 4),
        "val_loss": round(float(held_out["loss"]), 5),
        "loss": [round(cost[epoch], 5) for epoch in kept],
        "grid": np.round(1000 * grid.reshape(RESOLUTION, RESOLUTION)).astype(int).tolist(),
    }


def units_of(project: Project) -> list[int]:
    """Units of the Dense layers, in order."""
    return [int(node.options["units"]) for node in project.design.nodes.values() if node.kind == "Dense"]


def bounds(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower left and upper right corner of the grid: the rows with a tenth of margin."""
    low, high = x.min(axis=0), x.max(axis=0)
    return low - 0.1 * (high - low), high + 0.1 * (high - low)


def grid_points(x: np.ndarray) -> np.ndarray:
    """(RESOLUTION², 2) points, the first feature running fastest."""
    low, high = bounds(x)
    axes = [np.linspace(low[i], high[i], RESOLUTION) for i in (0, 1)]
    return np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=1).astype(np.float32)


def main() -> int:
    """Train both networks from every seed; keep the boundary of the run with the median accuracy."""
    import keras

    networks = {}
    for name in ("moons_small", "moons_wide"):
        project = MAKERS[name]()
        runs = [train(keras, project, seed) for seed in SEEDS]
        middle = sorted(runs, key=lambda run: (run["accuracy"], run["seed"]))[len(runs) // 2]
        grid = [run.pop("grid") for run in runs][middle["seed"]]
        networks[name] = {"units": units_of(project), "shown_seed": middle["seed"], "permille": grid, "runs": runs}
        print(name, [run["accuracy"] for run in runs])
    low, high = bounds(prepare(Job.from_project(MAKERS["moons_small"]())).training.x)
    content = {
        "versions": {name: importlib.metadata.version(name) for name in ("keras", "jax", "numpy")},
        "epochs": np.linspace(0, 9999, KEPT_EPOCHS).round().astype(int).tolist(),
        "resolution": RESOLUTION,
        "low": [round(float(value), 6) for value in low],
        "high": [round(float(value), 6) for value in high],
        "networks": networks,
    }
    RESULT.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
