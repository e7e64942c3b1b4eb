"""ONNX's own node tests and converted PyTorch models: their stored numbers come out of networks of our layers."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path

import numpy as np
import pytest

from nndesigner.core.errors import FileError
from nndesigner.files.onnx import read_onnx, run

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnx.backend.test.case.node")

NODE_CASES = (Path(__file__).parents[2] / "assets" / "onnx_node_cases.txt").read_text().split()
STORED = Path(onnx.__file__).parent / "backend" / "test" / "data"
REFUSED = {
    "test_batchnorm_epsilon_training_mode": "statistics of the batch",
    "test_batchnorm_example_training_mode": "statistics of the batch",
    "test_maxpool_with_argmax_2d_precomputed_strides": "count by columns",
    "test_reshape_allowzero_reordered": "mixes samples",
    "test_training_dropout_default": "drops while predicting",
    "test_training_dropout_default_mask": "drops while predicting",
    "test_training_dropout_mask": "drops while predicting",
}


_MODULES = """adagrad adam add argmax averagepool batch_normalization clip concat conv div dropout elu flatten gelu gemm
globalaveragepool globalmaxpool hardsigmoid hardswish identity layernormalization leakyrelu logsoftmax matmul maxpool mish
momentum mul negativeloglikelihoodloss prelu reducemean relu reshape selu sigmoid softmax softmax_cross_entropy_loss softplus
softsign squeeze sub sum swish tanh thresholdedrelu transpose unsqueeze"""


@pytest.fixture(scope="module")
def cases():
    """ONNX's cases by name: only the modules of ours are imported, and no variants built, which take thrice the time."""
    import onnx.backend.test.case.node as node

    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.setattr(node, "function_testcase_helper", lambda *_, **__: ([], 0))
        for name in _MODULES.split():
            importlib.import_module(f"{node.__name__}.{name}")
    return {case.name: case for case in node._NodeTestCases}


def agree(made, expected, **tolerance):
    assert [array.shape for array in made] == [array.shape for array in expected]
    assert [array.dtype for array in made] == [array.dtype for array in expected]
    for ours, theirs in zip(made, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, **tolerance)


def test_the_list_is_complete():
    assert len(set(NODE_CASES)) == 330
    assert set(REFUSED) < set(NODE_CASES)
    assert len(NODE_CASES) - len(REFUSED) >= 300


@pytest.mark.parametrize("name", NODE_CASES)
def test_a_node_of_onnx_passes_or_is_refused_by_name(name, cases):
    case = cases[name]
    for inputs, outputs in case.data_sets:
        given = [np.asarray(array) for array in inputs]
        if name in REFUSED:
            operator = case.model.graph.node[0].op_type
            with pytest.raises(FileError, match=rf"\({operator}\) cannot become a layer: .*{REFUSED[name]}.*\.$"):
                run(case.model, given)
        else:
            agree(run(case.model, given), [np.asarray(array) for array in outputs], rtol=case.rtol, atol=case.atol)


def arrays_of(folder, kind):
    paths = sorted(folder.glob(f"{kind}_*.pb"), key=lambda path: int(path.stem.split("_")[1]))
    return [onnx.numpy_helper.to_array(onnx.TensorProto.FromString(path.read_bytes())) for path in paths]


@pytest.mark.parametrize(("kind", "least"), [("pytorch-converted", 82), ("pytorch-operator", 35)])
def test_models_converted_from_pytorch_pass(kind, least):
    folders = sorted((STORED / kind).iterdir())
    for folder in folders:
        data = folder / "test_data_set_0"
        inputs, outputs = arrays_of(data, "input"), arrays_of(data, "output")
        agree(run(folder / "model.onnx", inputs), outputs, rtol=1e-3, atol=1e-5)
    assert len(folders) >= least


@pytest.mark.parametrize("name", ["Conv2d", "Conv2d_groups", "Conv3d", "ConvTranspose2d", "PReLU_2d", "Linear", "Embedding"])
def test_a_converted_model_trains_on(name):
    folder = STORED / "pytorch-converted" / f"test_{name}"
    model = read_onnx(folder / "model.onnx").model
    x = arrays_of(folder / "test_data_set_0", "input")
    before = model.predict(x)
    assert model.count_params() > 0
    model.compile("adam", "mse")
    losses = [model.train_on_batch(x, before * 0) for _ in range(20)]
    assert losses[-1] < losses[0]
    assert np.abs(model.predict(x) - before).max() > 0
