"""The optimizers of ONNX's training domain, computed by ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner import nn
from nndesigner.core.text import tr
from nndesigner.files.onnx.node import attributes, refuse

_Array = np.ndarray[Any, Any]
_Rule = Callable[[dict[str, Any], float, int, list[_Array]], list[_Array]]


def updated(node: Any, given: dict[str, _Array]) -> dict[str, _Array]:
    """The outputs of an optimizer's node by name. Raises FileError when its operands are not as they should be."""
    slots, defaults, rule = UPDATES[node.op_type]
    options = attributes(node, **defaults)
    count, rest = divmod(len(node.input) - 2, slots)
    if rest or count < 1 or len(node.output) != count * (slots - 1) or any(name not in given for name in node.input):
        raise refuse(node, tr("it has another number of inputs or outputs"))
    rate, step = (given[name].reshape(-1) for name in node.input[:2])
    made: list[list[_Array]] = []
    for place in range(count):
        arrays = [np.array(given[name], np.float64) for name in node.input[2 + place :: count]]
        if len({array.shape for array in arrays}) != 1:
            raise refuse(node, tr("its arrays are of different shapes"))
        made.append(rule(options, float(rate[0]), int(step[0]), arrays))
    outputs = [made[place][kind] for kind in range(slots - 1) for place in range(count)]
    return {name: array.astype(given[node.input[2]].dtype) for name, array in zip(node.output, outputs, strict=True)}


def _adam(given: dict[str, Any], rate: float, step: int, arrays: list[_Array]) -> list[_Array]:
    """X, G, V, H: weights, gradient, means of gradients and squares. ONNX counts steps from 0, where it corrects nothing."""
    x, gradient, mean, square = arrays
    adam = nn.Adam(rate, beta_1=given["alpha"], beta_2=given["beta"], epsilon=max(given["epsilon"], 1e-30))
    adam.build(x.size, x.dtype)
    first, second = 1 - adam.beta_1, 1 - adam.beta_2  # our state's scale
    adam.vectors["momentum"][...] = mean.ravel() / first
    adam.vectors["velocity"][...] = square.ravel() / second
    adam.iterations = step - 1
    factor = adam.rates(1)[0] if step > 0 else rate * first / np.sqrt(second)
    flat = x.ravel().copy()
    adam.update(flat, (gradient + given["norm_coefficient"] * x).ravel(), factor)
    flat *= 1 - given["norm_coefficient_post"]
    state = adam.vectors["momentum"] * first, adam.vectors["velocity"] * second
    return [part.reshape(x.shape) for part in (flat, *state)]


def _momentum(given: dict[str, Any], rate: float, step: int, arrays: list[_Array]) -> list[_Array]:
    """X, G, V: weights, gradient, velocity, which ONNX keeps without the rate and with the other sign."""
    x, gradient, velocity = arrays
    sgd = nn.SGD(1.0, momentum=given["alpha"], nesterov=given["mode"] == "nesterov")
    sgd.build(x.size, x.dtype)
    gradient = gradient + given["norm_coefficient"] * x
    share = given["beta"] if step > 0 else 1.0
    if not sgd.momentum:
        return [x - rate * share * gradient, share * gradient]
    sgd.vectors["velocity"][...] = -rate * velocity.ravel()
    flat = x.ravel().copy()
    sgd.update(flat, rate * share * gradient.ravel())
    moved = -sgd.vectors["velocity"] / rate
    if sgd.nesterov and share != 1:  # the look ahead takes the whole gradient
        flat -= rate * (1 - share) * gradient.ravel()
    return [flat.reshape(x.shape), moved.reshape(x.shape)]


def _adagrad(given: dict[str, Any], rate: float, step: int, arrays: list[_Array]) -> list[_Array]:
    """X, G, H: weights, gradient, sum of squares."""
    x, gradient, total = arrays
    adagrad = nn.Adagrad(rate / (1 + step * given["decay_factor"]), epsilon=max(given["epsilon"] ** 2, 1e-30))
    adagrad.build(x.size, x.dtype)
    adagrad.vectors["accumulator"][...] = total.ravel()
    flat = x.ravel().copy()
    adagrad.update(flat, (gradient + given["norm_coefficient"] * x).ravel(), adagrad.learning_rate)
    return [flat.reshape(x.shape), adagrad.vectors["accumulator"].reshape(x.shape)]


UPDATES: dict[str, tuple[int, dict[str, Any], _Rule]] = {
    "Adam": (
        4,
        {"alpha": 0.9, "beta": 0.999, "epsilon": 0.0, "norm_coefficient": 0.0, "norm_coefficient_post": 0.0},
        _adam,
    ),
    "Momentum": (3, {"alpha": None, "beta": None, "mode": "", "norm_coefficient": None}, _momentum),
    "Adagrad": (3, {"decay_factor": 0.0, "epsilon": 0.0, "norm_coefficient": 0.0}, _adagrad),
}
