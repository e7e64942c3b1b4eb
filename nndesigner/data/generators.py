"""Small tables made by rule: points in the plane with classes, bits with their parity, planes and waves.

Every generator returns columns by name. Random numbers come from PCG64(seed), so that a seed gives the same rows everywhere;
values are rounded to six decimals, so that the last bit of a machine's sine does not matter.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.options import Configurable, option

Columns = dict[str, NDArray[Any]]
Floats = NDArray[np.float64]


class NoOptions(Configurable):
    """A table that is always the same."""


class Bits(Configurable):
    """How many bits."""

    bits: int = option(default=5, minimum=1, maximum=16, help="Columns of bits; every combination is one row.")


class Points(Configurable):
    """Points with noise."""

    rows: int = option(default=1000, minimum=2, maximum=1_000_000, help="How many points.")
    noise: float = option(default=0.2, minimum=0.0, maximum=10.0, help="Standard deviation of the noise on every value.")
    seed: int = option(default=0, minimum=0, help="The same seed gives the same points.")


class Rings(Points):
    """Points on rings."""

    noise: float = option(default=0.1, minimum=0.0, maximum=10.0, help="Standard deviation of the noise on every value.")
    factor: float = option(default=0.5, above=0.0, below=1.0, help="Radius of the inner circle; the outer one has radius 1.")


class Arms(Points):
    """Points on spiral arms."""

    noise: float = option(default=0.1, minimum=0.0, maximum=10.0, help="Standard deviation of the noise on every value.")
    turns: float = option(default=1.5, above=0.0, maximum=5.0, help="How often each arm winds around the centre.")


class Clusters(Points):
    """Points in clusters."""

    noise: float = option(default=1.0, minimum=0.0, maximum=10.0, help="Standard deviation of each cluster.")
    centers: int = option(default=3, minimum=2, maximum=20, help="How many clusters, each a class.")


def xor(options: NoOptions) -> Columns:
    """The four cases of exclusive or."""
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    return {"x1": x[:, 0], "x2": x[:, 1], "target": x[:, 0] ^ x[:, 1]}


def three_rows(options: NoOptions) -> Columns:
    """Inputs 011, 110, 101 with targets 0, 1, 1: the smallest training set of the first tutorial."""
    x = np.array([[0, 1, 1], [1, 1, 0], [1, 0, 1]])
    return {"x1": x[:, 0], "x2": x[:, 1], "x3": x[:, 2], "target": np.array([0, 1, 1])}


def parity(options: Bits) -> Columns:
    """All combinations of bits; the target is 1 when an odd number of them is set."""
    n = options.bits
    x = (np.arange(2**n)[:, None] >> np.arange(n - 1, -1, -1)) & 1
    return {f"x{i + 1}": x[:, i] for i in range(n)} | {"target": x.sum(axis=1) % 2}


def moons(options: Points) -> Columns:
    """Two interleaving half circles, in the geometry of scikit-learn's ``make_moons``."""
    outer = options.rows // 2
    t, u = np.linspace(0, np.pi, outer), np.linspace(0, np.pi, options.rows - outer)
    x = np.concatenate([np.stack([np.cos(t), np.sin(t)], 1), np.stack([1 - np.cos(u), 0.5 - np.sin(u)], 1)])
    return _points(x, np.repeat([0, 1], [outer, options.rows - outer]), options)


def circles(options: Rings) -> Columns:
    """A circle around another one, in the geometry of scikit-learn's ``make_circles``."""
    outer = options.rows // 2
    t = np.linspace(0, 2 * np.pi, outer, endpoint=False)
    u = np.linspace(0, 2 * np.pi, options.rows - outer, endpoint=False)
    inner = options.factor * np.stack([np.cos(u), np.sin(u)], 1)
    x = np.concatenate([np.stack([np.cos(t), np.sin(t)], 1), inner])
    return _points(x, np.repeat([0, 1], [outer, options.rows - outer]), options)


def spirals(options: Arms) -> Columns:
    """Two spiral arms, one a half turn ahead of the other; radius from 0 to 5."""
    label = np.arange(options.rows) % 2
    part = np.sqrt((np.arange(options.rows) // 2 + 0.5) / max(1, (options.rows + 1) // 2))
    angle = 2 * np.pi * options.turns * part + np.pi * label
    return _points(5 * part[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1), label, options)


def blobs(options: Clusters) -> Columns:
    """Clusters whose centres stand evenly on a circle of radius 4."""
    label = np.arange(options.rows) % options.centers
    angle = 2 * np.pi * label / options.centers
    return _points(4 * np.stack([np.cos(angle), np.sin(angle)], 1), label, options)


def plane(options: Points) -> Columns:
    """A regression: target = 2·x1 − 3·x2 + 1, with inputs uniform in −1 … 1 and noise on the target."""
    x, noise = _inputs(options, 1.0)
    return {"x1": x[:, 0], "x2": x[:, 1], "target": np.round(2 * x[:, 0] - 3 * x[:, 1] + 1 + noise, 6)}


def waves(options: Points) -> Columns:
    """A regression: target = sin(x1)·cos(x2), with inputs uniform in −π … π and noise on the target."""
    x, noise = _inputs(options, np.pi)
    return {"x1": x[:, 0], "x2": x[:, 1], "target": np.round(np.sin(x[:, 0]) * np.cos(x[:, 1]) + noise, 6)}


def _points(x: Floats, label: NDArray[np.int64], options: Points) -> Columns:
    """Noise on the points, then all of them in a random order."""
    generator = np.random.Generator(np.random.PCG64(options.seed))
    x = np.round(x + options.noise * generator.standard_normal(x.shape), 6)
    order = generator.permutation(len(x))
    return {"x1": x[order, 0], "x2": x[order, 1], "label": label[order]}


def _inputs(options: Points, reach: float) -> tuple[Floats, Floats]:
    generator = np.random.Generator(np.random.PCG64(options.seed))
    x = np.round(generator.uniform(-reach, reach, (options.rows, 2)), 6)
    return x, options.noise * generator.standard_normal(options.rows)
