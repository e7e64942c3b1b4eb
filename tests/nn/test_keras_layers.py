"""Every layer's output, gradients and updated statistics equal Keras 3's, from its golden file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nndesigner import nn
from tests.nn.golden.layer_cases import LAYER_CASES

GOLDEN = Path(__file__).parent / "golden" / "keras.npz"


@pytest.fixture(scope="module")
def golden():
    with np.load(GOLDEN) as arrays:
        return dict(arrays)


def test_every_registered_layer_is_compared():
    random_or_alias = {"Activation", "Dropout", "TensorOperation"}  # compared through Dense, and with their own distribution
    assert set(nn.LAYERS) - random_or_alias <= {case.kind for case in LAYER_CASES}


@pytest.mark.parametrize("case", LAYER_CASES, ids=lambda case: case.name)
def test_a_layer_equals_keras(case, golden):
    layer = nn.LAYERS.get(case.kind)(**case.options)
    nodes = [nn.Input(shape) for shape in case.shapes]
    model = nn.Model(nodes, layer(nodes if len(nodes) > 1 else nodes[0]), seed=0)
    model.set_weights(case.weights([weight.shape for weight in layer.weights]))
    with model.graph.in_dtype(np.float64):
        for weight, array in zip(layer.weights, case.weights([w.shape for w in layer.weights]), strict=True):
            weight.value[...] = array
        output = layer.forward(*case.inputs(), training=case.training)
        agree(output, golden[f"{case.name}/output"])
        gradient = layer.backward(case.output_gradient(output.shape))
        for index, array in enumerate(gradient if len(nodes) > 1 else (gradient,)):
            if case.kind != "Embedding":
                agree(array, golden[f"{case.name}/input{index}"])
        for index, weight in enumerate(weight for weight in layer.weights if weight.trainable):
            agree(weight.gradient, golden[f"{case.name}/weight{index}"])
        if case.training:
            for index, weight in enumerate(weight for weight in layer.weights if not weight.trainable):
                agree(weight.value, golden[f"{case.name}/updated{index}"])


def agree(ours, theirs):
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=2e-6 * max(1.0, float(np.abs(theirs).max())))
