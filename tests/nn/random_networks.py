"""Random networks of registered layers: branches, merges and several inputs, every shape legal."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner import nn
from nndesigner.core.errors import DesignerError

# How a layer that needs arguments is made from random numbers and the shape that it stands on; the others need none.
_ACTIVATIONS = ("tanh", "sigmoid", "elu", "softmax", "gelu", "softplus", "linear")
Make = Callable[[np.random.Generator, tuple[int, ...]], dict[str, Any]]


def _function(random: np.random.Generator) -> str:
    return str(random.choice(_ACTIVATIONS))


def _window(random: np.random.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    sizes = [int(random.integers(1, min(3, size) + 1)) for size in shape[:-1]]
    strides = [int(random.integers(1, 3)) for _ in sizes]
    return {"strides": strides, "padding": str(random.choice(["valid", "same"])), "size": sizes}


def _convolution(random: np.random.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    window = _window(random, shape)
    return {"kernel_size": window.pop("size"), "activation": _function(random), **window}


def _filters(random: np.random.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    return {"filters": int(random.integers(1, 4)), **_convolution(random, shape)}


def _transposed(random: np.random.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    return _filters(random, shape) | {"padding": "valid"}


def _pooling(random: np.random.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    window = _window(random, shape)
    return {"pool_size": window.pop("size"), **window}


def _recurrent(random: np.random.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    return {
        "units": int(random.integers(1, 4)),
        "return_sequences": bool(random.random() < 0.5),
        "go_backwards": bool(random.random() < 0.3),
    }


def _reshaped(random: np.random.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    size = math.prod(shape)
    first = int(random.choice([n for n in range(1, size + 1) if size % n == 0]))
    return {"target_shape": [first, size // first]}


def _groups(random: np.random.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    return {"groups": int(random.choice([n for n in range(1, shape[-1] + 1) if shape[-1] % n == 0]))}


def _axis(random: np.random.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    return {"axis": int(random.integers(1, len(shape) + 1))}


def _nothing(random: np.random.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    return {}


MAKERS: dict[str, Make] = {
    "Dense": lambda random, shape: {"units": int(random.integers(1, 6)), "activation": _function(random)},
    "Activation": lambda random, shape: {"activation": _function(random)},
    "Dropout": lambda random, shape: {"rate": 0.3},
    "Flatten": _nothing,
    "Conv1D": _filters,
    "Conv2D": _filters,
    "DepthwiseConv2D": lambda random, shape: {
        "depth_multiplier": int(random.integers(1, 3)),
        **_even(_convolution(random, shape)),
    },
    "SeparableConv2D": lambda random, shape: _even(_filters(random, shape)),
    "Conv1DTranspose": _transposed,
    "Conv2DTranspose": _transposed,
    **dict.fromkeys(("MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D"), _pooling),
    **dict.fromkeys(("GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D"), _nothing),
    "BatchNormalization": _axis,
    "LayerNormalization": _axis,
    "RMSNormalization": _axis,
    "GroupNormalization": _groups,
    "GaussianNoise": lambda random, shape: {"stddev": 0.1},
    "SpatialDropout1D": _nothing,
    "SpatialDropout2D": _nothing,
    "GaussianDropout": _nothing,
    "AlphaDropout": _nothing,
    "Reshape": _reshaped,
    "Permute": lambda random, shape: {"dims": (random.permutation(len(shape)) + 1).tolist()},
    "RepeatVector": lambda random, shape: {"n": int(random.integers(1, 4))},
    "UpSampling1D": _nothing,
    "UpSampling2D": lambda random, shape: {"interpolation": str(random.choice(["nearest", "bilinear"]))},
    "ZeroPadding1D": _nothing,
    "ZeroPadding2D": _nothing,
    "Cropping1D": _nothing,
    "Cropping2D": lambda random, shape: {"cropping": 1},
    "PReLU": lambda random, shape: {"alpha_initializer": "random_uniform"},
    "GLU": _axis,
    "SimpleRNN": _recurrent,
    "GRU": lambda random, shape: _recurrent(random, shape) | {"reset_after": bool(random.random() < 0.5)},
    "LSTM": _recurrent,
    "Bidirectional": lambda random, shape: {
        **{name: value for name, value in _recurrent(random, shape).items() if name != "go_backwards"},
        "layer": str(random.choice(["SimpleRNN", "GRU", "LSTM"])),
        "merge_mode": str(random.choice(["concat", "sum", "mul", "ave"])),
    },
    **dict.fromkeys(("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"), _nothing),
}
APART = {"Embedding", "TensorOperation"}
"""Embedding stands at an input of its own; a tensor operation's rules are its operation's, and its tests are there."""
INPUTS = ((4,), (6,), (5, 2), (4, 3), (5, 4, 2), (4, 4, 1))


def _even(options: dict[str, Any]) -> dict[str, Any]:
    """Keras's depthwise convolutions take equal strides only."""
    return options | {"strides": [max(options["strides"])] * 2}


def random_network(seed: int, *, noisy: bool = True) -> nn.Model:
    """A network of up to a dozen layers, the same for the same seed; its output is two numbers.

    Without ``noisy`` its random layers are there and draw nothing.
    """
    random = np.random.default_rng(seed)
    inputs = [nn.Input(INPUTS[int(random.integers(len(INPUTS)))]) for _ in range(int(random.integers(1, 4)))]
    nodes = list(inputs)
    if random.random() < 0.4:
        inputs.append(nn.Input((3,), name="categories"))
        nodes.append(nn.Embedding(5, 2)(inputs[-1]))
    kinds = list(MAKERS)
    loose = list(nodes)  # what nothing reads yet
    for _ in range(int(random.integers(2, 9))):
        node = _grown(random, str(random.choice(kinds)), nodes, noisy)
        if node is not None and math.prod(node.shape) <= 400:
            nodes.append(node)
            loose = [other for other in loose if other not in node.inbound] + [node]
    ends = [node if len(node.shape) == 1 else nn.Flatten()(node) for node in loose]
    joined = ends[0] if len(ends) == 1 else nn.Concatenate()(ends)
    model = nn.Model(inputs, nn.Dense(2, activation=_function(random))(joined), seed=seed)
    model.compile(str(random.choice(["sgd", "adam", "rmsprop", "lion"])), "mean_squared_error")
    return model


def _grown(random: np.random.Generator, kind: str, nodes: list[nn.Node], noisy: bool) -> nn.Node | None:
    """A layer of this kind on one node or several, or None where it fits nowhere."""
    for place in random.permutation(len(nodes)):
        node = nodes[int(place)]
        layer_class = nn.LAYERS.get(kind)
        try:
            layer = layer_class(**MAKERS[kind](random, node.shape))
            if layer_class.family == "regularization" and not noisy:
                layer = layer_class(0.0)
            if layer.arity != "many":
                return layer(node)
            others = [other for other in nodes if other.shape == node.shape]
            if len(others) >= 2:
                return layer([others[int(i)] for i in random.permutation(len(others))[: 2 if kind == "Subtract" else 3]])
        except (DesignerError, ValueError):
            continue
    return None


def random_batch(model: nn.Model, rows: int, seed: int = 0) -> tuple[list[np.ndarray], np.ndarray]:
    """Inputs and targets that fit the model; categories where an embedding reads them."""
    random = np.random.default_rng(seed)
    x = [
        random.integers(0, 5, (rows, *node.shape)).astype(float)
        if node.name == "categories"
        else random.standard_normal((rows, *node.shape))
        for node in model.graph.inputs
    ]
    return x, random.standard_normal((rows, *model.output_shape))
