"""One case a registered part: what the contract tests need to know to make it and feed it."""

from __future__ import annotations

from typing import Any

import numpy as np

from nndesigner import nn

# layer: what makes it, and the shapes of its inputs (one sample).
LAYER_CASES: dict[str, tuple[Any, list[tuple[int, ...]]]] = {
    "Dense": (lambda: nn.Dense(3, activation="tanh"), [(4,)]),
    "Activation": (lambda: nn.Activation("sigmoid"), [(5,)]),
    "Dropout": (lambda: nn.Dropout(0.4), [(6,)]),
    "Flatten": (lambda: nn.Flatten(), [(3, 2, 2)]),
    "Add": (lambda: nn.Add(), [(4,), (4,), (4,)]),
    "Concatenate": (lambda: nn.Concatenate(), [(2,), (3,)]),
    "Conv1D": (lambda: nn.Conv1D(3, 2, activation="tanh"), [(5, 2)]),
    "Conv2D": (lambda: nn.Conv2D(3, 2, activation="tanh"), [(4, 5, 2)]),
    "DepthwiseConv2D": (lambda: nn.DepthwiseConv2D(2, depth_multiplier=2), [(4, 5, 2)]),
    "MaxPooling1D": (lambda: nn.MaxPooling1D(), [(5, 2)]),
    "MaxPooling2D": (lambda: nn.MaxPooling2D(), [(4, 5, 2)]),
    "AveragePooling1D": (lambda: nn.AveragePooling1D(), [(5, 2)]),
    "AveragePooling2D": (lambda: nn.AveragePooling2D(), [(4, 5, 2)]),
    "GlobalAveragePooling1D": (lambda: nn.GlobalAveragePooling1D(), [(5, 2)]),
    "GlobalAveragePooling2D": (lambda: nn.GlobalAveragePooling2D(), [(4, 3, 2)]),
    "GlobalMaxPooling1D": (lambda: nn.GlobalMaxPooling1D(), [(5, 2)]),
    "GlobalMaxPooling2D": (lambda: nn.GlobalMaxPooling2D(), [(4, 3, 2)]),
    "BatchNormalization": (lambda: nn.BatchNormalization(), [(5,)]),
    "LayerNormalization": (lambda: nn.LayerNormalization(), [(5,)]),
    "GaussianNoise": (lambda: nn.GaussianNoise(0.3), [(6,)]),
    "Reshape": (lambda: nn.Reshape((3, -1)), [(2, 6)]),
    "Permute": (lambda: nn.Permute((3, 1, 2)), [(2, 3, 4)]),
    "UpSampling2D": (lambda: nn.UpSampling2D(), [(2, 3, 2)]),
    "ZeroPadding2D": (lambda: nn.ZeroPadding2D(), [(2, 3, 2)]),
    "Embedding": (lambda: nn.Embedding(4, 3), [(5,)]),
    "SimpleRNN": (lambda: nn.SimpleRNN(3), [(4, 2)]),
    "GRU": (lambda: nn.GRU(3), [(4, 2)]),
    "LSTM": (lambda: nn.LSTM(3), [(4, 2)]),
    "Bidirectional": (lambda: nn.Bidirectional(nn.LSTM(2)), [(4, 2)]),
    "Subtract": (lambda: nn.Subtract(), [(4,), (4,)]),
    "Multiply": (lambda: nn.Multiply(), [(4,), (4,), (4,)]),
    "Average": (lambda: nn.Average(), [(4,), (4,), (4,)]),
    "Maximum": (lambda: nn.Maximum(), [(4,), (4,), (4,)]),
    "Minimum": (lambda: nn.Minimum(), [(2, 2), (2, 2)]),
    "PReLU": (lambda: nn.PReLU("random_uniform"), [(4,)]),
    "GLU": (lambda: nn.GLU(), [(6,)]),
    "SeparableConv2D": (lambda: nn.SeparableConv2D(3, 2, depth_multiplier=2, activation="tanh"), [(4, 5, 2)]),
    "Conv1DTranspose": (lambda: nn.Conv1DTranspose(3, 2, activation="tanh"), [(5, 2)]),
    "Conv2DTranspose": (lambda: nn.Conv2DTranspose(3, 2, activation="tanh"), [(3, 4, 2)]),
    "GroupNormalization": (lambda: nn.GroupNormalization(2), [(3, 4)]),
    "RMSNormalization": (lambda: nn.RMSNormalization(), [(5,)]),
    "SpatialDropout1D": (lambda: nn.SpatialDropout1D(0.4), [(4, 3)]),
    "SpatialDropout2D": (lambda: nn.SpatialDropout2D(0.4), [(3, 2, 3)]),
    "GaussianDropout": (lambda: nn.GaussianDropout(0.3), [(6,)]),
    "AlphaDropout": (lambda: nn.AlphaDropout(0.3), [(6,)]),
    "RepeatVector": (lambda: nn.RepeatVector(3), [(4,)]),
    "UpSampling1D": (lambda: nn.UpSampling1D(), [(3, 2)]),
    "ZeroPadding1D": (lambda: nn.ZeroPadding1D(), [(3, 2)]),
    "Cropping1D": (lambda: nn.Cropping1D(), [(5, 2)]),
    "Cropping2D": (lambda: nn.Cropping2D(1), [(4, 5, 2)]),
    "TensorOperation": (lambda: nn.TensorOperation("elementwise"), [(5,)]),
}

