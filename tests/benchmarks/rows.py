"""The rows that the workloads train on."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import numpy as np

from tests.benchmarks.workloads import Array, Workload

DIGITS = Path(__file__).parents[2] / "resources" / "datasets" / "mnist_subset.csv.gz"


_kept: dict[tuple[str, int, int], tuple[Array, Array]] = {}


def data(work: Workload) -> tuple[Array, Array]:
    """Inputs (rows, *shape) and targets (rows, outputs; one-hot for classes) of a workload, float32, contiguous."""
    if (work.name, work.rows, work.seed) not in _kept:
        x, y = _MAKERS[work.name](work, np.random.default_rng(20 + work.seed))
        keep(work, *(np.ascontiguousarray(array, np.float32) for array in (x.reshape(work.rows, *work.shape), y)))
    return _kept[work.name, work.rows, work.seed]


def keep(work: Workload, x: Array, y: Array) -> None:
    """Let these be the rows of a workload."""
    _kept[work.name, work.rows, work.seed] = x, y


def _bits(work: Workload, rng: np.random.Generator) -> tuple[Array, Array]:
    """Every pattern of bits; is an odd number of them set?"""
    bits = work.shape[0]
    x = (np.arange(work.rows)[:, None] >> np.arange(bits)[::-1]) & 1
    return x, x.sum(1, keepdims=True) % 2


def _moons(work: Workload, rng: np.random.Generator) -> tuple[Array, Array]:
    angle = rng.uniform(0, np.pi, work.rows)
    second = np.arange(work.rows) % 2
    x = np.column_stack([np.cos(angle), np.sin(angle)])
    x[second == 1] = [1.0, 0.5] - x[second == 1]
    return x + rng.normal(0, 0.2, x.shape), second[:, None]


@cache
def _mnist() -> tuple[Array, Array]:
    """All bundled digits: 5000 × 784 from 0 to 1, and their labels."""
    head, numbers = gzip.decompress(DIGITS.read_bytes()).decode().split("\n", 1)
    label = head.strip().split(",").index("label")
    table = np.fromstring(numbers.strip().replace("\n", ","), np.float32, sep=",").reshape(-1, 785)
    return np.delete(table, label, axis=1) / 255.0, table[:, label].astype(int)


def _digits(work: Workload, rng: np.random.Generator) -> tuple[Array, Array]:
    x, label = _mnist()
    rows = rng.permutation(len(x))[: work.rows]
    return x[rows], np.eye(10)[label[rows]]


def _surface(work: Workload, rng: np.random.Generator) -> tuple[Array, Array]:
    x = rng.normal(0, 1, (work.rows, *work.shape))
    return x, np.sin(x[:, :1]) + x[:, 1:2] * x[:, 2:3] + 0.1 * rng.normal(0, 1, (len(x), 1))


def _signals(work: Workload, rng: np.random.Generator) -> tuple[Array, Array]:
    """Noisy sine waves of six frequencies, a phase for each channel."""
    steps, channels = work.shape
    label = rng.integers(0, work.outputs, work.rows)
    phase = rng.uniform(0, 2 * np.pi, (work.rows, 1, channels))
    wave = np.sin(np.arange(steps)[:, None] * (0.15 + 0.2 * label[:, None, None]) + phase)
    return wave + rng.normal(0, 0.5, wave.shape), np.eye(work.outputs)[label]


_MAKERS = {
    **dict.fromkeys(("W1", "W3"), _bits),
    "W2": _moons,
    **dict.fromkeys(("W4", "W4b", "W5", "W7", "LSTM"), _digits),
    "W6": _surface,
    "Conv1D": _signals,
}
