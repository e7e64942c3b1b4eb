"""Make keras_callbacks.npz: ``KERAS_BACKEND=jax python -m tests.nn.golden.make_keras_callbacks``; made with Keras 3.15.1."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

from tests.nn.golden.callbacks import EARLY_STOPPING, PLATEAU, series


def made(kind: type, options: dict[str, object]) -> tuple[keras.callbacks.Callback, keras.Model]:
    """A callback on a model that counts its epochs in its only weight."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    callback = kind(monitor="val_loss", **options)
    callback.set_model(model)
    callback.on_train_begin()
    return callback, model


def main() -> None:
    """Write the golden file."""
    found = {}
    for place, options in enumerate(EARLY_STOPPING):
        rows = []
        for values in series():
            stopping, model = made(keras.callbacks.EarlyStopping, {**options, "restore_best_weights": True})
            for epoch, value in enumerate(values):
                model.set_weights([np.array([[epoch]])])
                stopping.on_epoch_end(epoch, {"val_loss": value})
                if model.stop_training:
                    break
            stopping.on_train_end()
            rows.append((epoch, stopping.best_epoch, float(model.get_weights()[0][0, 0])))
        found[f"stopping{place}"] = np.array(rows)
    for place, options in enumerate(PLATEAU):
        rows = []
        for values in series():
            plateau, model = made(keras.callbacks.ReduceLROnPlateau, options)
            rates = []
            for epoch, value in enumerate(values):
                plateau.on_epoch_end(epoch, {"val_loss": value})
                rates.append(float(model.optimizer.learning_rate))
            rows.append(rates)
        found[f"plateau{place}"] = np.array(rows)
    np.savez_compressed(Path(__file__).with_name("keras_callbacks.npz"), **found)


if __name__ == "__main__":
    main()
