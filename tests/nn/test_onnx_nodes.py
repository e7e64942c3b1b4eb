"""ONNX's own node tests against our layers by hand, without the importer: a second opinion on their numbers.

``tests/files/onnx`` runs the whole list through the importer. ONNX has channels second and its own order of gates.
"""

from __future__ import annotations

import importlib
import warnings

import numpy as np
import pytest

from nndesigner import nn

pytest.importorskip("onnx")
node_cases = pytest.importorskip("onnx.backend.test.case.node")

FILES = """relu leakyrelu elu selu sigmoid tanh softplus softsign mish gelu hardswish thresholdedrelu softmax logsoftmax conv
    convtranspose maxpool averagepool globalaveragepool globalmaxpool batch_normalization instance_normalization
    groupnormalization layernormalization rmsnormalization prelu rnn gru lstm softmax_cross_entropy_loss"""

# node test, our activation, its options
ACTIVATIONS = [
    ("relu", "relu", {}),
    ("leakyrelu", "leaky_relu", {"negative_slope": 0.1}),
    ("leakyrelu_default", "leaky_relu", {"negative_slope": 0.01}),
    ("elu", "elu", {"alpha": 2.0}),
    ("elu_default", "elu", {}),
    ("selu_default", "selu", {}),
    ("sigmoid", "sigmoid", {}),
    ("tanh", "tanh", {}),
    ("softplus", "softplus", {}),
    ("softsign", "softsign", {}),
    ("mish", "mish", {}),
    ("gelu_default_2", "gelu", {}),
    ("gelu_tanh_2", "gelu", {"approximate": True}),
    ("hardswish", "hard_silu", {}),
    ("thresholdedrelu", "threshold", {"threshold": 2.0, "default_value": 0.0}),
    ("softmax_axis_2", "softmax", {}),
    ("softmax_large_number", "softmax", {}),
    ("logsoftmax_axis_2", "log_softmax", {}),
    ("logsoftmax_large_number", "log_softmax", {}),
]


def last(array):
    """Channels second to channels last."""
    return np.moveaxis(array, 1, -1)


def second(array):
    return np.moveaxis(array, -1, 1)


def window(kernel):
    """(filters, channels, *window) to (*window, channels, filters)."""
    return np.moveaxis(kernel, (0, 1), (-1, -2))


def gates(parts, order):
    """ONNX's gate matrix (1, gates * units, n) as ours (n, gates * units), its gates in another order."""
    rows = np.split(parts[0], len(order), axis=0)
    return np.concatenate([rows[place] for place in order], axis=0).T


# node test, our layer, its weights from the node's further inputs, and whether channels are moved
LAYERS = [
    *(
        (f"{name}", lambda o=options: nn.Conv2D(1, 3, use_bias=False, **o), lambda w: [window(w)], True)
        for name, options in (
            ("basic_conv_with_padding", {"padding": "same"}),
            ("basic_conv_without_padding", {}),
            ("conv_with_strides_no_padding", {"strides": 2}),
        )
    ),
    ("convtranspose", lambda: nn.Conv2DTranspose(2, 3, use_bias=False), lambda w: [window(w)], True),
    ("convtranspose_1d", lambda: nn.Conv1DTranspose(2, 3, use_bias=False), lambda w: [window(w)], True),
    ("maxpool_1d_default", lambda: nn.MaxPooling1D(2, strides=1), list, True),
    ("maxpool_2d_default", lambda: nn.MaxPooling2D(2, strides=1), list, True),
    ("maxpool_2d_same_upper", lambda: nn.MaxPooling2D(2, strides=1, padding="same"), list, True),
    ("maxpool_2d_strides", lambda: nn.MaxPooling2D(5, strides=3), list, True),
    ("maxpool_2d_precomputed_same_upper", lambda: nn.MaxPooling2D(3, strides=2, padding="same"), list, True),
    ("averagepool_1d_default", lambda: nn.AveragePooling1D(2, strides=1), list, True),
    ("averagepool_2d_default", lambda: nn.AveragePooling2D(2, strides=1), list, True),
    ("averagepool_2d_same_upper", lambda: nn.AveragePooling2D(2, strides=1, padding="same"), list, True),
    ("averagepool_2d_strides", lambda: nn.AveragePooling2D(5, strides=3), list, True),
    ("globalaveragepool", lambda: nn.GlobalAveragePooling2D(keepdims=True), list, True),
    ("globalmaxpool", lambda: nn.GlobalMaxPooling2D(keepdims=True), list, True),
    ("batchnorm_example", lambda: nn.BatchNormalization(epsilon=1e-5), lambda *w: list(w), True),
    ("batchnorm_epsilon", lambda: nn.BatchNormalization(epsilon=1e-2), lambda *w: list(w), True),
    ("instancenorm_epsilon", lambda: nn.GroupNormalization(-1, epsilon=1e-2), lambda *w: list(w), True),
    ("group_normalization_example", lambda: nn.GroupNormalization(2, epsilon=1e-5), lambda *w: list(w), True),
    ("group_normalization_epsilon", lambda: nn.GroupNormalization(2, epsilon=1e-2), lambda *w: list(w), True),
    ("layer_normalization_default_axis", lambda: nn.LayerNormalization(epsilon=1e-5), lambda *w: list(w), False),
    ("layer_normalization_3d_axis2_epsilon", lambda: nn.LayerNormalization(epsilon=0.1), lambda *w: list(w), False),
    ("rms_normalization_4d_axis3", lambda: nn.RMSNormalization(epsilon=1e-5), lambda w: [w], False),
    ("prelu_broadcast", lambda: nn.PReLU(shared_axes=(1,)), lambda w: [w[None]], False),
]
RECURRENT = [
    ("simple_rnn_defaults", lambda units: nn.SimpleRNN(units, use_bias=False), (0,)),
    ("gru_defaults", lambda units: nn.GRU(units, use_bias=False, reset_after=False), (0, 1, 2)),
    ("lstm_defaults", lambda units: nn.LSTM(units, use_bias=False), (0, 2, 3, 1)),
    ("simple_rnn_reverse", lambda units: nn.SimpleRNN(units, use_bias=False, go_backwards=True), (0,)),
    ("lstm_reverse", lambda units: nn.LSTM(units, use_bias=False, go_backwards=True), (0, 2, 3, 1)),
]


