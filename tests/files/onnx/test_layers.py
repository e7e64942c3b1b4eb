"""Every layer and activation, alone and in networks as people build them, out to ONNX and back."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import FileError
from nndesigner.files.onnx import onnx_bytes
from nndesigner.files.onnx.reading import parse_onnx
from nndesigner.files.onnx.writing import OPSETS
from nndesigner.project.trained import TrainedModel
from tests.files.code.cases import row
from tests.nn.nn_cases import LAYER_CASES, MORE_LAYERS, batch_for, network_of
from tests.proofs import is_proving, record

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnx.reference")


def image_net():
    return row(
        nn.Conv2D(4, 3, padding="same", activation="relu"),
        nn.BatchNormalization(),
        nn.MaxPooling2D(),
        nn.Conv2D(6, 3, strides=2, use_bias=False, activation="gelu"),
        nn.GlobalAveragePooling2D(),
        nn.Dropout(0.2),
        nn.Dense(3, activation="softmax"),
        shape=(12, 10, 3),
    )


def flat_net():
    return row(
        nn.Conv2D(3, (3, 2), activation="tanh"),
        nn.DepthwiseConv2D(2, depth_multiplier=2),
        nn.AveragePooling2D(2, padding="same"),
        nn.Flatten(),
        nn.Dense(5, activation="elu"),
        shape=(7, 8, 2),
    )


def branches():
    x = nn.Input((8, 8, 2))
    wide = nn.Conv2D(4, 3, padding="same", activation="relu")(x)
    small = nn.MaxPooling2D()(wide)
    back = nn.UpSampling2D()(nn.Conv2D(4, 1, activation="silu")(small))
    joined = nn.Concatenate()([wide, back, x])
    return nn.Model(x, nn.Conv2D(1, 1, activation="sigmoid")(joined), seed=5)


def residual():
    x = nn.Input((6, 6, 4))
    inner = nn.BatchNormalization()(nn.Conv2D(4, 3, padding="same")(x))
    return nn.Model(x, nn.Dense(2)(nn.Flatten()(nn.Activation("relu")(nn.Add()([x, inner])))), seed=6)


def text_net(kind, **options):
    return row(nn.Embedding(20, 4), kind(5, return_sequences=True), kind(3, **options), nn.Dense(1), shape=(6,))


def signal_net():
    return row(
        nn.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="relu"),
        nn.MaxPooling1D(),
        nn.Conv1D(3, 2),
        nn.LayerNormalization(),
        nn.GlobalMaxPooling1D(),
        nn.Dense(2),
        shape=(12, 2),
    )


NETWORKS = {
    "image": image_net,
    "flat": flat_net,
    "branches": branches,
    "residual": residual,
    "lstm": lambda: text_net(nn.LSTM),
    "gru": lambda: text_net(nn.GRU, go_backwards=True),
    "gru before": lambda: text_net(nn.GRU, reset_after=False),
    "rnn": lambda: text_net(nn.SimpleRNN, use_bias=False),
    "signal": signal_net,
    **{f"layer {name}": (lambda case=case: network_of(case[0](), case[1])) for name, case in LAYER_CASES.items()},
    **{f"more {place}": (lambda case=case: network_of(case[0](), case[1])) for place, case in enumerate(MORE_LAYERS)},
    **{f"activation {name}": (lambda name=name: row(nn.Dense(4), nn.Activation(name), nn.Dense(2))) for name in nn.ACTIVATIONS},
}
REFUSED = ("sparsemax", "activation softmax of the layer")  # none in ONNX, none inside a recurrent layer


def drawn(name):
    """The network with weights that differ from one another; None where it has no ONNX form."""
    model, random = NETWORKS[name](), np.random.default_rng(3)
    for weight in model.graph.weights:
        if "variance" in weight.name:
            weight.value[...] = random.uniform(0.5, 2, weight.shape)
        elif "kernel" not in weight.name and "embedding" not in weight.name:
            weight.value[...] = random.normal(scale=0.5, size=weight.shape)
    return model


def inputs_of(name, model, rows):
    if any(isinstance(layer, nn.Embedding) for layer in model.layers):
        random = np.random.default_rng(rows)
        most = next(layer.input_dim for layer in model.layers if isinstance(layer, nn.Embedding))
        first = model.layers[0]
        if isinstance(first, nn.Embedding):
            return [random.integers(0, most, (rows, *model.input_shape)).astype(np.float32)]
    x, _ = batch_for(model, rows)
    return [np.asarray(part, np.float32) for part in x]


def outputs(data, feed):
    yield onnx.reference.ReferenceEvaluator(onnx.load_from_string(data)).run(None, feed)[0]
    if importlib.util.find_spec("onnxruntime") is not None:
        import onnxruntime

        onnxruntime.set_default_logger_severity(4)
        yield onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"]).run(None, feed)[0]


def check(name, opset):
    model = drawn(name)
    data = onnx_bytes(TrainedModel(model), opset=opset)
    names = [value.name for value in onnx.load_from_string(data).graph.input]
    back = parse_onnx(data, "file.onnx").model
    for rows in (1, 7):
        x = inputs_of(name, model, rows)
        expected = model.predict(x)
        bound = 1e-5 * max(1, float(np.abs(expected).max()))
        for made in outputs(data, dict(zip(names, x, strict=True))):
            assert np.abs(made - expected).max() <= bound
        assert np.abs(back.predict(x) - expected).max() <= bound
    return back


def check_or_refuse(name, opset):
    try:
        check(name, opset)
    except FileError as error:
        if "ONNX export has no form for the activation" not in str(error) or not any(word in str(error) for word in REFUSED):
            raise


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", NETWORKS)
def test_a_file_gives_the_networks_numbers_and_comes_back(name):
    check_or_refuse(name, OPSETS[sum(map(ord, name)) % len(OPSETS)])


@pytest.mark.prove
@pytest.mark.skipif(not is_proving(), reason="a long proof: make prove")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_network_at_every_opset_gives_its_numbers_and_comes_back():
    for name in NETWORKS:
        for opset in OPSETS:
            check_or_refuse(name, opset)
    record("ONNX out and in", {"networks": len(NETWORKS), "opsets": "13 to 21", "batches": "1 and 7", "difference": "≤ 1e-5"})


def test_few_are_refused_and_sixty_more_than_asked_are_written():
    written = 0
    for name in NETWORKS:
        try:
            onnx_bytes(TrainedModel(NETWORKS[name]()))
            written += 1
        except FileError:
            pass
    assert written >= len(NETWORKS) - 4
    assert written >= 100


@pytest.mark.parametrize("name", ["image", "flat", "branches", "residual", "lstm", "gru before", "rnn", "signal"])
def test_a_network_comes_back_layer_for_layer_and_trains_on(name):
    model = drawn(name)
    back = check(name, 20)
    assert [type(layer).__name__ for layer in back.layers] == [type(layer).__name__ for layer in model.layers]
    assert back.count_params() == model.count_params()
    back.compile("adam", "mse")
    x = inputs_of(name, model, 16)
    y = np.zeros((16, *model.output_shape))
    losses = back.fit(x, y, epochs=8, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_a_network_that_came_back_goes_out_again():
    for name in ("branches", "layer GLU", "layer GroupNormalization", "layer RepeatVector", "layer Cropping2D"):
        back = check(name, 20)
        again = parse_onnx(onnx_bytes(TrainedModel(back)), "again.onnx").model
        x = inputs_of(name, back, 3)
        assert np.abs(again.predict(x) - back.predict(x)).max() <= 1e-5
