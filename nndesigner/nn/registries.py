"""The engine's registries: one row a part; a part's module is imported when the part is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nndesigner.core.registry import Registry

if TYPE_CHECKING:
    from nndesigner.nn.activations.base import Activation
    from nndesigner.nn.constraints import Constraint
    from nndesigner.nn.initializers import Initializer
    from nndesigner.nn.layers.base import Layer
    from nndesigner.nn.losses.base import Loss
    from nndesigner.nn.metrics.base import Metric
    from nndesigner.nn.operations.base import Operation
    from nndesigner.nn.optimizers.base import Optimizer
    from nndesigner.nn.regularizers import Regularizer
    from nndesigner.nn.schedules.base import Schedule

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
        "Conv1D": "layers.conv1d",
        "Conv2D": "layers.conv2d",
        "DepthwiseConv2D": "layers.depthwise_conv2d",
        "MaxPooling1D": "layers.max_pooling",
        "MaxPooling2D": "layers.max_pooling",
        "AveragePooling1D": "layers.average_pooling",
        "AveragePooling2D": "layers.average_pooling",
        "GlobalAveragePooling1D": "layers.global_pooling",
        "GlobalAveragePooling2D": "layers.global_pooling",
        "GlobalMaxPooling1D": "layers.global_pooling",
        "GlobalMaxPooling2D": "layers.global_pooling",
        "BatchNormalization": "layers.batch_normalization",
        "LayerNormalization": "layers.layer_normalization",
        "GaussianNoise": "layers.gaussian_noise",
        "Reshape": "layers.reshape",
        "Permute": "layers.permute",
        "UpSampling2D": "layers.up_sampling2d",
        "ZeroPadding2D": "layers.zero_padding2d",
        "Embedding": "layers.embedding",
        "SimpleRNN": "layers.simple_rnn",
        "GRU": "layers.gru",
        "LSTM": "layers.lstm",
        "Bidirectional": "layers.bidirectional",
        "Subtract": "layers.subtract",
        "Multiply": "layers.multiply",
        "Average": "layers.average",
        "Maximum": "layers.extremes",
        "Minimum": "layers.extremes",
        "PReLU": "layers.prelu",
        "GLU": "layers.glu",
        "SeparableConv2D": "layers.separable_conv2d",
        "Conv1DTranspose": "layers.conv_transpose",
        "Conv2DTranspose": "layers.conv_transpose",
        "GroupNormalization": "layers.group_normalization",
        "RMSNormalization": "layers.group_normalization",
        "SpatialDropout1D": "layers.random_factors",
        "SpatialDropout2D": "layers.random_factors",
        "GaussianDropout": "layers.random_factors",
        "AlphaDropout": "layers.random_factors",
        "RepeatVector": "layers.repeating",
        "UpSampling1D": "layers.repeating",
        "ZeroPadding1D": "layers.frames",
        "Cropping1D": "layers.frames",
        "Cropping2D": "layers.frames",
        "TensorOperation": "layers.tensor_operation",
    },
    _PACKAGE,
    aliases={
        f"{over}{short}Pool{axes}": f"{over}{long}Pooling{axes}"
        for over in ("", "Global")
        for short, long in (("Max", "Max"), ("Avg", "Average"))
        for axes in ("1D", "2D")
    },
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
        "mean_absolute_error": "losses.mean_absolute_error",
        "mean_absolute_percentage_error": "losses.mean_absolute_percentage_error",
        "mean_squared_logarithmic_error": "losses.mean_squared_logarithmic_error",
        "huber": "losses.huber",
        "log_cosh": "losses.log_cosh",
        "poisson": "losses.poisson",
        "sparse_categorical_crossentropy": "losses.sparse_categorical_crossentropy",
        "binary_focal_crossentropy": "losses.binary_focal_crossentropy",
        "categorical_focal_crossentropy": "losses.categorical_focal_crossentropy",
        "kl_divergence": "losses.kl_divergence",
        "cosine_similarity": "losses.cosine_similarity",
        "categorical_hinge": "losses.categorical_hinge",
        "hinge": "losses.hinge",
        "squared_hinge": "losses.squared_hinge",
        "dice": "losses.tversky",
        "tversky": "losses.tversky",
    },
    _PACKAGE,
    aliases={
        "mse": "mean_squared_error",
        "mae": "mean_absolute_error",
        "mape": "mean_absolute_percentage_error",
        "msle": "mean_squared_logarithmic_error",
        "bce": "binary_crossentropy",
        "cce": "categorical_crossentropy",
        "kld": "kl_divergence",
        "logcosh": "log_cosh",
    },
)

OPTIMIZERS: Registry[Optimizer] = Registry(
    "optimizers",
    "optimizer",
    {
        "sgd": "optimizers.sgd",
        "adam": "optimizers.adam",
        "rmsprop": "optimizers.rmsprop",
        "adagrad": "optimizers.adagrad",
        "adadelta": "optimizers.adadelta",
        "adamax": "optimizers.adamax",
        "adamw": "optimizers.adamw",
        "nadam": "optimizers.nadam",
        "lion": "optimizers.lion",
        "lbfgs": "optimizers.lbfgs",
    },
    _PACKAGE,
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
        "precision": "metrics.precision",
        "recall": "metrics.precision",
        "f1_score": "metrics.f1_score",
        "fbeta_score": "metrics.f1_score",
        "auc": "metrics.auc",
        "mean_iou": "metrics.mean_iou",
        "pearson_correlation": "metrics.correlation",
        "mean_absolute_percentage_error": "metrics.of_losses",
        "mean_squared_logarithmic_error": "metrics.of_losses",
        "log_cosh": "metrics.of_losses",
        "cosine_similarity": "metrics.of_losses",
        "binary_crossentropy": "metrics.of_losses",
        "categorical_crossentropy": "metrics.of_losses",
        "top_k_categorical_accuracy": "metrics.top_k",
        "sparse_categorical_accuracy": "metrics.top_k",
        "sparse_top_k_categorical_accuracy": "metrics.top_k",
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
        "constant": "initializers",
        "truncated_normal": "initializers",
        "variance_scaling": "initializers",
        "lecun_uniform": "initializers",
        "lecun_normal": "initializers",
        "orthogonal": "initializers",
        "identity": "initializers",
    },
    _PACKAGE,
)

REGULARIZERS: Registry[Regularizer] = Registry(
    "regularizers",
    "regularizer",
    {"l1": "regularizers", "l2": "regularizers", "l1_l2": "regularizers", "orthogonal": "regularizers"},
    _PACKAGE,
)

CONSTRAINTS: Registry[Constraint] = Registry(
    "constraints",
    "constraint",
    {"max_norm": "constraints", "min_max_norm": "constraints", "non_neg": "constraints", "unit_norm": "constraints"},
    _PACKAGE,
)

SCHEDULES: Registry[Schedule] = Registry(
    "schedules",
    "learning rate schedule",
    {
        "exponential_decay": "schedules.exponential_decay",
        "inverse_time_decay": "schedules.inverse_time_decay",
        "polynomial_decay": "schedules.polynomial_decay",
        "cosine_decay": "schedules.cosine_decay",
        "cosine_decay_restarts": "schedules.cosine_decay_restarts",
        "piecewise_constant_decay": "schedules.piecewise_constant_decay",
        "one_cycle": "schedules.one_cycle",
    },
    _PACKAGE,
)

OPERATIONS: Registry[Operation] = Registry(
    "operations",
    "operation",
    {
        "elementwise": "operations.elementwise",
        "arithmetic": "operations.elementwise",
        "clip": "operations.elementwise",
        "sloped": "operations.elementwise",
        "reduce": "operations.reductions",
        "argmax": "operations.reductions",
        "slice": "operations.arranging",
        "pad": "operations.arranging",
        "gather": "operations.arranging",
        "take": "operations.arranging",
        "repeat": "operations.arranging",
        "expand": "operations.arranging",
        "join": "operations.arranging",
        "matmul": "operations.products",
        "gemm": "operations.products",
        "softmax_over": "operations.products",
        "normalize": "operations.products",
        "convolve": "operations.sliding",
        "convolve_up": "operations.sliding",
        "pool": "operations.sliding",
        "negative_log_likelihood": "operations.likelihood",
    },
    _PACKAGE,
)
