"""Batch normalization: each feature scaled by the batch's own statistics."""

from __future__ import annotations

import math

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.base import Layer, Weight
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("BatchNormalization")
class BatchNormalization(Layer):
    """Brings each feature to mean 0 and variance 1 over the batch, then scales and shifts it (Ioffe and Szegedy, 2015).

    While training it uses the batch's mean and (biased) variance and lets the moving ones follow; otherwise it uses the
    moving ones. The moving statistics are weights that are not trained. Frozen, by ``trainable=False``, it uses the moving
    ones while training too and leaves them as they are.
    """

    title = "Batch normalization"
    family = "normalization"
    summary = "Scales each feature by its mean and spread over the batch, so that deep networks train faster."
    axis: int = option(default=-1, help="Axis of the features; -1 is the last, the batch is axis 0.", advanced=True)
    momentum: float = option(default=0.99, minimum=0.0, maximum=1.0, help="How slowly the moving mean and variance follow.")
    epsilon: float = option(default=1e-3, above=0.0, help="Added to the variance, so that it is never 0.", advanced=True)
    center: bool = option(default=True, help="Add a trainable shift, beta.")
    scale: bool = option(default=True, help="Multiply by a trainable factor, gamma.")
    beta_initializer: Initializer = option(
        default="zeros", registry="initializers", title="Beta starts as", help="How the shift begins.", advanced=True
    )
    gamma_initializer: Initializer = option(
        default="ones", registry="initializers", title="Gamma starts as", help="How the factor begins.", advanced=True
    )
    moving_mean_initializer: Initializer = option(
        default="zeros", registry="initializers", title="Mean starts as", help="How the moving mean begins.", advanced=True
    )
    moving_variance_initializer: Initializer = option(
        default="ones", registry="initializers", title="Variance starts as", help="How the variance begins.", advanced=True
    )

    def _axis(self, shape: Shape) -> int:
        """The features' axis counted within a sample, from 0."""
        axis = self.axis + len(shape) if self.axis < 0 else self.axis - 1
        if not 0 <= axis < len(shape):
            raise self.refuse(f"has no axis {self.axis}", shape)
        return axis

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1:
            raise self.refuse("takes one input", *input_shapes)
        self._axis(input_shapes[0])
        return input_shapes[0]

    def build(self, *input_shapes: Shape) -> None:
        shape = (input_shapes[0][self._axis(input_shapes[0])],)
        self.gamma: Weight | None = self.add_weight("gamma", shape, self.gamma_initializer) if self.scale else None
        self.beta: Weight | None = self.add_weight("beta", shape, self.beta_initializer) if self.center else None
        self.moving_mean = self.add_weight("moving_mean", shape, self.moving_mean_initializer, trainable=False)
        self.moving_variance = self.add_weight("moving_variance", shape, self.moving_variance_initializer, trainable=False)

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return 2 * math.prod(input_shapes[0])

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        feature = self._axis(x.shape[1:]) + 1
        self._others = tuple(axis for axis in range(x.ndim) if axis != feature)
        self._wide = tuple(size if axis == feature else 1 for axis, size in enumerate(x.shape))
        self._training = training and self.trains and len(x) > 0
        if self._training:
            mean = x.mean(axis=self._others)
            centered = x - mean.reshape(self._wide)
            variance = np.square(centered).mean(axis=self._others)
            self._follow(self.moving_mean.value, mean)
            self._follow(self.moving_variance.value, variance)
        else:
            centered = x - self.moving_mean.value.reshape(self._wide)
            variance = self.moving_variance.value
        self._scale = (1 / np.sqrt(variance + x.dtype.type(self.epsilon))).reshape(self._wide)
        centered *= self._scale
        self._normal = centered
        y = centered if self.gamma is None else centered * self.gamma.value.reshape(self._wide)
        return np.asarray(y if self.beta is None else y + self.beta.value.reshape(self._wide))

    def _follow(self, moving: Array, batch: Array) -> None:
        moving *= moving.dtype.type(self.momentum)
        moving += batch * moving.dtype.type(1 - self.momentum)

    def backward(self, dy: Array) -> Array:
        if self.gamma is not None:
            self.gamma.gradient[...] = (dy * self._normal).sum(axis=self._others)
            dy_normal = dy * self.gamma.value.reshape(self._wide)
        else:
            dy_normal = dy
        if self.beta is not None:
            self.beta.gradient[...] = dy.sum(axis=self._others)
        if self._training:  # mean and variance move with every input
            along = (dy_normal * self._normal).mean(axis=self._others, keepdims=True)
            dy_normal = dy_normal - dy_normal.mean(axis=self._others, keepdims=True) - self._normal * along
        return np.asarray(dy_normal * self._scale)
