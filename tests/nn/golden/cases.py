"""Networks and training settings that are compared with torch: the same rows make the golden file and check it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEPS = 50


@dataclass(frozen=True)
class Case:
    """A network as (units, activation) rows, trained from fixed weights on fixed batches."""

    name: str
    inputs: int
    layers: tuple[tuple[int, str], ...]
    loss: str
    optimizer: str
    options: tuple[tuple[str, float | bool], ...] = ()
    batch: int = 16

    def weights(self) -> list[np.ndarray]:
        """Kernel (in, out) and bias of each layer, float32."""
        rng = np.random.default_rng(11)
        found, fan_in = [], self.inputs
        for units, _ in self.layers:
            scale = (2 / (fan_in + units)) ** 0.5
            found += [rng.normal(0, scale, (fan_in, units)), rng.normal(0, 0.1, units)]
            fan_in = units
        return [array.astype(np.float32) for array in found]

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """x (STEPS, batch, inputs) and y (STEPS, batch, outputs), float32."""
        rng = np.random.default_rng(12)
        outputs, activation = self.layers[-1]
        x = rng.normal(0, 1, (STEPS, self.batch, self.inputs))
        if self.loss == "categorical_crossentropy":
            y = np.eye(outputs)[rng.integers(0, outputs, (STEPS, self.batch))]
        elif self.loss == "binary_crossentropy" or activation in ("sigmoid", "softmax"):
            y = rng.integers(0, 2, (STEPS, self.batch, outputs))
        else:
            y = rng.normal(0, 1, (STEPS, self.batch, outputs))
        return x.astype(np.float32), y.astype(np.float32)


CASES = tuple(
    Case(f"{name}-{optimizer}{suffix}", inputs, layers, loss, optimizer, options)
    for name, inputs, layers, loss in (
        ("tanh-mse", 6, ((8, "tanh"), (3, "tanh")), "mean_squared_error"),
        ("relu-bce", 5, ((12, "relu"), (7, "relu"), (1, "sigmoid")), "binary_crossentropy"),
        ("softmax-cce", 7, ((10, "sigmoid"), (4, "softmax")), "categorical_crossentropy"),
        ("elu-mse", 4, ((9, "elu"), (5, "leaky_relu"), (2, "linear")), "mean_squared_error"),
        ("parity-halved", 5, ((20, "sigmoid"), (10, "sigmoid"), (1, "sigmoid")), "halved_squared_sum"),
        ("softmax-mse", 3, ((6, "relu"), (3, "softmax")), "mean_squared_error"),
        ("linear-bce-many", 6, ((8, "tanh"), (4, "sigmoid")), "binary_crossentropy"),
    )
    for optimizer, suffix, options in (
        ("sgd", "", (("learning_rate", 0.05),)),
        ("sgd", "-momentum", (("learning_rate", 0.02), ("momentum", 0.9))),
        ("sgd", "-nesterov", (("learning_rate", 0.02), ("momentum", 0.8), ("nesterov", True))),
        ("adam", "", (("learning_rate", 0.01),)),
    )
)