# further settings that must keep the contract too.
MORE_LAYERS: list[tuple[Any, list[tuple[int, ...]]]] = [
    (lambda: nn.Dense(3), [(4,)]),
    (lambda: nn.Dense(1, activation="relu", use_bias=False), [(4,)]),
    (lambda: nn.Dense(2, activation="softmax"), [(3, 4)]),
    (lambda: nn.Dense(7, activation="elu", kernel_initializer="he_normal", bias_initializer="ones"), [(1,)]),
    (lambda: nn.Activation("softmax"), [(2, 3)]),
    (lambda: nn.Activation({"class_name": "leaky_relu", "config": {"negative_slope": 0.3}}), [(2, 3)]),
    (lambda: nn.Concatenate(axis=1), [(2, 3), (1, 3)]),
    (lambda: nn.Concatenate(axis=-2), [(2, 3), (1, 3), (4, 3)]),
    (lambda: nn.Add(), [(2, 2), (2, 2)]),
    (lambda: nn.Conv1D(2, 3, strides=2, padding="same"), [(6, 3)]),
    (lambda: nn.Conv1D(2, 2, dilation_rate=2, padding="causal", use_bias=False), [(6, 1)]),
    (lambda: nn.Conv2D(2, (3, 2), padding="same", activation="relu"), [(5, 4, 2)]),
    (lambda: nn.Conv2D(3, 3, strides=(2, 3), padding="same", use_bias=False), [(6, 7, 1)]),
    (lambda: nn.Conv2D(2, 2, dilation_rate=(2, 1), activation="softmax"), [(5, 4, 3)]),
    (lambda: nn.Conv2D(4, 1, strides=2), [(5, 5, 3)]),
    (lambda: nn.DepthwiseConv2D((3, 2), strides=2, padding="same", activation="tanh"), [(5, 6, 3)]),
    (lambda: nn.DepthwiseConv2D(2, dilation_rate=2, use_bias=False), [(4, 4, 1)]),
    (lambda: nn.MaxPooling1D(3, strides=1, padding="same"), [(5, 2)]),
    (lambda: nn.MaxPooling2D((3, 2), strides=(2, 1), padding="same"), [(6, 5, 2)]),
    (lambda: nn.MaxPooling2D(2, strides=1), [(4, 4, 3)]),
    (lambda: nn.AveragePooling1D(2, padding="same"), [(5, 2)]),
    (lambda: nn.AveragePooling2D(3, strides=2, padding="same"), [(5, 4, 2)]),
    (lambda: nn.GlobalAveragePooling2D(keepdims=True), [(4, 3, 2)]),
    (lambda: nn.GlobalMaxPooling1D(keepdims=True), [(4, 2)]),
    (lambda: nn.BatchNormalization(center=False, momentum=0.5), [(3, 4)]),
    (lambda: nn.BatchNormalization(scale=False, epsilon=0.1), [(2, 3, 2)]),
    (lambda: nn.BatchNormalization(axis=1, center=False, scale=False), [(3, 4)]),
    (lambda: nn.LayerNormalization(axis=1, scale=False), [(3, 4)]),
    (lambda: nn.LayerNormalization(center=False, epsilon=0.1), [(3, 4)]),
    (lambda: nn.Reshape((2, 3, 2)), [(12,)]),
    (lambda: nn.UpSampling2D((3, 2), interpolation="bilinear"), [(2, 3, 2)]),
    (lambda: nn.UpSampling2D(2, interpolation="bilinear"), [(1, 2, 1)]),
    (lambda: nn.ZeroPadding2D(((1, 0), (2, 3))), [(2, 3, 1)]),
    (lambda: nn.ZeroPadding2D(2), [(2, 3, 1)]),
    (lambda: nn.SimpleRNN(3, activation="softmax", return_sequences=True, use_bias=False), [(4, 2)]),
    (lambda: nn.GRU(3, reset_after=False, go_backwards=True), [(4, 2)]),
    (lambda: nn.GRU(2, return_sequences=True, use_bias=False), [(3, 2)]),
    (lambda: nn.LSTM(2, return_sequences=True, go_backwards=True), [(3, 2)]),
    (lambda: nn.LSTM(3, activation="softmax", use_bias=False, unit_forget_bias=False), [(1, 2)]),
    (lambda: nn.LSTM(3, dropout=0.4, recurrent_dropout=0.3, return_sequences=True), [(4, 2)]),
    (lambda: nn.GRU(3, dropout=0.3, recurrent_dropout=0.4), [(3, 2)]),
    (lambda: nn.SimpleRNN(3, dropout=0.3, recurrent_dropout=0.4), [(3, 2)]),
    (lambda: nn.Bidirectional(nn.GRU(2, return_sequences=True, dropout=0.3), merge_mode="mul"), [(3, 2)]),
    (lambda: nn.Bidirectional("SimpleRNN", units=3, merge_mode="ave"), [(3, 2)]),
    (lambda: nn.Bidirectional(nn.LSTM(3, return_sequences=True), merge_mode="sum"), [(3, 2)]),
    (lambda: nn.Conv2D(4, 3, groups=2, padding="same", activation="relu"), [(4, 5, 2)]),
    (lambda: nn.Conv1D(3, 2, groups=3, use_bias=False), [(5, 3)]),
    (lambda: nn.PReLU(nn.Constant(0.3), shared_axes=(1, 2)), [(3, 2, 2)]),
    (lambda: nn.PReLU("random_normal", alpha_constraint="non_neg", shared_axes=(2,)), [(3, 2)]),
    (lambda: nn.GLU(axis=1), [(4, 3)]),
    (lambda: nn.SeparableConv2D(2, (3, 2), strides=2, padding="same", use_bias=False), [(5, 6, 3)]),
    (lambda: nn.SeparableConv2D(2, 2, dilation_rate=2), [(4, 4, 1)]),
    (lambda: nn.Conv1DTranspose(2, 3, strides=2, padding="same", use_bias=False), [(4, 3)]),
    (lambda: nn.Conv1DTranspose(2, 2, strides=3), [(3, 1)]),
    (lambda: nn.Conv2DTranspose(2, (3, 2), strides=2, padding="same", activation="relu"), [(3, 3, 2)]),
    (lambda: nn.Conv2DTranspose(2, 3, strides=(1, 2)), [(3, 2, 2)]),
    (lambda: nn.GroupNormalization(-1, center=False, epsilon=0.1), [(2, 3, 2)]),
    (lambda: nn.GroupNormalization(1, scale=False), [(4,)]),
    (lambda: nn.RMSNormalization(axis=1, epsilon=0.01), [(3, 4)]),
    (lambda: nn.ZeroPadding1D((2, 0)), [(3, 2)]),
    (lambda: nn.Cropping1D((0, 2)), [(4, 2)]),
    (lambda: nn.Cropping2D(((1, 0), (2, 1))), [(4, 5, 2)]),
    (lambda: nn.UpSampling1D(3), [(2, 2)]),
]

