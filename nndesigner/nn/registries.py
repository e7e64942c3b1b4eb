"""The engine's registries: one row a part; a part's module is imported when the part is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nndesigner.core.registry import Registry

if TYPE_CHECKING:
    from nndesigner.nn.activations.base import Activation
    from nndesigner.nn.initializers import Initializer
    from nndesigner.nn.layers.base import Layer
    from nndesigner.nn.losses.base import Loss
    from nndesigner.nn.metrics.base import Metric
    from nndesigner.nn.optimizers.base import Optimizer

_PACKAGE = "nndesigner.nn"

LAYERS: Registry[Layer] = Registry(
    "layers",
    "layer",
    {
        "Dense": "layers.dense",
        "Activation": "layers.activation",
        "Dropout": "layers.dropout",
        "Flatten": "layers.flatten",
        "Add": "layers.add",
        "Concatenate": "layers.concatenate",
    },
    _PACKAGE,
)

ACTIVATIONS: Registry[Activation] = Registry(
    "activations",
    "activation",
    {
        "linear": "activations.linear",
        "relu": "activations.relu",
        "leaky_relu": "activations.leaky_relu",
        "elu": "activations.elu",
        "sigmoid": "activations.sigmoid",
        "tanh": "activations.tanh",
        "softmax": "activations.softmax",
        "celu": "activations.celu",
        "exponential": "activations.exponential",
        "gelu": "activations.gelu",
        "hard_shrink": "activations.hard_shrink",
        "hard_sigmoid": "activations.hard_sigmoid",
        "hard_silu": "activations.hard_silu",
        "hard_tanh": "activations.hard_tanh",
        "log_sigmoid": "activations.log_sigmoid",
        "log_softmax": "activations.log_softmax",
        "mish": "activations.mish",
        "relu6": "activations.relu6",
        "selu": "activations.selu",
        "silu": "activations.silu",
        "soft_shrink": "activations.soft_shrink",
        "softplus": "activations.softplus",
        "softsign": "activations.softsign",
        "sparse_plus": "activations.sparse_plus",
        "sparse_sigmoid": "activations.sparse_sigmoid",
        "sparsemax": "activations.sparsemax",
        "squareplus": "activations.squareplus",
        "tanh_shrink": "activations.tanh_shrink",
        "threshold": "activations.threshold",
    },
    _PACKAGE,
    aliases={"identity": "linear", "swish": "silu", "hard_swish": "hard_silu"},
)

LOSSES: Registry[Loss] = Registry(
    "losses",
    "loss",
    {
        "mean_squared_error": "losses.mean_squared_error",
        "binary_crossentropy": "losses.binary_crossentropy",
        "categorical_crossentropy": "losses.categorical_crossentropy",
        "halved_squared_sum": "losses.halved_squared_sum",
    },
    _PACKAGE,
    aliases={"mse": "mean_squared_error", "bce": "binary_crossentropy", "cce": "categorical_crossentropy"},
)

OPTIMIZERS: Registry[Optimizer] = Registry(
    "optimizers", "optimizer", {"sgd": "optimizers.sgd", "adam": "optimizers.adam"}, _PACKAGE
)

METRICS: Registry[Metric] = Registry(
    "metrics",
    "metric",
    {
        "accuracy": "metrics.accuracy",
        "binary_accuracy": "metrics.accuracy",
        "categorical_accuracy": "metrics.accuracy",
        "mean_squared_error": "metrics.mean_squared_error",
        "mean_absolute_error": "metrics.mean_absolute_error",
        "root_mean_squared_error": "metrics.root_mean_squared_error",
        "r2_score": "metrics.r2_score",
    },
    _PACKAGE,
    aliases={
        "acc": "accuracy",
        "mse": "mean_squared_error",
        "mae": "mean_absolute_error",
        "rmse": "root_mean_squared_error",
        "r2": "r2_score",
    },
)

INITIALIZERS: Registry[Initializer] = Registry(
    "initializers",
    "initializer",
    {
        "glorot_uniform": "initializers",
        "glorot_normal": "initializers",
        "he_uniform": "initializers",
        "he_normal": "initializers",
        "random_uniform": "initializers",
        "random_normal": "initializers",
        "zeros": "initializers",
        "ones": "initializers",
    },
    _PACKAGE,
)
