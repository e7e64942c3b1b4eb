"""What Adam and its kin share: running moments of the gradient, and what their start from zero leaves out."""

from __future__ import annotations

import math

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.optimizers.base import Optimizer
from nndesigner.nn.types import Array


class Moments(Optimizer):
    """Base of optimizers with a running mean of the gradient and one of its size (Kingma and Ba, 2015)."""

    learning_rate: float = option(default=0.001, minimum=0.0, maximum=1e6, help="Typical size of a weight's step.")
    beta_1: float = option(
        default=0.9, minimum=0.0, below=1.0, title="β₁", help="Memory of the gradient's mean.", advanced=True
    )
    beta_2: float = option(
        default=0.999, minimum=0.0, below=1.0, title="β₂", help="Memory of the gradient's size.", advanced=True
    )
    epsilon: float = option(default=1e-7, above=0.0, title="ε", help="Keeps the division finite.", advanced=True)

    @property
    def state_names(self) -> tuple[str, ...]:
        """Running means of the gradient and of its square."""
        return ("momentum", "velocity")

    def numbers_of_steps(self, count: int) -> Array:
        """The numbers of the next ``count`` steps, the first of all being 1 (float64)."""
        return np.arange(self.iterations + 1, self.iterations + count + 1, dtype=np.float64)


def one_minus_power(beta: float, t: Array) -> Array:
    """1 − βᵗ, exact for β near 1."""
    return -np.expm1(t * math.log(beta)) if beta else np.ones_like(t)