@pytest.fixture(scope="module")
def data():
    """The stored inputs and outputs by name; of the files that are needed only, since all take half a minute."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in FILES.split():
            importlib.import_module(f"{node_cases.__name__}.{name}")
    return {case.name: case.data_sets[0] for case in node_cases._NodeTestCases}


def loaded(layer, x, weights):
    """The layer alone in a network, with these weights."""
    node = nn.Input(x.shape[1:])
    model = nn.Model(node, layer(node), seed=0)
    model.set_weights(weights)
    return model


@pytest.mark.parametrize(("name", "ours", "options"), ACTIVATIONS)
def test_an_activation_gives_the_stored_numbers(name, ours, options, data):
    (x,), (y,) = data[f"test_{name}"]
    np.testing.assert_allclose(nn.ACTIVATIONS.get(ours)(**options)(x), y, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("name", "make", "weights", "moved"), LAYERS, ids=[row[0] for row in LAYERS])
def test_a_layer_gives_the_stored_numbers(name, make, weights, moved, data):
    (x, *given), (y, *_) = data[f"test_{name}"]
    x = last(x) if moved else x
    made = loaded(make(), x, weights(*given) if given else []).predict(x)
    np.testing.assert_allclose(second(made) if moved else made, y, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("name", "epsilon"), [("example", 1e-5), ("epsilon", 1e-2)])
def test_batch_normalization_trains_as_stored(name, epsilon, data):
    (x, *given), (y, mean, variance) = data[f"test_batchnorm_{name}_training_mode"]
    layer = nn.BatchNormalization(epsilon=epsilon, momentum=0.9)
    loaded(layer, last(x), given)
    np.testing.assert_allclose(second(layer.forward(last(x), training=True)), y, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(layer.moving_mean.value, mean, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(layer.moving_variance.value, variance, rtol=1e-5)


@pytest.mark.parametrize(("name", "make", "order"), RECURRENT)
def test_a_recurrent_layer_gives_the_stored_numbers(name, make, order, data):
    (x, kernel, recurrent), outputs = data[f"test_{name}"]
    state = outputs[0] if name == "lstm_reverse" else outputs[-1]  # the cell stands last there
    x = np.swapaxes(x, 0, 1)
    weights = [gates(kernel, order), gates(recurrent, order)]
    made = loaded(make(recurrent.shape[-1]), x, weights).predict(x)
    np.testing.assert_allclose(made, state[0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("reduction", ["none", "mean"])
def test_cross_entropy_gives_the_stored_numbers(reduction, data):
    (scores, labels), (y, *_) = data[f"test_sce_{reduction}"]
    loss = nn.CategoricalCrossentropy(from_logits=True)
    targets = np.eye(5, dtype=np.float32)[labels]
    made = loss.values(targets, scores) if reduction == "none" else loss(targets, scores)
    np.testing.assert_allclose(made, y, rtol=1e-5)
