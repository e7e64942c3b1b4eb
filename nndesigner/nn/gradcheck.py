"""Finds a wrong gradient: compares every layer's own with finite differences, in double precision."""

from __future__ import annotations

from typing import Any

import numpy as np

from nndesigner.nn.dataset import check_inputs, check_targets
from nndesigner.nn.model import Model
from nndesigner.nn.types import Array

_STEP = 1e-6


def check_gradients(
    model: Model, x: Any, y: Any, *, samples: int = 20, seed: int = 0, training: bool = False
) -> dict[str, float]:
    """The worst relative error of each layer's weight gradients (and of each input's), by name.

    At most ``samples`` numbers of every array are moved by ±1e-6. Right gradients give errors below about 1e-6.
    ``training`` looks at the layers as they are while training; one that draws random numbers cannot be checked so.
    """
    model.ensure_ready(x, y)
    random = np.random.default_rng(seed)
    with model.graph.in_dtype(np.float64) as graph:
        inputs = check_inputs(graph, x)
        inputs = [array.copy() for array in inputs]
        targets = check_targets(model.targets(y), graph.output.shape, len(inputs[0]), np.float64)

        def loss() -> float:
            return model.loss(targets, graph.forward(inputs, training)[graph.output]) + graph.penalty()

        outputs = graph.forward(inputs, training)
        graph.gradients[...] = 0
        by_node = graph.backward(model.loss.gradient(targets, outputs[graph.output]))
        gradients = graph.gradients.copy()
        errors: dict[str, float] = {}
        for node, array in zip(graph.inputs, inputs, strict=True):
            errors[node.name] = _worst(loss, array, by_node.get(node, np.zeros_like(array)), samples, random)
        start = 0
        for layer in graph.layers:
            for weight in (weight for weight in layer.weights if weight in graph.trained):
                own = gradients[start : start + weight.size].reshape(weight.shape)
                start += weight.size
                worst = _worst(loss, weight.value, own, samples, random)
                errors[str(layer.name)] = max(errors.get(str(layer.name), 0.0), worst)
    return errors


def _worst(loss: Any, array: Array, gradient: Array, samples: int, random: np.random.Generator) -> float:
    """Largest difference between ``gradient`` and the slope of ``loss`` at some places, relative to the larger of both."""
    places = random.permutation(array.size)[:samples]
    worst = 0.0
    for place in places:
        index = np.unravel_index(int(place), array.shape)
        before = array[index]
        values = []
        for offset in (_STEP, -_STEP):
            array[index] = before + offset
            values.append(loss())
        array[index] = before
        slope = (values[0] - values[1]) / (2 * _STEP)
        scale = max(abs(slope), abs(float(gradient[index])), 1e-3)
        worst = max(worst, abs(slope - float(gradient[index])) / scale)
    return worst
