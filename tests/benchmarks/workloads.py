"""The workloads of the tables: networks, settings and start weights, the same for every system; `data` makes the rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Part:
    """One layer in words that every system understands.

    ``kind`` is dense, conv1d, conv2d (valid, stride 1), max_pool1d, max_pool2d, global_average1d, flatten or lstm (the
    last state). ``units`` are outputs, filters or numbers in the state, ``size`` the side of a window.
    """

    kind: str
    units: int = 0
    size: int = 0
    activation: str = "linear"

    def shape_after(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of one sample after this layer, channels last."""
        if self.kind in ("dense", "lstm"):
            return (self.units,)
        if self.kind == "flatten":
            return (int(np.prod(shape)),)
        if self.kind == "global_average1d":
            return shape[-1:]
        if self.kind.startswith("max_pool"):
            return (*(side // self.size for side in shape[:-1]), shape[-1])
        return (*(side - self.size + 1 for side in shape[:-1]), self.units)

    def weights(self, shape: tuple[int, ...], rng: np.random.Generator) -> list[Array]:
        """Start weights in Keras's layout and order: glorot uniform kernels and zero bias, float32."""
        if self.kind == "lstm":
            rows = (shape[-1], self.units)
            return [*(glorot((fan_in, 4 * self.units), rng) for fan_in in rows), np.zeros(4 * self.units, np.float32)]
        if self.kind == "dense":
            return [glorot((shape[-1], self.units), rng), np.zeros(self.units, np.float32)]
        if self.kind.startswith("conv"):
            window = (self.size,) * (len(shape) - 1)
            return [glorot((*window, shape[-1], self.units), rng), np.zeros(self.units, np.float32)]
        return []


@dataclass(frozen=True)
class Workload:
    """One training job: ``layers`` on samples of ``shape``, and how it is trained."""

    name: str
    title: str
    rows: int
    shape: tuple[int, ...]
    layers: tuple[Part, ...]
    loss: str  # mse, bce (one sigmoid output) or cce (softmax)
    optimizer: str  # sgd or adam
    rate: float
    batch: int
    shuffled: bool
    epochs: int  # of one timed repetition, at most
    seed: int = 0

    @cached_property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shape of one sample before each layer, and of the output."""
        found = [self.shape]
        for part in self.layers:
            found.append(part.shape_after(found[-1]))
        return tuple(found)

    @property
    def outputs(self) -> int:
        """Numbers that the network gives."""
        return self.shapes[-1][0]

    @property
    def steps(self) -> int:
        """Optimizer steps of one epoch."""
        return -(-self.rows // self.batch)

    @property
    def is_dense(self) -> bool:
        """Whether all layers are dense, which is all that scikit-learn has."""
        return all(part.kind == "dense" for part in self.layers)

    def network(self) -> str:
        """The layers in short, such as ``2-3-1 tanh``."""
        words = []
        for part in self.layers:
            size = f" {part.size}" if part.size else ""
            words.append(f"{part.kind}{size}{f' {part.units}' if part.units else ''} {part.activation}".removesuffix(" linear"))
        return ", ".join(words)


def glorot(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Glorot uniform numbers for a kernel (window..., in, out)."""
    window = int(np.prod(shape[:-2]))
    limit = np.sqrt(6 / (window * (shape[-2] + shape[-1])))
    return rng.uniform(-limit, limit, shape).astype(np.float32)


def dense(widths: tuple[int, ...], hidden: str, output: str) -> tuple[Part, ...]:
    """Dense layers of these widths."""
    return (*(Part("dense", units, activation=hidden) for units in widths[:-1]), Part("dense", widths[-1], activation=output))


IMAGES = (
    Part("conv2d", 16, 3, "relu"),
    Part("max_pool2d", size=2),
    Part("conv2d", 32, 3, "relu"),
    Part("max_pool2d", size=2),
    Part("flatten"),
    *dense((128, 10), "relu", "softmax"),
)
SIGNALS = (
    Part("conv1d", 16, 5, "relu"),
    Part("max_pool1d", size=2),
    Part("conv1d", 32, 5, "relu"),
    Part("global_average1d"),
    Part("dense", 6, activation="softmax"),
)
CALM_DIGITS, CALM_IMAGES, CALM_SIGNALS = 4, 6, 3
"""Seeds from which every system's 50 losses stay with float64's: from most others even torch's own float32 leaves it."""
WORKLOADS = {
    row.name: row
    for row in (
        Workload("W1", "XOR, 4 rows, batch 1, 2-3-1 tanh",
                 4, (2,), dense((3, 1), "tanh", "tanh"), "mse", "sgd", 0.1, 1, False, 8000),
        Workload("W2", "moons, full batch of 1000, 2-25-50-50-25-1 relu",
                 1000, (2,), dense((25, 50, 50, 25, 1), "relu", "sigmoid"), "bce", "sgd", 0.01, 1000, False, 600),
        Workload("W3", "5-bit parity, full batch of 32, 5-20-10-5-1 sigmoid",
                 32, (5,), dense((20, 10, 5, 1), "sigmoid", "sigmoid"), "mse", "sgd", 1.0, 32, False, 10_000),
        Workload("W4", "MNIST 1000 rows, batch 1, 784-100-50-10 tanh",
                 1000, (784,), dense((100, 50, 10), "tanh", "tanh"), "mse", "sgd", 0.1, 1, True, 6),
        Workload("W4b", "MNIST 1024 rows, batch 32, 784-100-50-10 tanh",
                 1024, (784,), dense((100, 50, 10), "tanh", "tanh"), "mse", "sgd", 0.1, 32, True, 60),
        Workload("W5", "MNIST 4992 rows, batch 128, 784-512-256-10 relu, Adam",
                 4992, (784,), dense((512, 256, 10), "relu", "softmax"), "cce", "adam", 1e-3, 128, True, 3, CALM_DIGITS),
        Workload("W6", "199,936 rows × 20, batch 256, 20-64-64-1 relu, Adam",
                 199_936, (20,), dense((64, 64, 1), "relu", "linear"), "mse", "adam", 1e-3, 256, True, 2),
        Workload("W7", "MNIST 4992 rows 28×28×1, batch 64, 2 × (conv 3×3, pool 2), 128, 10, Adam",
                 4992, (28, 28, 1), IMAGES, "cce", "adam", 1e-3, 64, True, 1, CALM_IMAGES),
        Workload("LSTM", "MNIST rows as sequences of 28 × 28, batch 64, LSTM 64, 10, Adam",
                 4992, (28, 28), (Part("lstm", 64), Part("dense", 10, activation="softmax")),
                 "cce", "adam", 1e-3, 64, True, 1),
        Workload("Conv1D", "2048 signals 128×8, batch 64, conv 16×5, pool 2, conv 32×5, average, 6, Adam",
                 2048, (128, 8), SIGNALS, "cce", "adam", 1e-3, 64, True, 4, CALM_SIGNALS),
    )
}  # fmt: skip


def varied(work: Workload, seed: int) -> Workload:
    """The same kind of work with mildly other widths, rows, batch and seed: nothing may be tuned to one shape."""
    rng = np.random.default_rng([seed, *work.name.encode()])

    def near(number: int, least: int = 1) -> int:
        return max(least, round(number * rng.uniform(0.75, 1.3)))

    layers = [replace(part, units=near(part.units, 2)) if part.units else part for part in work.layers[:-1]]
    batch = near(work.batch) if work.shuffled and work.batch > 1 else work.batch
    rows = work.rows
    if work.name == "W2":
        rows = batch = near(rows)
    elif work.shuffled:  # whole batches
        rows = batch * max(1, round(rows / batch * rng.uniform(0.7, 0.98)))
    title = f"{work.title.split(',')[0]}*: {rows} rows, batch {batch}"
    return replace(work, title=title, rows=rows, batch=batch, layers=(*layers, work.layers[-1]), seed=work.seed + seed)


def workload(name: str, vary: int = 0) -> Workload:
    """The workload called ``name``, varied by a seed that is not 0."""
    return varied(WORKLOADS[name], vary) if vary else WORKLOADS[name]


def start_weights(work: Workload) -> list[Array]:
    """The weights of every layer in Keras's layout and order (kernels, then bias), float32."""
    rng = np.random.default_rng(7 + work.seed)
    return [array for part, shape in zip(work.layers, work.shapes, strict=False) for array in part.weights(shape, rng)]


def batches(work: Workload, count: int) -> list[Array]:
    """Row indices of the first ``count`` batches, the same for every system."""
    rng = np.random.default_rng(3 + work.seed)
    found: list[Array] = []
    while len(found) < count:
        order = rng.permutation(work.rows) if work.shuffled else np.arange(work.rows)
        found += [order[start : start + work.batch] for start in range(0, work.rows, work.batch)]
    return found[:count]
