"""Batch normalization: each feature scaled by the batch's own statistics."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.affine import Affine, centred, centred_back
from nndesigner.nn.layers.normalization_lines import NormalizationLines, runs
from nndesigner.nn.layers.weight_options import start
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


@LAYERS.register("BatchNormalization")
class BatchNormalization(Affine):
    """Brings each feature to mean 0 and variance 1 over the batch, then scales and shifts it (Ioffe and Szegedy, 2015).

    While training it uses the batch's mean and (biased) variance and lets the moving ones follow; otherwise it uses the
    moving ones. The moving statistics are weights that are not trained. Frozen, by ``trainable=False``, it uses the moving
    ones while training too and leaves them as they are.
    """

    title = "Batch normalization"
    gives_planes = True
    takes_planes = True
    summary = "Scales each feature by its mean and spread over the batch, so that deep networks train faster."
    axis: int = option(default=-1, help="Axis of the features; -1 is the last, the batch is axis 0.", advanced=True)
    momentum: float = option(default=0.99, minimum=0.0, maximum=1.0, help="How slowly the moving mean and variance follow.")
    moving_mean_initializer: Initializer = start("zeros", "Moving mean")
    moving_variance_initializer: Initializer = start("ones", "Moving variance")

    def build(self, *input_shapes: Shape) -> None:
        super().build(*input_shapes)
        shape = (input_shapes[0][self.feature_axis(input_shapes[0])],)
        self.moving_mean = self.add_weight("moving_mean", shape, self.moving_mean_initializer, trainable=False)
        self.moving_variance = self.add_weight("moving_variance", shape, self.moving_variance_initializer, trainable=False)

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return 2 * math.prod(input_shapes[0])

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self.see(x)
        self._others = tuple(axis for axis in range(x.ndim) if axis != self._feature)
        self._training = training and self.trains and len(x) > 0
        if self._training:
            rest, variance = centred(x, self._others)
            self._follow(self.moving_mean.value, x.mean(axis=self._others))
            self._follow(self.moving_variance.value, variance.reshape(-1))
        else:
            rest = x - self.moving_mean.value.reshape(self._wide)
            variance = self.moving_variance.value.reshape(self._wide)
        self._scale = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
        return self.spread(rest * self._scale)

    def _follow(self, moving: Array, batch: Array) -> None:
        moving *= moving.dtype.type(self.momentum)
        moving += batch * moving.dtype.type(1 - self.momentum)

    def backward(self, dy: Array) -> Array:
        dn = self.gather(dy)
        if self._training:  # mean and variance move with every input
            return centred_back(dn, self._normal, self._scale, self._others)
        result: Array = dn * self._scale
        return result

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        x = runs(step, inputs[0].block)
        last = self.feature_axis(inputs[0].shape) == len(inputs[0].shape) - 1
        if x is None or not last or runs(step, output.block) is None or (step.training and not self.trains):
            super().emit_forward(step, inputs, output)
            return
        lines = NormalizationLines(self, step, x, output)
        if step.training:
            lines.emit_training()
            step.keep(output, lines)
        else:
            lines.emit_otherwise()

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        dy = runs(step, output.gradient)
        if not step.has_kept(output) or dy is None:
            super().emit_backward(step, inputs, output)
            return
        lines: NormalizationLines = step.kept(output)
        if not inputs[0].needs_gradient:
            lines.emit_backward(dy, None)
            return
        with step.into(inputs[0]) as gradient:
            dx = runs(step, gradient)
            assert dx is not None
            lines.emit_backward(dy, dx)
