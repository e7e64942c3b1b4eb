"""Make keras_parts.npz with Keras on JAX: ``KERAS_BACKEND=jax JAX_ENABLE_X64=1 python -m tests.nn.golden.make_keras_parts``.

Made with Keras 3.15.1 and JAX 0.10.2, in double precision, so that the file holds what the formulas say.
"""

from __future__ import annotations

from pathlib import Path

import jax
import jax.numpy as jnp
import keras
import numpy as np

from tests.nn.golden.parts import ACTIVATIONS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES, STEPS, inputs, label, pairs, task

FILE = Path(__file__).with_name("keras_parts.npz")


def main() -> None:
    """Write the golden file."""
    keras.config.set_floatx("float64")
    found: dict[str, np.ndarray] = {}
    x, dy = (jnp.asarray(part, "float64") for part in inputs())
    for name, options in ACTIVATIONS:
        function = lambda z, name=name, options=options: getattr(keras.activations, name)(z, **options)  # noqa: E731
        found[label("activation", name, options)] = np.asarray(function(x))
        found[label("slope", name, options)] = np.asarray(jax.grad(lambda z, f=function: (f(z) * dy).sum())(x))
    for name, options, kind in LOSSES:
        y, p = (jnp.asarray(part, "float64") for part in pairs(kind))
        part = getattr(keras.losses, "".join(word.capitalize() for word in name.split("_")).replace("Kl", "KL"))(**options)
        found[label("loss", name, options)] = np.asarray(part(y, p))
        found[label("gradient", name, options)] = np.asarray(jax.grad(lambda q, y=y, part=part: part(y, q))(p))
    for row in OPTIMIZERS:
        found |= {label(*row, key): array for key, array in train(*row).items()}
    for name, options in SCHEDULES:
        schedule = getattr(keras.optimizers.schedules, name)(**options)
        found[label("schedule", name, options)] = np.array([float(schedule(float(step))) for step in range(60)])
    for name, options, kind in METRICS:
        metric = getattr(keras.metrics, name)(**options)
        metric.update_state(*pairs(kind))
        found[label("metric", name, options)] = np.asarray(metric.result(), float)
    np.savez_compressed(FILE, **found)
    print(f"{FILE.name}: {len(found)} arrays, {FILE.stat().st_size / 1024:.0f} KiB, Keras {keras.__version__}")


def train(name: str, options: dict[str, object], regularizer: str, constraint: str) -> dict[str, np.ndarray]:
    """The loss of every step and the last weights."""
    weights, x, y = task()
    kernel = {"kernel_regularizer": regularizer or None, "kernel_constraint": constraint or None}
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(8, "tanh", **kernel), keras.layers.Dense(2, **kernel)])
    model.compile(getattr(keras.optimizers, name)(**options), "mean_squared_error")
    model.set_weights(weights)
    losses = []
    for step in range(STEPS):
        losses.append(float(model.train_on_batch(x[step], y[step])))
        model.reset_metrics()
    model.optimizer.finalize_variable_values(model.trainable_variables)  # the running mean, where there is one
    return {"losses": np.array(losses)} | {f"weight{i}": np.asarray(part) for i, part in enumerate(model.get_weights())}


if __name__ == "__main__":
    main()
