"""Networks in which every part that can be exported stands at least once, alone and in graphs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner import nn
from nndesigner.project.trained import TrainedModel
from tests.files.code.part_cases import BY_TARGET

LEAKY = {"class_name": "leaky_relu", "config": {"negative_slope": 0.1}}
ELU = {"class_name": "elu", "config": {"alpha": 0.7}}


def row(*layers: Any, shape: tuple[int, ...] = (3,)) -> nn.Model:
    return nn.Sequential(list(layers), input_shape=shape, seed=4)


def skip() -> nn.Model:
    x = nn.Input((4,), name="x")
    first = nn.Dense(5, activation="tanh", name="dense_z")(x)
    second = nn.Dense(5, activation="relu", name="d_dense")(first)
    third = nn.Add(name="sum")([first, second, first])
    return nn.Model(x, nn.Dense(2, name="class")(nn.Activation("elu", name="import os\n#")(third)), seed=1)


def two_inputs() -> nn.Model:
    left, right = nn.Input((3,), name="weights"), nn.Input((2, 2), name="ré sumé")
    wide = nn.Flatten()(nn.Dense(3, activation="sigmoid")(right))
    joined = nn.Concatenate()([nn.Dense(2, activation=LEAKY)(left), wide, left])
    return nn.Model([left, right], nn.Dense(3, activation="softmax")(joined), seed=2)


def image_rows() -> nn.Model:
    x = nn.Input((3, 4))
    branches = [nn.Dense(4, activation=ELU, bias_initializer="random_normal")(x), x]
    joined = nn.Concatenate(axis=1)(branches)
    return nn.Model(x, nn.Dense(2, activation="softmax")(joined), seed=3)


Case = tuple[Callable[[], nn.Model], Any, Any]
CASES: dict[str, Case] = {
    "linear sgd": (lambda: row(nn.Dense(2)), "mean_squared_error", {"class_name": "sgd", "config": {"learning_rate": 0.1}}),
    "relu adam": (lambda: row(nn.Dense(6, activation="relu"), nn.Dense(2)), "mean_squared_error", "adam"),
    "sigmoid bce": (
        lambda: row(nn.Dense(4, activation="tanh"), nn.Dense(2, activation="sigmoid")),
        "binary_crossentropy",
        {"class_name": "sgd", "config": {"learning_rate": 0.3, "momentum": 0.9}},
    ),
    "softmax cce": (
        lambda: row(nn.Dense(4, activation="elu"), nn.Dense(3), nn.Activation("softmax")),
        "categorical_crossentropy",
        {"class_name": "adam", "config": {"learning_rate": 0.05, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3}},
    ),
    "halved": (
        lambda: row(nn.Dense(4, activation=LEAKY, use_bias=False), nn.Dense(1, activation="tanh")),
        "halved_squared_sum",
        {"class_name": "sgd", "config": {"learning_rate": 0.02, "momentum": 0.8, "nesterov": True}},
    ),
    "bce without sigmoid": (
        lambda: row(nn.Dense(4, activation="sigmoid"), nn.Dense(2, activation="softmax")),
        "binary_crossentropy",
        "sgd",
    ),
    "cce without softmax": (
        lambda: row(nn.Dense(4, activation="relu"), nn.Dense(3, activation="sigmoid")),
        "categorical_crossentropy",
        "sgd",
    ),
    "no dropout": (lambda: row(nn.Dense(4), nn.Dropout(0.0), nn.Dense(2)), "mean_squared_error", "sgd"),
    "skip": (skip, "mean_squared_error", "adam"),
    "two inputs": (two_inputs, "categorical_crossentropy", "adam"),
    "image rows": (image_rows, "categorical_crossentropy", "sgd"),
    "large": (lambda: row(nn.Dense(700, activation="relu"), nn.Dense(2)), "mean_squared_error", "sgd"),
}

MORE_ACTIVATIONS = (
    *("exponential", "selu", "silu", "softplus", "softsign", "relu6", "hard_sigmoid", "hard_tanh", "hard_silu"),
    *("log_sigmoid", "tanh_shrink", "mish", "celu"),
)
CASES |= {
    f"activation {activation}": (
        lambda activation=activation: row(nn.Dense(6, activation=activation, bias_initializer="random_normal"), nn.Dense(2)),
        "mean_squared_error",
        {"class_name": "sgd", "config": {"learning_rate": 0.05}},
    )
    for activation in MORE_ACTIVATIONS
}


ALL: dict[str, Case] = CASES | BY_TARGET["numpy"]


def trained(case: str) -> TrainedModel:
    """The compiled network of a case."""
    make, loss, optimizer = ALL[case]
    model = make()
    model.compile(optimizer, loss)
    return TrainedModel(model)


def batch(model: nn.Model, loss: Any, rows: int = 8) -> tuple[Any, Any]:
    """Inputs and targets that fit; one array, or a list for several inputs."""
    random = np.random.default_rng(5)
    name = loss if isinstance(loss, str) else loss["class_name"]
    x = [random.standard_normal((rows, *node.shape)).astype(np.float32) for node in model.graph.inputs]
    if any(type(layer).__name__ == "Embedding" for layer in model.layers):
        x = [random.integers(0, 5, part.shape).astype(np.float32) for part in x]
    shape = (rows, *model.output_shape)
    if name == "sparse_categorical_crossentropy":
        y = random.integers(0, shape[-1], shape[:-1]).astype(np.float32)
    elif name in ("kl_divergence", "poisson", "mean_squared_logarithmic_error"):
        y = random.random(shape).astype(np.float32)
        y = y / y.sum(axis=-1, keepdims=True) if name == "kl_divergence" else y
    elif name.startswith("categorical"):
        y = np.eye(shape[-1], dtype=np.float32)[random.integers(0, shape[-1], shape[:-1])]
    elif name.startswith("binary") or name in ("hinge", "squared_hinge", "dice", "tversky"):
        y = random.integers(0, 2, shape).astype(np.float32)
    else:
        y = random.standard_normal(shape).astype(np.float32)
        y = y + np.sign(y) if name == "mean_absolute_percentage_error" else y
    return x[0] if len(x) == 1 else x, y
