"""Parts that are compared with Keras: the same rows make the golden file and check it."""

from __future__ import annotations

from typing import Any

import numpy as np

STEPS = 50

# name in Keras 3, arguments; not sparsemax, which in Keras 3.15.1 on JAX does not sum to one
ACTIVATIONS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in ("celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_tanh")),
    *((name, {}) for name in ("leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu")),
    *(
        (name, {})
        for name in ("sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid")
    ),
    *((name, {}) for name in ("squareplus", "tanh", "tanh_shrink")),
    ("relu", {"negative_slope": 0.1, "max_value": 1.5, "threshold": 0.5}),
    ("relu", {"max_value": 2.0}),
    ("relu", {"negative_slope": 0.3, "threshold": 0.2}),
    ("celu", {"alpha": 0.5}),
    ("gelu", {"approximate": True}),
    ("squareplus", {"b": 1.0}),
    ("threshold", {"threshold": -0.5, "default_value": -2.0}),
]

_P, _Q = "probabilities", "classes"
# name, arguments, kind of targets and predictions
LOSSES: list[tuple[str, dict[str, Any], str]] = [
    ("mean_squared_error", {}, "numbers"),
    ("mean_absolute_error", {}, "numbers"),
    ("mean_absolute_percentage_error", {}, "numbers"),
    ("mean_squared_logarithmic_error", {}, "positive"),
    ("huber", {}, "numbers"),
    ("huber", {"delta": 0.3}, "numbers"),
    ("log_cosh", {}, "numbers"),
    ("poisson", {}, "positive"),
    ("cosine_similarity", {}, "numbers"),
    ("hinge", {}, "signs"),
    ("squared_hinge", {}, "signs"),
    ("categorical_hinge", {}, _Q),
    ("kl_divergence", {}, _Q),
    ("dice", {"axis": (1,)}, _P),
    ("tversky", {"alpha": 0.3, "beta": 0.7, "axis": (1,)}, _P),
    ("binary_crossentropy", {}, _P),
    ("binary_crossentropy", {"label_smoothing": 0.2}, _P),
    ("binary_crossentropy", {"from_logits": True, "label_smoothing": 0.1}, "signs01"),
    ("binary_focal_crossentropy", {}, _P),
    ("binary_focal_crossentropy", {"gamma": 1.5, "apply_class_balancing": True, "alpha": 0.3}, _P),
    ("binary_focal_crossentropy", {"from_logits": True, "label_smoothing": 0.1}, "signs01"),
    ("categorical_crossentropy", {}, _Q),
    ("categorical_crossentropy", {"label_smoothing": 0.2}, _Q),
    ("categorical_crossentropy", {"from_logits": True}, "scores"),
    ("categorical_focal_crossentropy", {}, _Q),
    ("categorical_focal_crossentropy", {"alpha": 0.5, "gamma": 3.0, "from_logits": True}, "scores"),
    ("sparse_categorical_crossentropy", {}, "numbers of classes"),
    ("sparse_categorical_crossentropy", {"from_logits": True}, "numbers of classes"),
]

# class in Keras 3, arguments, regularizer and constraint of the kernels
OPTIMIZERS: list[tuple[str, dict[str, Any], str, str]] = [
    ("SGD", {"learning_rate": 0.05}, "", ""),
    ("SGD", {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}, "", ""),
    ("SGD", {"learning_rate": 0.05, "clipnorm": 0.05}, "", ""),
    ("SGD", {"learning_rate": 0.05, "global_clipnorm": 0.05}, "", ""),
    ("SGD", {"learning_rate": 0.05, "momentum": 0.5, "clipvalue": 0.01}, "", ""),
    ("SGD", {"learning_rate": 0.05}, "l1", ""),
    ("SGD", {"learning_rate": 0.05}, "l2", "max_norm"),
    ("Adam", {"learning_rate": 0.01}, "l2", "unit_norm"),
    ("Adam", {"learning_rate": 0.01, "global_clipnorm": 0.05}, "", "non_neg"),
    ("Adam", {"learning_rate": 0.01}, "", ""),
    ("AdamW", {"learning_rate": 0.01}, "", ""),
    ("AdamW", {"learning_rate": 0.01, "weight_decay": 0.1, "clipvalue": 0.02}, "", ""),
    ("RMSprop", {"learning_rate": 0.01}, "", ""),
    ("RMSprop", {"learning_rate": 0.01, "momentum": 0.8, "centered": True, "rho": 0.8}, "", ""),
    ("Adagrad", {"learning_rate": 0.05}, "", ""),
    ("Adadelta", {"learning_rate": 1.0}, "", ""),
    ("Adamax", {"learning_rate": 0.01}, "", ""),
    ("Nadam", {"learning_rate": 0.01}, "", ""),
    ("Lion", {"learning_rate": 0.001}, "", ""),
    ("Adam", {"learning_rate": 0.05, "amsgrad": True}, "", ""),
    ("AdamW", {"learning_rate": 0.05, "amsgrad": True, "weight_decay": 0.1, "beta_2": 0.9}, "", ""),
    ("SGD", {"learning_rate": 0.05, "momentum": 0.5, "use_ema": True, "ema_momentum": 0.8}, "", ""),
    ("RMSprop", {"learning_rate": 0.01, "use_ema": True}, "", "max_norm"),
]

