"""Products of matrices, shares that add up to 1, and normalization over any axes."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.operations.base import Back, Gradients, Operation, axis_of, broadcast, folded
from nndesigner.nn.registries import OPERATIONS
from nndesigner.nn.types import Array, Shape


@OPERATIONS.register("matmul")
class MatMul(Operation):
    """The product of the last two axes, the axes before them repeated to fit; a row or a column may have one axis."""

    title = "Matrix product"
    summary = "Multiplies two matrices, or stacks of them."
    fewest = most = 2

    def output_shape(self, *shapes: Shape) -> Shape:
        a, b = shapes
        if not a or not b or a[-1] != (b[-2] if len(b) > 1 else b[0]):
            raise self.refuse("has operands of shapes that do not fit", a, b)
        before = broadcast(self, a[:-2], b[:-2])
        return (*before, *a[-2:-1], *(b[-1:] if len(b) > 1 else ()))

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        a, b = operands
        wide, tall = (a[None] if a.ndim == 1 else a), (b[:, None] if b.ndim == 1 else b)
        y = wide @ tall

        def back(dy: Array) -> Gradients:
            dy = dy.reshape(y.shape)
            da, db = folded(dy @ tall.swapaxes(-1, -2), wide.shape), folded(wide.swapaxes(-1, -2) @ dy, tall.shape)
            return da.reshape(a.shape), db.reshape(b.shape)

        return y.reshape(self.output_shape(a.shape, b.shape)), back


@OPERATIONS.register("gemm")
class Gemm(Operation):
    """alpha · A·B + beta · C, each matrix turned where wanted; C is repeated to fit."""

    title = "Product and sum"
    summary = "Multiplies two matrices and adds a third."
    fewest, most = 2, 3
    alpha: float = option(default=1.0, help="Factor of the product.")
    beta: float = option(default=1.0, help="Factor of what is added.")
    turn_a: bool = option(default=False, help="Swap rows and columns of the first.")
    turn_b: bool = option(default=False, help="Swap rows and columns of the second.")

    def output_shape(self, *shapes: Shape) -> Shape:
        if len(shapes[0]) != 2 or len(shapes[1]) != 2:
            raise self.refuse("takes matrices", *shapes)
        a, b = (shapes[0][::-1] if self.turn_a else shapes[0]), (shapes[1][::-1] if self.turn_b else shapes[1])
        if a[1] != b[0] or any(broadcast(self, (a[0], b[1]), c) != (a[0], b[1]) for c in shapes[2:]):
            raise self.refuse("has operands of shapes that do not fit", *shapes)
        return a[0], b[1]

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        a, b = (operands[0].T if self.turn_a else operands[0]), (operands[1].T if self.turn_b else operands[1])
        alpha, beta = a.dtype.type(self.alpha), a.dtype.type(self.beta)
        y = alpha * (a @ b)
        for c in operands[2:]:
            y = y + beta * c

        def back(dy: Array) -> Gradients:
            da, db = alpha * (dy @ b.T), alpha * (a.T @ dy)
            more = tuple(folded(beta * dy, c.shape) for c in operands[2:])
            return (da.T if self.turn_a else da), (db.T if self.turn_b else db), *more

        return y, back


@OPERATIONS.register("softmax_over")
class SoftmaxOver(Operation):
    """Shares that add up to 1 along some axes together, or their logarithms."""

    title = "Softmax over axes"
    summary = "Turns numbers into shares that add up to 1 along any axes, or into their logarithms."
    axes: tuple[int, ...] = option(default=(-1,), help="The axes along which the shares add up to 1.")
    logarithm: bool = option(default=False, help="Give the logarithms of the shares.")

    def output_shape(self, *shapes: Shape) -> Shape:
        for axis in self.axes:
            axis_of(self, axis, len(shapes[0]))
        return shapes[0]

    def mixes(self, *shapes: Shape) -> bool:
        return any(axis % len(shapes[0]) == 0 for axis in self.axes)

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        (x,) = operands
        axes = tuple({axis_of(self, axis, x.ndim) for axis in self.axes})
        shifted = x - x.max(axis=axes, keepdims=True) if x.size else x
        powers = np.exp(shifted)
        total = powers.sum(axis=axes, keepdims=True)
        shares = powers / total
        if self.logarithm:
            return shifted - np.log(total), lambda dy: (dy - shares * dy.sum(axis=axes, keepdims=True),)
        return shares, lambda dy: (shares * (dy - (dy * shares).sum(axis=axes, keepdims=True)),)


@OPERATIONS.register("normalize")
class Normalize(Operation):
    """Mean 0 and variance 1 along some axes together, then a factor and a shift, which are repeated to fit."""

    title = "Normalize"
    summary = "Brings numbers to mean 0 and variance 1 along any axes, then scales and shifts them."
    most = 3
    axes: tuple[int, ...] = option(default=(-1,), help="The axes that are normalized together.")
    epsilon: float = option(default=1e-5, minimum=0.0, help="Added to the variance, so that it is never 0.")

    def output_shape(self, *shapes: Shape) -> Shape:
        for axis in self.axes:
            axis_of(self, axis, len(shapes[0]))
        if broadcast(self, *shapes) != shapes[0]:
            raise self.refuse("has factors that do not fit", *shapes)
        return shapes[0]

    def mixes(self, *shapes: Shape) -> bool:
        return any(axis % len(shapes[0]) == 0 for axis in self.axes)

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        x, *more = operands
        axes = tuple({axis_of(self, axis, x.ndim) for axis in self.axes})
        centered = x - x.mean(axis=axes, keepdims=True)
        scale = 1 / np.sqrt(np.square(centered).mean(axis=axes, keepdims=True) + x.dtype.type(self.epsilon))
        normal = centered * scale
        y = normal * more[0] if more else normal
        y = y + more[1] if len(more) > 1 else y

        def back(dy: Array) -> Gradients:
            dn = dy * more[0] if more else dy
            along = (dn * normal).mean(axis=axes, keepdims=True)
            dx = (dn - dn.mean(axis=axes, keepdims=True) - normal * along) * scale
            rest = [folded(part, m.shape) for part, m in zip((dy * normal, dy), more, strict=False)]
            return dx, *rest

        return y, back
