"""Predictions, gradients and 50 training steps equal float64 torch, from the golden file and, where torch is, live."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from nndesigner import nn
from tests.nn.golden.cases import CASES

GOLDEN = Path(__file__).parent / "golden" / "torch.npz"
TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def golden():
    with np.load(GOLDEN) as arrays:
        return dict(arrays)


def compiled(case, **options):
    layers = [nn.Dense(units, activation=activation) for units, activation in case.layers]
    model = nn.Sequential(layers, input_shape=(case.inputs,), seed=0)
    kind = {"sgd": nn.SGD, "adam": nn.Adam}[case.optimizer]
    model.compile(optimizer=kind(**(dict(case.options) | options)), loss=case.loss)
    model.set_weights(case.weights())
    return model


def loss_of(result) -> float:
    return float(np.ravel(result)[0])


def agree(ours, theirs):
    theirs = np.asarray(theirs)
    np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE * max(1.0, float(np.abs(theirs).max())))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_trajectory_equals_torch(case, golden):
    model = compiled(case)
    x, y = case.data()
    agree(model.predict(x[0]), golden[f"{case.name}/prediction"])
    agree([loss_of(model.train_on_batch(*batch)) for batch in zip(x, y, strict=True)], golden[f"{case.name}/losses"])
    for index, weight in enumerate(model.get_weights()):
        np.testing.assert_allclose(weight, golden[f"{case.name}/weight{index}"], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("case", [case for case in CASES if case.name.endswith("-sgd")], ids=lambda case: case.name)
def test_gradients_equal_torch(case, golden):
    """One step of SGD at rate 1 without momentum moves each weight by exactly its gradient."""
    model = compiled(case, learning_rate=1.0)
    before = model.get_weights()
    x, y = case.data()
    model.train_on_batch(x[0], y[0])
    for index, (old, new) in enumerate(zip(before, model.get_weights(), strict=True)):
        agree(old - new, golden[f"{case.name}/gradient{index}"])


@pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed: the golden file alone was compared")
def test_the_golden_file_is_what_torch_says_today(golden):
    from tests.nn.golden.make_torch import run

    for case in CASES[::5]:
        for key, array in run(case).items():
            np.testing.assert_allclose(golden[f"{case.name}/{key}"], array, rtol=1e-9, atol=1e-12)
