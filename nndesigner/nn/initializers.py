"""How weights begin: each initializer draws an array of a given shape from a seeded generator."""

from __future__ import annotations

import math

import numpy as np

from nndesigner.core.options import Configurable, option
from nndesigner.nn.registries import INITIALIZERS
from nndesigner.nn.types import Array, Shape


def fans(shape: Shape) -> tuple[int, int]:
    """Inputs and outputs of one unit for a kernel of ``shape`` (Keras ``compute_fans``): receptive field × channels."""
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return size, size
    field = math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field


class Initializer(Configurable):
    """Base of all initializers. ``initializer(shape, random)`` gives a float64 array."""

    title = ""
    formula = ""

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        """Draw an array of ``shape`` from ``random``."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it draws: define __call__(shape, random).")


@INITIALIZERS.register("zeros")
class Zeros(Initializer):
    """All zero; the usual start of a bias."""

    title = "Zeros"
    formula = "0"

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        return np.zeros(shape)


@INITIALIZERS.register("ones")
class Ones(Initializer):
    """All one."""

    title = "Ones"
    formula = "1"

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        return np.ones(shape)


@INITIALIZERS.register("random_uniform")
class RandomUniform(Initializer):
    """Evenly between two bounds."""

    title = "Uniform"
    formula = "U(minval, maxval)"
    minval: float = option(default=-0.05, title="Lowest", help="Lower bound.")
    maxval: float = option(default=0.05, title="Highest", help="Upper bound.")

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        return self.minval + (self.maxval - self.minval) * random.random(shape)


@INITIALIZERS.register("random_normal")
class RandomNormal(Initializer):
    """Bell-shaped around a mean."""

    title = "Normal"
    formula = "N(mean, stddev²)"
    mean: float = option(default=0.0, help="Centre of the bell.")
    stddev: float = option(default=0.05, minimum=0.0, title="Standard deviation", help="Width of the bell.")

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        return self.mean + self.stddev * random.standard_normal(shape)


def _truncated_normal(shape: Shape, stddev: float, random: np.random.Generator) -> Array:
    """Normal draws redrawn until within two deviations, widened so that the deviation is ``stddev`` all the same."""
    values = random.standard_normal(shape)
    outside = np.abs(values) > 2
    while outside.any():
        values[outside] = random.standard_normal(int(outside.sum()))
        outside = np.abs(values) > 2
    return values * (stddev / 0.87962566103423978)


@INITIALIZERS.register("glorot_uniform")
class GlorotUniform(Initializer):
    """Uniform, scaled by inputs plus outputs (Glorot and Bengio, 2010); suits tanh and sigmoid."""

    title = "Glorot uniform"
    formula = "U(±√(6 / (inputs + outputs)))"

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        limit = math.sqrt(6 / max(1, sum(fans(shape))))
        return limit * (2 * random.random(shape) - 1)


@INITIALIZERS.register("glorot_normal")
class GlorotNormal(Initializer):
    """Truncated normal, scaled by inputs plus outputs (Glorot and Bengio, 2010)."""

    title = "Glorot normal"
    formula = "N(0, 2 / (inputs + outputs))"

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        return _truncated_normal(shape, math.sqrt(2 / max(1, sum(fans(shape)))), random)


@INITIALIZERS.register("he_uniform")
class HeUniform(Initializer):
    """Uniform, scaled by inputs (He et al., 2015); suits relu."""

    title = "He uniform"
    formula = "U(±√(6 / inputs))"

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        limit = math.sqrt(6 / max(1, fans(shape)[0]))
        return limit * (2 * random.random(shape) - 1)


@INITIALIZERS.register("he_normal")
class HeNormal(Initializer):
    """Truncated normal, scaled by inputs (He et al., 2015); suits relu."""

    title = "He normal"
    formula = "N(0, 2 / inputs)"

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        return _truncated_normal(shape, math.sqrt(2 / max(1, fans(shape)[0])), random)


@INITIALIZERS.register("orthogonal")
class Orthogonal(Initializer):
    """Columns (or rows) at right angles and of one length (Saxe et al., 2014); suits recurrent kernels."""

    title = "Orthogonal"
    formula = "gain × Q of a normal matrix"
    gain: float = option(default=1.0, help="Length of the columns.")

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        rows, columns = math.prod(shape[:-1]), shape[-1] if shape else 1
        q, r = np.linalg.qr(random.standard_normal((max(rows, columns), min(rows, columns))))
        q = q * np.where(np.diag(r) < 0, -1.0, 1.0)  # unique, and evenly spread over all rotations
        return np.asarray(self.gain * (q if rows >= columns else q.T).reshape(shape))
