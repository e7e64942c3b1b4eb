"""Operations on each number by itself: functions of one operand, arithmetic of several, limits, learned slopes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.operations.base import Back, Operation, broadcast, folded
from nndesigner.nn.registries import OPERATIONS
from nndesigner.nn.types import Array, Shape

_Pair = tuple[Callable[[Array], Array], Callable[[Array, Array], Any]]

# function: itself, and its slope from operand and result.
FUNCTIONS: dict[str, _Pair] = {
    "absolute": (np.abs, lambda x, y: np.sign(x)),
    "negative": (np.negative, lambda x, y: -1),
    "reciprocal": (lambda x: 1 / x, lambda x, y: -y * y),
    "square_root": (np.sqrt, lambda x, y: 0.5 / y),
    "exponential": (np.exp, lambda x, y: y),
    "logarithm": (np.log, lambda x, y: 1 / x),
    "sine": (np.sin, lambda x, y: np.cos(x)),
    "cosine": (np.cos, lambda x, y: -np.sin(x)),
    "tangent": (np.tan, lambda x, y: 1 + y * y),
    "arc_tangent": (np.arctan, lambda x, y: 1 / (1 + x * x)),
    "hyperbolic_sine": (np.sinh, lambda x, y: np.cosh(x)),
    "hyperbolic_cosine": (np.cosh, lambda x, y: np.sinh(x)),
    "error_function": (
        lambda x: np.vectorize(math.erf, otypes=[x.dtype])(x),
        lambda x, y: 2 / math.sqrt(math.pi) * np.exp(-x * x),
    ),
    "sign": (np.sign, lambda x, y: 0),
    "floor": (np.floor, lambda x, y: 0),
    "ceiling": (np.ceil, lambda x, y: 0),
    "round": (np.round, lambda x, y: 0),
    "truncate": (np.trunc, lambda x, y: 0),
    "one": (np.ones_like, lambda x, y: 0),
}


@OPERATIONS.register("elementwise")
class Elementwise(Operation):
    """A function of each number."""

    title = "Function"
    summary = "Applies a mathematical function to each number."
    function: str = option(default="absolute", choices=tuple(FUNCTIONS), help="The function of each number.")

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        (x,) = operands
        function, slope = FUNCTIONS[self.function]
        y = np.asarray(function(x), x.dtype)
        return y, lambda dy: (np.asarray(dy * slope(x, y), dy.dtype),)


_FOLDS: dict[str, Callable[[Array, Array], Array]] = {
    "add": np.add,
    "multiply": np.multiply,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "mean": np.add,
    "subtract": np.subtract,
    "divide": np.divide,
    "power": np.power,
}


@OPERATIONS.register("arithmetic")
class Arithmetic(Operation):
    """Two or more operands element by element; axes of size 1 are repeated, shorter shapes are aligned at their end."""

    title = "Arithmetic"
    summary = "Adds, multiplies, compares … its operands element by element; smaller ones are repeated."
    most = 1000
    function: str = option(default="add", choices=tuple(_FOLDS), help="What is done with the operands.")
    whole: bool = option(default=False, title="Whole numbers", help="Cut a quotient off to a whole number.", advanced=True)

    def output_shape(self, *shapes: Shape) -> Shape:
        if self.function in ("subtract", "divide", "power") and len(shapes) != 2:
            raise self.refuse(f"needs two operands to {self.function}", *shapes)
        return broadcast(self, *shapes)

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        results = [operands[0]]
        for operand in operands[1:]:
            results.append(np.asarray(_FOLDS[self.function](results[-1], operand), operand.dtype))
        y = results[-1]
        if self.function == "mean":
            y = np.asarray(y / len(operands), y.dtype)
        if self.whole:
            y = np.trunc(y)
        return y, lambda dy: self._back(dy, operands, results)

    def _back(self, dy: Array, operands: tuple[Array, ...], results: list[Array]) -> tuple[Array, ...]:
        if self.function == "mean":
            dy = dy / dy.dtype.type(len(operands))
        if self.whole:
            dy = dy * 0
        gradients = []
        for left, right in zip(results[-2::-1], operands[:0:-1], strict=True):
            dleft, dright = _slopes(self.function, left, right)
            gradients.append(folded(np.asarray(dy * dright, dy.dtype), right.shape))
            dy = folded(np.asarray(dy * dleft, dy.dtype), left.shape)
        return (dy, *reversed(gradients))


def _slopes(function: str, left: Array, right: Array) -> tuple[Any, Any]:
    """Derivative by the left and by the right operand."""
    if function in ("add", "mean"):
        return 1, 1
    if function == "subtract":
        return 1, -1
    if function == "multiply":
        return right, left
    if function == "divide":
        return 1 / right, -left / (right * right)
    if function == "power":
        return right * np.power(left, right - 1), np.power(left, right) * np.log(np.where(left > 0, left, 1))
    wins = left > right if function == "maximum" else left < right
    share = wins + (left == right) * 0.5
    return share, 1 - share


@OPERATIONS.register("clip")
class Clip(Operation):
    """Each number kept between two limits."""

    title = "Clip"
    summary = "Keeps each number between two limits."
    lowest: float | None = option(default=None, help="Smaller numbers become this one.")
    largest: float | None = option(default=None, help="Larger numbers become this one, which goes before the lowest.")

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        (x,) = operands
        y = x if self.lowest is None else np.maximum(x, x.dtype.type(self.lowest))
        y = y if self.largest is None else np.minimum(y, x.dtype.type(self.largest))
        return y, lambda dy: (dy * (x == y),)


@OPERATIONS.register("sloped")
class Sloped(Operation):
    """PReLU (He et al., 2015): numbers below zero are multiplied by the second operand, which is repeated to fit."""

    title = "Learned slope"
    summary = "Multiplies numbers below zero by a slope that is learned."
    fewest = most = 2

    def output_shape(self, *shapes: Shape) -> Shape:
        if broadcast(self, *shapes) != shapes[0]:
            raise self.refuse("has more slopes than inputs", *shapes)
        return shapes[0]

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        x, slope = operands
        below = x < 0
        y = np.where(below, x * slope, x)
        return y, lambda dy: (np.where(below, dy * slope, dy), folded(np.where(below, dy * x, 0), slope.shape))
