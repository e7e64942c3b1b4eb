"""Make the Keras files of the tests: ``KERAS_BACKEND=jax python tests/assets/make_keras_files.py``, with Keras 3 installed.

Each ``NAME.keras`` has its inputs and Keras's outputs in ``NAME.npz``.
"""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
from keras import layers as k

HERE = Path(__file__).parent / "keras"


def dense() -> keras.Model:
    """A row of dense layers."""
    return keras.Sequential(
        [keras.Input((3,)), k.Dense(5, activation="relu"), k.Dropout(0.2), k.Dense(2, activation="softmax")]
    )


def image() -> keras.Model:
    """Convolutions, normalization, pooling."""
    x = keras.Input((8, 7, 2))
    y = k.Conv2D(3, 3, padding="same", use_bias=False)(x)
    y = k.LeakyReLU(0.1)(k.BatchNormalization()(y))
    y = k.MaxPooling2D()(k.SeparableConv2D(4, 2, activation="elu")(y))
    y = k.Conv2DTranspose(3, 2, strides=2)(k.ZeroPadding2D(((1, 0), (0, 2)))(y))
    return keras.Model(x, k.Dense(2)(k.GlobalAveragePooling2D()(k.PReLU(shared_axes=[1, 2])(y))))


def series() -> keras.Model:
    """Recurrent layers, embeddings of categories, two inputs."""
    words, numbers = keras.Input((5,), name="words"), keras.Input((5, 2), name="numbers")
    x = k.Concatenate()([k.Embedding(7, 3)(words), numbers])
    x = k.Bidirectional(k.GRU(3, return_sequences=True))(x)
    x = k.Add()([k.LSTM(4, return_sequences=True)(x), k.Conv1D(4, 3, padding="causal")(x)])
    return keras.Model([words, numbers], k.Dense(1, activation="sigmoid")(k.SimpleRNN(3)(k.LayerNormalization()(x))))


def main() -> None:
    """Write all files."""
    HERE.mkdir(exist_ok=True)
    keras.utils.set_random_seed(3)
    random = np.random.default_rng(3)
    for name, make, optimizer, loss in (
        ("dense", dense, keras.optimizers.SGD(0.1, momentum=0.9), "categorical_crossentropy"),
        ("image", image, keras.optimizers.AdamW(keras.optimizers.schedules.ExponentialDecay(0.01, 5, 0.5)), "huber"),
        ("series", series, "rmsprop", "binary_crossentropy"),
    ):
        model = make()
        model.compile(optimizer, loss)
        for weight in model.weights:
            if weight.dtype == "float32":
                weight.assign(
                    random.uniform(0.1, 1, weight.shape)
                    * (1 if "variance" in weight.path else random.choice([-1, 1], weight.shape))
                )
        x = [random.standard_normal((4, *part.shape[1:])).astype(np.float32) for part in model.inputs]
        if name == "series":
            x[0] = random.integers(0, 7, x[0].shape).astype(np.float32)
        y = model.predict(x, verbose=0)
        model.save(HERE / f"{name}.keras")
        np.savez(HERE / f"{name}.npz", y=y, **{f"x{place}": part for place, part in enumerate(x)})


if __name__ == "__main__":
    main()
