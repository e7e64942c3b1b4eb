"""A neural network engine in pure NumPy and Keras vocabulary: ``from nndesigner import nn``.

Every name is imported when it is first used, so that the import itself costs no more than NumPy's.
"""

from __future__ import annotations

import importlib
from typing import Any

_MODULES = {
    "model": ("Model", "model_from_config"),
    "sequential": ("Sequential",),
    "graph": ("Input", "Node"),
    "registries": (
        "ACTIVATIONS",
        "CONSTRAINTS",
        "INITIALIZERS",
        "LAYERS",
        "LOSSES",
        "METRICS",
        "OPERATIONS",
        "OPTIMIZERS",
        "REGULARIZERS",
        "SCHEDULES",
    ),
    "layers.base": ("Layer", "Weight"),
    "layers.dense": ("Dense",),
    "layers.activation": ("Activation",),
    "layers.dropout": ("Dropout",),
    "layers.flatten": ("Flatten",),
    "layers.add": ("Add",),
    "layers.concatenate": ("Concatenate",),
    "layers.simple_rnn": ("SimpleRNN",),
    "layers.gru": ("GRU",),
    "layers.lstm": ("LSTM",),
    "layers.bidirectional": ("Bidirectional",),
    "layers.conv1d": ("Conv1D",),
    "layers.conv2d": ("Conv2D",),
    "layers.depthwise_conv2d": ("DepthwiseConv2D",),
    "layers.max_pooling": ("MaxPooling1D", "MaxPooling2D"),
    "layers.average_pooling": ("AveragePooling1D", "AveragePooling2D"),
    "layers.global_pooling": ("GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D"),
    "layers.batch_normalization": ("BatchNormalization",),
    "layers.layer_normalization": ("LayerNormalization",),
    "layers.gaussian_noise": ("GaussianNoise",),
    "layers.reshape": ("Reshape",),
    "layers.permute": ("Permute",),
    "layers.up_sampling2d": ("UpSampling2D",),
    "layers.zero_padding2d": ("ZeroPadding2D",),
    "layers.embedding": ("Embedding",),
    "layers.subtract": ("Subtract",),
    "layers.multiply": ("Multiply",),
    "layers.average": ("Average",),
    "layers.extremes": ("Maximum", "Minimum"),
    "layers.prelu": ("PReLU",),
    "layers.glu": ("GLU",),
    "layers.separable_conv2d": ("SeparableConv2D",),
    "layers.conv_transpose": ("Conv1DTranspose", "Conv2DTranspose"),
    "layers.group_normalization": ("GroupNormalization", "RMSNormalization"),
    "layers.random_factors": ("AlphaDropout", "GaussianDropout", "SpatialDropout1D", "SpatialDropout2D"),
    "layers.repeating": ("RepeatVector", "UpSampling1D"),
    "layers.frames": ("Cropping1D", "Cropping2D", "ZeroPadding1D"),
    "layers.tensor_operation": ("TensorOperation",),
    "activations.linear": ("Linear",),
    "activations.relu": ("ReLU",),
    "activations.leaky_relu": ("LeakyReLU",),
    "activations.elu": ("ELU",),
    "activations.sigmoid": ("Sigmoid",),
    "activations.tanh": ("Tanh",),
    "activations.softmax": ("Softmax",),
    "activations.celu": ("CELU",),
    "activations.exponential": ("Exponential",),
    "activations.gelu": ("GELU",),
    "activations.hard_shrink": ("HardShrink",),
    "activations.hard_sigmoid": ("HardSigmoid",),
    "activations.hard_silu": ("HardSiLU",),
    "activations.hard_tanh": ("HardTanh",),
    "activations.log_sigmoid": ("LogSigmoid",),
    "activations.log_softmax": ("LogSoftmax",),
    "activations.mish": ("Mish",),
    "activations.relu6": ("ReLU6",),
    "activations.selu": ("SELU",),
    "activations.silu": ("SiLU",),
    "activations.soft_shrink": ("SoftShrink",),
    "activations.softplus": ("Softplus",),
    "activations.softsign": ("Softsign",),
    "activations.sparse_plus": ("SparsePlus",),
    "activations.sparse_sigmoid": ("SparseSigmoid",),
    "activations.sparsemax": ("Sparsemax",),
    "activations.squareplus": ("Squareplus",),
    "activations.tanh_shrink": ("TanhShrink",),
    "activations.threshold": ("Threshold",),
    "initializers": (
        "Initializer",
        "Zeros",
        "Ones",
        "RandomUniform",
        "RandomNormal",
        "GlorotUniform",
        "GlorotNormal",
        "HeUniform",
        "HeNormal",
        "LecunUniform",
        "LecunNormal",
        "Constant",
        "TruncatedNormal",
        "VarianceScaling",
        "Orthogonal",
        "Identity",
    ),
    "losses.base": ("Loss",),
    "losses.mean_squared_error": ("MeanSquaredError",),
    "losses.binary_crossentropy": ("BinaryCrossentropy",),
    "losses.categorical_crossentropy": ("CategoricalCrossentropy",),
    "losses.halved_squared_sum": ("HalvedSquaredSum",),
    "losses.mean_absolute_percentage_error": ("MeanAbsolutePercentageError",),
    "losses.mean_squared_logarithmic_error": ("MeanSquaredLogarithmicError",),
    "losses.huber": ("Huber",),
    "losses.log_cosh": ("LogCosh",),
    "losses.poisson": ("Poisson",),
    "losses.sparse_categorical_crossentropy": ("SparseCategoricalCrossentropy",),
    "losses.binary_focal_crossentropy": ("BinaryFocalCrossentropy",),
    "losses.categorical_focal_crossentropy": ("CategoricalFocalCrossentropy",),
    "losses.kl_divergence": ("KLDivergence",),
    "losses.cosine_similarity": ("CosineSimilarity",),
    "losses.categorical_hinge": ("CategoricalHinge",),
    "losses.hinge": ("Hinge",),
    "losses.squared_hinge": ("SquaredHinge",),
    "losses.tversky": ("Dice", "Tversky"),
    "metrics.base": ("Metric",),
    "metrics.accuracy": ("Accuracy", "BinaryAccuracy", "CategoricalAccuracy"),
    "metrics.mean_absolute_error": ("MeanAbsoluteError",),
    "metrics.root_mean_squared_error": ("RootMeanSquaredError",),
    "metrics.r2_score": ("R2Score",),
    "metrics.precision": ("Precision", "Recall"),
    "metrics.f1_score": ("F1Score", "FBetaScore"),
    "metrics.mean_iou": ("MeanIoU",),
    "metrics.correlation": ("PearsonCorrelation",),
    "metrics.of_losses": ("LogCoshError",),
    "metrics.auc": ("AUC",),
    "metrics.top_k": ("SparseCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "TopKCategoricalAccuracy"),
    "optimizers.base": ("Optimizer",),
    "optimizers.sgd": ("SGD",),
    "optimizers.adam": ("Adam",),
    "optimizers.rmsprop": ("RMSprop",),
    "optimizers.adagrad": ("Adagrad",),
    "optimizers.adadelta": ("Adadelta",),
    "optimizers.adamax": ("Adamax",),
    "optimizers.adamw": ("AdamW",),
    "optimizers.nadam": ("Nadam",),
    "optimizers.lion": ("Lion",),
    "optimizers.lbfgs": ("LBFGS",),
    "schedules.base": ("Schedule",),
    "schedules.exponential_decay": ("ExponentialDecay",),
    "schedules.inverse_time_decay": ("InverseTimeDecay",),
    "schedules.polynomial_decay": ("PolynomialDecay",),
    "schedules.cosine_decay": ("CosineDecay",),
    "schedules.cosine_decay_restarts": ("CosineDecayRestarts",),
    "schedules.piecewise_constant_decay": ("PiecewiseConstantDecay",),
    "schedules.one_cycle": ("OneCycle",),
    "regularizers": ("Regularizer", "L1", "L2", "L1L2", "OrthogonalRegularizer"),
    "constraints": ("Constraint", "MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"),
    "callbacks": ("Callback", "EarlyStopping", "History", "LambdaCallback", "TargetReached", "TerminateOnNaN"),
    "callbacks_of_rate": ("LearningRateScheduler", "ReduceLROnPlateau"),
    "callbacks_to_files": ("CSVLogger", "ModelCheckpoint"),
    "training": ("EpochsEnded", "Progress", "StopReason", "Trainer"),
    "rate_finder": ("RateSweep", "find_learning_rate"),
    "dataset": ("to_categorical",),
    "models": ("clone_model",),
    "gradcheck": ("check_gradients",),
    "carry_over": ("carry_weights",),
    "carry_report": ("Carried", "CarryReport"),
    "saving": ("from_sections", "load_model", "save_model", "to_sections"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

_PLACES = (
    *("layers", "activations", "losses", "metrics", "optimizers", "schedules"),
    *("initializers", "regularizers", "constraints", "callbacks", "models", "utils"),
)

__all__ = sorted(_HOMES)


def names_of(place: str) -> list[str]:
    """The names that can be had from ``nn`` and are at home in its package or modules called ``place``."""
    return [name for name, module in _HOMES.items() if module.startswith((f"{place}.", f"{place}_")) or module == place]


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return importlib.import_module(f"nndesigner.nn.{name}")
    module = _HOMES.get(name)
    if module is None:
        raise importlib.import_module("nndesigner.nn.keras_names").missing("nn", "nndesigner.nn", name)
    value = getattr(importlib.import_module(f"nndesigner.nn.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, *_PLACES})
