"""How weights begin: each initializer draws an array of a given shape from a seeded generator."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nndesigner.core.errors import ShapeError
from nndesigner.core.options import Configurable, option
from nndesigner.nn.keras_names import drop_neutral
from nndesigner.nn.namespaces import parts_by_name
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        drop_neutral(type(self).__name__, kwargs, self.OPTIONS)
        super().__init__(*args, **kwargs)

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


_TRUNCATED = 0.87962566103423978
"""Deviation of a standard normal that is cut off at two."""


def _truncated_normal(shape: Shape, stddev: float, random: np.random.Generator) -> Array:
    """Normal draws redrawn until within two deviations, widened so that the deviation is ``stddev`` all the same."""
    values = random.standard_normal(shape)
    outside = np.abs(values) > 2
    while outside.any():
        values[outside] = random.standard_normal(int(outside.sum()))
        outside = np.abs(values) > 2
    return values * (stddev / _TRUNCATED)


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


@INITIALIZERS.register("lecun_uniform")
class LecunUniform(Initializer):
    """Uniform, scaled by inputs (LeCun et al., 1998)."""

    title = "LeCun uniform"
    formula = "U(±√(3 / inputs))"

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        limit = math.sqrt(3 / max(1, fans(shape)[0]))
        return limit * (2 * random.random(shape) - 1)


@INITIALIZERS.register("lecun_normal")
class LecunNormal(Initializer):
    """Truncated normal, scaled by inputs (LeCun et al., 1998); suits selu."""

    title = "LeCun normal"
    formula = "N(0, 1 / inputs)"

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        return _truncated_normal(shape, math.sqrt(1 / max(1, fans(shape)[0])), random)


@INITIALIZERS.register("constant")
class Constant(Initializer):
    """All the same number."""

    title = "Constant"
    formula = "value"
    value: float = option(default=0.0, help="The number.")

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        return np.full(shape, self.value)


@INITIALIZERS.register("truncated_normal")
class TruncatedNormal(Initializer):
    """Bell-shaped around a mean, nothing beyond two deviations."""

    title = "Truncated normal"
    formula = "N(mean, stddev²) within ±2 · stddev"
    mean: float = option(default=0.0, help="Centre of the bell.")
    stddev: float = option(default=0.05, minimum=0.0, title="Standard deviation", help="Width of the bell before it is cut.")

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        return self.mean + _truncated_normal(shape, self.stddev * _TRUNCATED, random)


@INITIALIZERS.register("variance_scaling")
class VarianceScaling(Initializer):
    """Any of the Glorot, He and LeCun starts: scaled by inputs, outputs or their mean."""

    title = "Variance scaling"
    formula = "variance = scale / fan"
    scale: float = option(default=1.0, above=0.0, help="Variance times the number that it is divided by.")
    mode: str = option(
        default="fan_in", choices=("fan_in", "fan_out", "fan_avg"), help="Divide by inputs, outputs or their mean."
    )
    distribution: str = option(
        default="truncated_normal",
        choices=("truncated_normal", "untruncated_normal", "uniform"),
        help="How they are spread.",
    )

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        fan_in, fan_out = fans(shape)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        deviation = math.sqrt(self.scale / max(1.0, fan))
        if self.distribution == "truncated_normal":
            return _truncated_normal(shape, deviation, random)
        if self.distribution == "untruncated_normal":
            return deviation * random.standard_normal(shape)
        return math.sqrt(3) * deviation * (2 * random.random(shape) - 1)


@INITIALIZERS.register("identity")
class Identity(Initializer):
    """Passes its inputs on as they are; for two axes only."""

    title = "Identity"
    formula = "gain · I"
    gain: float = option(default=1.0, help="What each input is multiplied by.")

    def __call__(self, shape: Shape, random: np.random.Generator) -> Array:
        if len(shape) != 2:
            raise ShapeError(f"An identity start needs two axes; choose another one; received shape {shape}.")
        result: Array = self.gain * np.eye(*shape)
        return result


__getattr__ = parts_by_name("initializers")
