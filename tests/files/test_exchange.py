"""Every layer of the engine through every format: our own keep it, the others have a row for it or refuse it by name."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from nndesigner.core.errors import FileError
from nndesigner.files.code import code_of
from nndesigner.files.exchange import FORMATS, exported, import_model
from nndesigner.nn import LAYERS
from nndesigner.project.trained import TrainedModel
from tests.nn.nn_cases import LAYER_CASES, batch_for, network_of


@pytest.mark.parametrize("name", list(LAYERS))
def test_our_own_formats_keep_every_layer(name, tmp_path):
    make, shapes = LAYER_CASES[name]
    model = network_of(make(), shapes)
    x, _ = batch_for(model, 4)
    inputs = x if len(x) > 1 else x[0]
    (tmp_path / "m.safetensors").write_bytes(exported(TrainedModel(model), "safetensors"))
    assert np.array_equal(import_model(tmp_path / "m.safetensors").model.predict(inputs), model.predict(inputs))
    scope = {"__name__": "file"}
    exec(code_of(TrainedModel(model), "nn"), scope)
    assert np.array_equal(scope["predict"](inputs), model.predict(inputs))


@pytest.mark.parametrize("name", list(LAYERS))
@pytest.mark.parametrize("target", FORMATS)
def test_every_other_format_takes_a_layer_or_refuses_it_by_name(target, name):
    if target == "onnx" and importlib.util.find_spec("onnx") is None:
        pytest.skip("onnx is not installed")
    make, shapes = LAYER_CASES[name]
    try:
        assert exported(TrainedModel(network_of(make(), shapes)), target)
    except FileError as error:
        if f"the layer {name} of" not in str(error):
            raise


def test_an_opset_belongs_to_onnx_and_a_suffix_to_an_import(tmp_path):
    make, shapes = LAYER_CASES["Dense"]
    with pytest.raises(FileError, match="received the format keras"):
        exported(TrainedModel(network_of(make(), shapes)), "keras", opset=17)
    with pytest.raises(FileError, match=r"received '\.h5'"):
        import_model(tmp_path / "m.h5")
