"""The benchmarks' workloads: shapes, start weights, batches and other sizes."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks.rows import data
from tests.benchmarks.systems.ours import NNDesigner
from tests.benchmarks.workloads import WORKLOADS, batches, start_weights, varied, workload


@pytest.mark.parametrize("name", WORKLOADS)
@pytest.mark.parametrize("vary", [0, 3])
def test_weights_and_shapes_are_those_of_the_network(name, vary):
    work = workload(name, vary)
    model = NNDesigner().model(work)  # refuses weights of another shape
    assert sum(array.size for array in start_weights(work)) == model.count_params()
    assert model.output_shape[-1] == work.outputs


@pytest.mark.parametrize("name", ["W1", "W2", "W3", "W5", "Conv1D"])
def test_rows_fit(name):
    work = workload(name)
    x, y = data(work)
    assert x.shape == (work.rows, *work.shape)
    assert y.shape == (work.rows, work.outputs)
    assert x.dtype == y.dtype == np.float32
    if work.loss == "cce":
        assert np.all(y.sum(1) == 1)


@pytest.mark.parametrize("name", WORKLOADS)
def test_other_sizes_stay_whole_and_near(name):
    original = WORKLOADS[name]
    for seed in range(1, 20):
        work = varied(original, seed)
        assert work.rows % work.batch == 0
        assert 0 < work.rows <= 1.3 * original.rows
        assert work.layers[-1] == original.layers[-1]
        assert all(side > 0 for shape in work.shapes for side in shape)
    changed = {varied(original, seed).layers for seed in range(1, 20)}
    assert len(changed) > 2
    assert varied(original, 5) == varied(original, 5)


def test_batches_cover_each_row_once():
    work = workload("W4b")
    found = batches(work, work.steps)
    assert sorted(np.concatenate(found)) == list(range(work.rows))
    assert [list(rows) for rows in batches(work, 3)] == [list(rows) for rows in found[:3]]


def test_the_networks_are_named():
    assert workload("W1").network() == "dense 3 tanh, dense 1 tanh"
    assert workload("Conv1D").network().startswith("conv1d 5 16 relu, max_pool1d 2, conv1d 5 32 relu")