# activation: further options to try beside the defaults.
ACTIVATION_CASES: dict[str, list[dict[str, Any]]] = {
    "linear": [{}],
    "relu": [{}, {"negative_slope": 0.1, "max_value": 1.5, "threshold": 0.5}, {"max_value": 0.7}],
    "leaky_relu": [{}, {"negative_slope": 0.05}],
    "elu": [{}, {"alpha": 0.5}],
    "sigmoid": [{}],
    "tanh": [{}],
    "softmax": [{}],
    "celu": [{}, {"alpha": 0.5}],
    "exponential": [{}],
    "gelu": [{}, {"approximate": True}],
    "hard_shrink": [{}, {"threshold": 1.0}],
    "hard_sigmoid": [{}],
    "hard_silu": [{}],
    "hard_tanh": [{}],
    "log_sigmoid": [{}],
    "log_softmax": [{}],
    "mish": [{}],
    "relu6": [{}],
    "selu": [{}],
    "silu": [{}],
    "soft_shrink": [{}, {"threshold": 1.0}],
    "softplus": [{}],
    "softsign": [{}],
    "sparse_plus": [{}],
    "sparse_sigmoid": [{}],
    "sparsemax": [{}],
    "squareplus": [{}, {"b": 1.0}],
    "tanh_shrink": [{}],
    "threshold": [{}, {"threshold": -0.5, "default_value": -2.0}],
}

