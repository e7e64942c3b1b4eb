"""The workloads of the speed tables: data, start weights and settings, the same for every system."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Workload:
    """One training job. ``sizes`` are the widths from input to output, ``hidden`` and ``output`` activations."""

    name: str
    title: str
    sizes: tuple[int, ...]
    hidden: str
    output: str
    loss: str
    optimizer: str
    rate: float
    batch: int
    shuffled: bool
    epochs: int  # in one timed repetition

    @property
    def steps(self) -> int:
        """Optimizer steps in one timed repetition."""
        return self.epochs * -(-len(data(self.name)[0]) // self.batch)


WORKLOADS = {
    row.name: row
    for row in (
        Workload("W1", "XOR, 4 rows, batch 1", (2, 3, 1), "tanh", "tanh", "mse", "sgd", 0.1, 1, False, 3000),
        Workload("W2", "moons, full batch", (2, 25, 50, 50, 25, 1), "relu", "sigmoid", "bce", "sgd", 0.01, 1000, False, 400),
        Workload("W3", "5-bit parity, full batch", (5, 20, 10, 5, 1), "sigmoid", "sigmoid", "mse", "sgd", 1.0, 32, False, 4000),
        Workload("W4", "MNIST 1000 rows, batch 1", (784, 100, 50, 10), "tanh", "tanh", "mse", "sgd", 0.1, 1, True, 5),
        Workload("W4b", "MNIST 1024 rows, batch 32", (784, 100, 50, 10), "tanh", "tanh", "mse", "sgd", 0.1, 32, True, 40),
        Workload("W6", "199,936 × 20, batch 256, Adam", (20, 64, 64, 1), "relu", "linear", "mse", "adam", 1e-3, 256, True, 2),
    )
}  # fmt: skip


@cache
def data(name: str) -> tuple[Array, Array]:
    """Inputs (rows, features) and targets (rows, outputs) of a workload, float32."""
    rng = np.random.default_rng(20)
    if name == "W1":
        x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
        return _single(x, x.sum(1, keepdims=True) % 2)
    if name == "W2":
        angle = rng.uniform(0, np.pi, 1000)
        second = np.arange(1000) % 2
        x = np.column_stack([np.cos(angle), np.sin(angle)])
        x[second == 1] = [1.0, 0.5] - x[second == 1]
        return _single(x + rng.normal(0, 0.2, x.shape), second[:, None])
    if name == "W3":
        x = (np.arange(32)[:, None] >> np.arange(5)) & 1
        return _single(x, x.sum(1, keepdims=True) % 2)
    if name in ("W4", "W4b"):
        return _digits(1000 if name == "W4" else 1024)
    x = rng.normal(0, 1, (199_936, 20))
    return _single(x, np.sin(x[:, :1]) + x[:, 1:2] * x[:, 2:3] + 0.1 * rng.normal(0, 1, (len(x), 1)))


def _digits(rows: int) -> tuple[Array, Array]:
    from nndesigner.data.samples import load_sample

    table = load_sample("mnist_subset", rows=rows, seed=0)
    names = [name for name in table.names if name != "label"]
    x = np.column_stack([table.column(name).values for name in names]) / 255.0
    label = np.array([int(table.column("label").text(row)) for row in range(rows)])
    return _single(x, np.eye(10)[label])


def _single(x: Array, y: Array) -> tuple[Array, Array]:
    return np.ascontiguousarray(x, np.float32), np.ascontiguousarray(y, np.float32)


def start_weights(name: str) -> list[Array]:
    """Kernel (in, out) by glorot uniform and zero bias of every layer, float32."""
    rng = np.random.default_rng(7)
    weights = []
    sizes = WORKLOADS[name].sizes
    for fan_in, fan_out in pairwise(sizes):
        limit = np.sqrt(6 / (fan_in + fan_out))
        weights += [rng.uniform(-limit, limit, (fan_in, fan_out)).astype(np.float32), np.zeros(fan_out, np.float32)]
    return weights


def batches(name: str, count: int) -> list[Array]:
    """Row indices of the first ``count`` batches, the same for every system."""
    work = WORKLOADS[name]
    rows = len(data(name)[0])
    rng = np.random.default_rng(3)
    found: list[Array] = []
    while len(found) < count:
        order = rng.permutation(rows) if work.shuffled else np.arange(rows)
        found += [order[start : start + work.batch] for start in range(0, rows, work.batch)]
    return found[:count]