# class in Keras 3, arguments
SCHEDULES: list[tuple[str, dict[str, Any]]] = [
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.9}),
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5, "staircase": True}),
    ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 30, "end_learning_rate": 0.01, "power": 2.0}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 20, "cycle": True}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 40, "alpha": 0.1}),
    ("CosineDecay", {"initial_learning_rate": 0.01, "decay_steps": 40, "warmup_target": 0.1, "warmup_steps": 7}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 11, "m_mul": 0.9, "alpha": 0.05}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 13, "t_mul": 1.0}),
    ("PiecewiseConstantDecay", {"boundaries": [10, 30], "values": [0.1, 0.05, 0.01]}),
]

# class in Keras 3, arguments, kind of targets and predictions
METRICS: list[tuple[str, dict[str, Any], str]] = [
    ("Precision", {}, _P),
    ("Precision", {"thresholds": 0.3, "class_id": 1}, _P),
    ("Recall", {}, _P),
    ("AUC", {}, _P),
    ("AUC", {"num_thresholds": 20}, _P),
    ("F1Score", {"average": "macro"}, _Q),
    ("F1Score", {"average": "weighted"}, _Q),
    ("F1Score", {"average": "micro", "threshold": 0.4}, _P),
    ("TopKCategoricalAccuracy", {"k": 2}, _Q),
    ("FBetaScore", {"beta": 2.0, "average": "macro"}, _Q),
    ("FBetaScore", {"beta": 0.5, "average": "weighted"}, _Q),
    ("CosineSimilarity", {}, "numbers"),
    ("MeanAbsolutePercentageError", {}, "numbers"),
    ("MeanSquaredLogarithmicError", {}, "positive"),
    ("BinaryCrossentropy", {}, _P),
    ("CategoricalCrossentropy", {}, _Q),
    ("SparseCategoricalAccuracy", {}, "numbers of classes"),
    ("SparseTopKCategoricalAccuracy", {"k": 2}, "numbers of classes"),
]


def label(*parts: Any) -> str:
    """The key of a case in the file."""
    return " ".join(str(part) for part in parts if part not in ("", {}))


def inputs() -> tuple[np.ndarray, np.ndarray]:
    """x (6, 7) and a gradient by the outputs of the same shape, float32."""
    rng = np.random.default_rng(21)
    return (rng.standard_normal((6, 7)) * 2.5).astype(np.float32), rng.standard_normal((6, 7)).astype(np.float32)


def pairs(kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Targets and predictions of a kind, (24, 4), float32."""
    rng = np.random.default_rng(22)
    scores = rng.standard_normal((24, 4)) * 2
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    classes, yes = rng.integers(0, 4, 24), rng.integers(0, 2, (24, 4))
    found = {
        "numbers": (rng.standard_normal((24, 4)), scores),
        "positive": (rng.integers(0, 5, (24, 4)), np.exp(0.5 * scores)),
        "signs": (2 * yes - 1, scores),
        "signs01": (yes, scores),
        _P: (yes, 1 / (1 + np.exp(-scores))),
        _Q: (np.eye(4)[classes], shares),
        "scores": (np.eye(4)[classes], scores),
        "numbers of classes": (classes[:, None], shares),
    }
    y, p = found[kind]
    return y.astype(np.float32), p.astype(np.float32)


def task() -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Weights of a 5-8-2 network, x (STEPS, 16, 5) and y (STEPS, 16, 2), float32."""
    rng = np.random.default_rng(23)
    weights = [rng.normal(0, 0.4, shape) for shape in ((5, 8), (8,), (8, 2), (2,))]
    x = rng.standard_normal((STEPS, 16, 5))
    y = np.stack([x[..., 0] * x[..., 1], np.sin(x[..., 2])], axis=-1)
    return [weight.astype(np.float32) for weight in weights], x.astype(np.float32), y.astype(np.float32)