# loss: targets and predictions (n, k) that it has a meaning for.
LOSS_CASES: dict[str, tuple[Any, Any]] = {
    "mean_squared_error": ([[0.0, 1.0], [2.0, -1.0]], [[0.5, 0.5], [1.0, -2.0]]),
    "halved_squared_sum": ([[0.0, 1.0], [2.0, -1.0]], [[0.5, 0.5], [1.0, -2.0]]),
    "binary_crossentropy": ([[0.0, 1.0], [1.0, 0.25]], [[0.2, 0.7], [0.4, 0.9]]),
    "categorical_crossentropy": ([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]], [[0.2, 0.7, 0.1], [0.4, 0.5, 0.3]]),
    "mean_absolute_error": ([[0.0, 1.0], [2.0, -1.0]], [[0.5, 0.5], [1.0, -2.0]]),
    "mean_absolute_percentage_error": ([[0.5, 1.0], [2.0, -1.0]], [[0.4, 0.5], [1.0, -2.0]]),
    "mean_squared_logarithmic_error": ([[0.0, 1.0], [2.0, 3.0]], [[0.5, 0.5], [1.0, -2.0]]),
    "huber": ([[0.0, 1.0], [2.0, -1.0]], [[0.5, 0.5], [0.5, -2.5]]),
    "log_cosh": ([[0.0, 1.0], [2.0, -1.0]], [[0.5, 0.5], [1.0, -2.0]]),
    "poisson": ([[0.0, 1.0], [2.0, 5.0]], [[0.5, 0.5], [1.0, 4.0]]),
    "sparse_categorical_crossentropy": ([[1.0], [2.0]], [[0.2, 0.7, 0.1], [0.4, 0.5, 0.3]]),
    "binary_focal_crossentropy": ([[0.0, 1.0], [1.0, 0.25]], [[0.2, 0.7], [0.4, 0.9]]),
    "categorical_focal_crossentropy": ([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]], [[0.2, 0.7, 0.1], [0.4, 0.5, 0.3]]),
    "kl_divergence": ([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]], [[0.2, 0.7, 0.1], [0.4, 0.5, 0.3]]),
    "cosine_similarity": ([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]], [[0.2, 0.7, 0.1], [0.4, 0.5, 0.3]]),
    "categorical_hinge": ([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], [[0.2, 0.7, -0.1], [0.4, 0.5, -0.3]]),
    "hinge": ([[0.0, 1.0], [1.0, 0.0]], [[0.2, 0.7], [1.4, -1.9]]),
    "squared_hinge": ([[-1.0, 1.0], [1.0, -1.0]], [[0.2, 0.7], [1.4, -1.9]]),
    "dice": ([[0.0, 1.0], [1.0, 0.25]], [[0.2, 0.7], [0.4, 0.9]]),
    "tversky": ([[0.0, 1.0], [1.0, 0.25]], [[0.2, 0.7], [0.4, 0.9]]),
}

