"""Batch normalization inside a compiled step: sums as products with ones, everything else in place.

Values are seen as (rows, features, the rest · batch), so that a feature's numbers stand in runs and its mean, scale and
gradient are one column beside them. A sum over a run is a product with ones, which is as fast as memory is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Block, Value
    from nndesigner.nn.layers.batch_normalization import BatchNormalization
    from nndesigner.nn.step import StepBuilder


def runs(step: StepBuilder, block: Block) -> Array | None:
    """A block's values as (rows, features, the rest), if they stand so in memory."""
    if block.is_slot or len(block.shape) > 3:
        return None
    array = step.fixed(block.body if len(block.shape) == 1 else block.plane_view)
    if not array.flags.c_contiguous:
        return None
    return array.reshape(1 if len(block.shape) == 1 else block.shape[0], block.shape[-1], -1)


class NormalizationLines:
    """Writes one layer's lines."""

    def __init__(self, layer: BatchNormalization, step: StepBuilder, x: Array, output: Value) -> None:
        self.layer, self.step, self.x, self.output = layer, step, x, output
        self.share = step.constant(1 / math.prod((x.shape[0], x.shape[2])))
        self.ones = step.fixed(step.array((x.shape[2],)))
        self.ones[...] = 1
        self.normal, self.spare = (step.fixed(step.array(x.shape)) for _ in range(2))
        self.scale = self._column()

    def _column(self) -> Array:
        """Room for one number a feature."""
        return self.step.fixed(self.step.array((self.x.shape[1], 1)))

    def _sum(self, values: Array) -> Array:
        """Each feature's sum."""
        step, total = self.step, self._column()
        parts = step.fixed(step.array(values.shape[:2]))
        step.line(f"matmul({step.bind(values)}, {step.bind(self.ones)}, {step.bind(parts)})")
        step.line(f"add.reduce({step.bind(parts)}, 0, None, {step.bind(total[:, 0])})")
        return total

    def _do(self, operation: str, left: Array, right: Array | str, out: Array) -> None:
        step = self.step
        other = right if isinstance(right, str) else step.bind(right)
        step.line(f"{operation}({step.bind(left)}, {other}, {step.bind(out)})")

    def emit_training(self) -> None:
        """By the batch's own mean and variance; the moving ones follow."""
        mean = self._sum(self.x)
        self._do("multiply", mean, self.share, mean)
        self._do("subtract", self.x, mean, self.normal)
        self._do("multiply", self.normal, self.normal, self.spare)
        variance = self._sum(self.spare)
        self._do("multiply", variance, self.share, variance)
        layer, small = self.layer, self._column()
        for moving, own in ((layer.moving_mean.value, mean), (layer.moving_variance.value, variance)):
            column = moving.reshape(-1, 1)
            self._do("multiply", column, self.step.constant(layer.momentum), column)
            self._do("multiply", own, self.step.constant(1 - layer.momentum), small)
            self._do("add", column, small, column)
        self._scaled(variance)

    def emit_otherwise(self) -> None:
        """By the moving mean and variance."""
        self._do("subtract", self.x, self.layer.moving_mean.value.reshape(-1, 1), self.normal)
        self._scaled(self.layer.moving_variance.value.reshape(-1, 1))

    def _scaled(self, variance: Array) -> None:
        step, layer = self.step, self.layer
        self._do("add", variance, step.constant(layer.epsilon), self.scale)
        step.line(f"sqrt({step.bind(self.scale)}, {step.bind(self.scale)})")
        step.line(f"divide({step.constant(1)}, {step.bind(self.scale)}, {step.bind(self.scale)})")
        self._do("multiply", self.normal, self.scale, self.normal)
        out = runs(step, self.output.block)
        assert out is not None
        if layer.gamma is not None:
            self._do("multiply", self.normal, layer.gamma.value.reshape(-1, 1), out)
        else:
            step.line(f"copyto({step.bind(out)}, {step.bind(self.normal)})")
        if layer.beta is not None:
            self._do("add", out, layer.beta.value.reshape(-1, 1), out)

    def emit_backward(self, dy: Array, dx: Array | None) -> None:
        """Gradients of factor and shift, and ``dx = scale · gamma · (dy - mean dy - normal · mean (dy · normal))``."""
        step, layer = self.step, self.layer
        total = self._sum(dy)
        self._do("multiply", dy, self.normal, self.spare)
        along = self._sum(self.spare)
        for weight, gradient in ((layer.beta, total), (layer.gamma, along)):
            if weight is not None:
                step.line(f"copyto({step.bind(weight.gradient)}, {step.bind(gradient[:, 0])})")
        if dx is None:
            return
        for column in (total, along):
            self._do("multiply", column, self.share, column)
        if layer.gamma is not None:
            self._do("multiply", self.scale, layer.gamma.value.reshape(-1, 1), self.scale)
        self._do("multiply", self.normal, along, self.spare)
        self._do("add", self.spare, total, self.spare)
        self._do("subtract", dy, self.spare, dx)
        self._do("multiply", dx, self.scale, dx)
