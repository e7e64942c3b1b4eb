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
]

# activation: further options to try beside the defaults.
ACTIVATION_CASES: dict[str, list[dict[str, Any]]] = {
    "linear": [{}],
    "relu": [{}],
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
}

# optimizer: settings whose compiled update must follow ``update``.
OPTIMIZER_CASES: dict[str, list[dict[str, Any]]] = {
    "sgd": [{}, {"momentum": 0.9}, {"momentum": 0.8, "nesterov": True}],
    "adam": [{}, {"learning_rate": 0.1, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3}, {"beta_1": 0.0}],
}

# metric: targets, predictions and the value worked out by hand.
METRIC_CASES: dict[str, tuple[Any, Any, float]] = {
    "accuracy": ([[1.0], [0.0], [1.0], [0.0]], [[0.9], [0.2], [0.4], [0.6]], 0.5),
    "binary_accuracy": ([[1.0, 0.0]], [[0.9, 0.2]], 1.0),
    "categorical_accuracy": ([[1.0, 0.0], [0.0, 1.0]], [[0.6, 0.4], [0.7, 0.3]], 0.5),
    "mean_squared_error": ([[1.0], [2.0]], [[1.0], [4.0]], 2.0),
    "mean_absolute_error": ([[1.0], [2.0]], [[0.0], [4.0]], 1.5),
    "root_mean_squared_error": ([[1.0], [2.0]], [[0.0], [3.0]], 1.0),
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