# loss: further options; each is checked with the arrays above.
MORE_LOSSES: list[tuple[str, dict[str, Any]]] = [
    ("huber", {"delta": 0.3}),
    ("tversky", {"alpha": 0.3, "beta": 0.7}),
    ("binary_crossentropy", {"label_smoothing": 0.2}),
    ("binary_crossentropy", {"from_logits": True, "label_smoothing": 0.1}),
    ("categorical_crossentropy", {"label_smoothing": 0.2}),
    ("categorical_crossentropy", {"from_logits": True}),
    ("sparse_categorical_crossentropy", {"from_logits": True}),
    ("binary_focal_crossentropy", {"gamma": 0.0, "apply_class_balancing": True}),
    ("binary_focal_crossentropy", {"gamma": 1.5, "from_logits": True, "label_smoothing": 0.1}),
    ("categorical_focal_crossentropy", {"gamma": 3.0, "alpha": 0.5}),
    ("categorical_focal_crossentropy", {"from_logits": True, "label_smoothing": 0.1}),
]

# optimizer: settings whose compiled update must follow ``update``.
OPTIMIZER_CASES: dict[str, list[dict[str, Any]]] = {
    "sgd": [{}, {"momentum": 0.9}, {"momentum": 0.8, "nesterov": True}],
    "adam": [{}, {"learning_rate": 0.1, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3}, {"beta_1": 0.0}, {"amsgrad": True}],
    "rmsprop": [{}, {"momentum": 0.9, "rho": 0.8}, {"centered": True}],
    "adagrad": [{}, {"initial_accumulator_value": 0.01}],
    "adadelta": [{"learning_rate": 1.0}],
    "adamax": [{}, {"beta_1": 0.5, "beta_2": 0.9}],
    "adamw": [{"weight_decay": 0.0}, {"weight_decay": 0.0, "amsgrad": True}],
    "nadam": [{}, {"beta_1": 0.5}],
    "lion": [{}],
    "lbfgs": [],  # it has no update of its own: see test_lbfgs.py
}

# metric: targets, predictions and the value worked out by hand.
METRIC_CASES: dict[str, tuple[Any, Any, float]] = {
    "accuracy": ([[1.0], [0.0], [1.0], [0.0]], [[0.9], [0.2], [0.4], [0.6]], 0.5),
    "binary_accuracy": ([[1.0, 0.0]], [[0.9, 0.2]], 1.0),
    "categorical_accuracy": ([[1.0, 0.0], [0.0, 1.0]], [[0.6, 0.4], [0.7, 0.3]], 0.5),
    "mean_squared_error": ([[1.0], [2.0]], [[1.0], [4.0]], 2.0),
    "mean_absolute_error": ([[1.0], [2.0]], [[0.0], [4.0]], 1.5),
    "root_mean_squared_error": ([[1.0], [2.0]], [[0.0], [3.0]], 1.0),
    "precision": ([[1.0], [0.0], [1.0], [0.0]], [[0.9], [0.6], [0.7], [0.2]], 2 / 3),
    "recall": ([[1.0], [0.0], [1.0], [1.0]], [[0.9], [0.6], [0.4], [0.2]], 1 / 3),
    "f1_score": ([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [[0.6, 0.4], [0.7, 0.3], [0.9, 0.1]], 0.4),
    "auc": ([[0.0], [0.0], [1.0], [1.0]], [[0.0], [0.5], [0.3], [0.9]], 0.75),
    "top_k_categorical_accuracy": (np.eye(6)[[0, 5]].tolist(), [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [1, 2, 3, 4, 5, 6]], 0.5),
    "sparse_categorical_accuracy": ([[0.0], [1.0]], [[0.6, 0.4], [0.7, 0.3]], 0.5),
    "sparse_top_k_categorical_accuracy": ([0.0, 5.0], [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [1, 2, 3, 4, 5, 6]], 0.5),
    "fbeta_score": ([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [[0.6, 0.4], [0.7, 0.3], [0.9, 0.1]], 0.4),
    "mean_iou": ([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]], [[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.4, 0.6]], 7 / 12),
    "mean_absolute_percentage_error": ([[1.0], [2.0]], [[0.5], [4.0]], 75.0),
    "mean_squared_logarithmic_error": ([[0.0], [1.0]], [[0.0], [3.0]], np.log(2) ** 2 / 2),
    "log_cosh": ([[1.0], [2.0]], [[1.0], [2.0]], 0.0),
    "cosine_similarity": ([[1.0, 0.0], [0.0, 2.0]], [[3.0, 0.0], [1.0, 0.0]], 0.5),
    "pearson_correlation": ([[1.0], [2.0], [3.0]], [[2.0], [4.0], [6.5]], np.corrcoef([1, 2, 3], [2, 4, 6.5])[0, 1]),
    "binary_crossentropy": ([[1.0], [0.0]], [[0.5], [0.5]], np.log(2)),
    "categorical_crossentropy": ([[1.0, 0.0]], [[0.25, 0.75]], np.log(4)),
    "r2_score": ([[1.0], [2.0], [3.0]], [[1.0], [2.0], [4.0]], 0.5),
}


def network_of(layer: Any, shapes: list[tuple[int, ...]], seed: int = 3) -> nn.Model:
    """The layer between dense layers of weights, so that its input needs a gradient, ending in two outputs."""
    inputs = [nn.Input(shape) for shape in shapes]
    before = [nn.Dense(shape[-1], activation="tanh")(node) for node, shape in zip(inputs, shapes, strict=True)]
    node = layer(before if layer.arity == "many" else before[0])
    if len(node.shape) > 1:
        node = nn.Flatten()(node)
    model = nn.Model(inputs, nn.Dense(2, activation="tanh")(node), seed=seed)
    model.compile("sgd", "mean_squared_error")
    return model


def batch_for(model: nn.Model, rows: int, seed: int = 0) -> tuple[list[Any], Any]:
    """Random inputs and targets that fit the model."""
    random = np.random.default_rng(seed)
    inputs = [random.standard_normal((rows, *node.shape)) for node in model.graph.inputs]
    return inputs, random.standard_normal((rows, *model.output_shape))


class Still(nn.Optimizer):
    """Changes nothing, so that the gradients of a step can be looked at."""

    def update(self, parameters: Any, gradients: Any, rate: Any) -> None:
        pass


def step_gradients(model: nn.Model, x: Any, y: Any, weight: Any = None) -> Any:
    """The flat gradient that the compiled step computes in double precision."""
    from nndesigner.nn.bank import Bank
    from nndesigner.nn.dataset import Dataset
    from nndesigner.nn.step import StepBuilder

    with model.graph.in_dtype(np.float64) as graph:
        data = Dataset.of(graph, x, y, weight)
        optimizer = Still()
        optimizer.build(graph.parameters.size, np.float64)
        program = StepBuilder(graph, len(data), model.loss, weight is not None).build(optimizer)
        bank = Bank(graph, len(data), 1, weight is not None)
        bank.fill(data, np.arange(len(data)))
        with np.errstate(all="ignore"):
            program.run(bank.slots(program, 0, 0, 1))
        return graph.gradients.copy()


def reference_gradients(model: nn.Model, x: Any, y: Any) -> Any:
    """The flat gradient of the plain layer-by-layer path in double precision."""
    with model.graph.in_dtype(np.float64) as graph:
        inputs = [np.asarray(part, float) for part in (x if isinstance(x, list) else [x])]
        outputs = graph.forward(inputs, training=True)[graph.output]
        graph.backward(model.loss.gradient(np.asarray(y, float), outputs))
        return graph.gradients.copy()
