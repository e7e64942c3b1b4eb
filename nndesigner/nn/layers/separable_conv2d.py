"""Separable convolution: each channel by itself first, then all channels mixed at each place."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.constraints import Constraint
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.depthwise_conv2d import DepthwiseConv2D
from nndesigner.nn.layers.weight_options import bounds, penalty, start
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.regularizers import Regularizer
from nndesigner.nn.types import Array, Shape


@LAYERS.register("SeparableConv2D")
class SeparableConv2D(DepthwiseConv2D):
    """Gives every channel ``depth_multiplier`` patterns of its own, then mixes them by a 1×1 convolution (Chollet, 2017).

    (height, width, channels) -> (height, width, filters); a bias and the activation come behind the mixing only.
    """

    title = "Separable conv 2D"
    summary = "Looks for small patterns in each channel, then mixes the channels: few weights for much the same effect."
    weight_axes: ClassVar[dict[str, tuple[str, ...]]] = {
        "depthwise_kernel": ("feature", "place"),
        "pointwise_kernel": ("channel", "unit"),
    }
    filters: int = option(minimum=1, maximum=100_000, help="Channels of the output.")
    depth_multiplier: int = option(default=1, minimum=1, maximum=10_000, help="Patterns for each channel before mixing.")
    depthwise_initializer: Initializer = start("glorot_uniform", "Depthwise kernel")
    pointwise_initializer: Initializer = start("glorot_uniform", "Pointwise kernel")
    depthwise_regularizer: Regularizer | None = penalty("Depthwise kernel")
    pointwise_regularizer: Regularizer | None = penalty("Pointwise kernel")
    depthwise_constraint: Constraint | None = bounds("Depthwise kernel")
    pointwise_constraint: Constraint | None = bounds("Pointwise kernel")

    def channels(self, inputs: int) -> int:
        return self.filters

    def build(self, *input_shapes: Shape) -> None:
        channels, depth = input_shapes[0][-1], self.depth_multiplier
        self.kernel = self.add_weight(
            "depthwise_kernel",
            (*self.kernel_size, channels, depth),
            self.depthwise_initializer,
            regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        self.pointwise = self.add_weight(
            "pointwise_kernel",
            (1, 1, channels * depth, self.filters),
            self.pointwise_initializer,
            regularizer=self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
        )
        if self.use_bias:
            self.add_bias(self.filters)

    def multiply_adds(self, *input_shapes: Shape) -> int:
        places, channels = math.prod(self.windows(input_shapes[0]).out), input_shapes[0][-1] * self.depth_multiplier
        return places * channels * (math.prod(self.kernel_size) + self.filters)

    def label(self) -> str:
        return f"{self.filters} · {super().label()}"

    def _affine(self, x: Array) -> Array:
        self._sums_apart = self._apart(x)
        z: Array = self._sums_apart @ self.pointwise.value[0, 0]
        return z + self.bias.value if self.use_bias else z

    def _weight_gradients(self, dz: Array) -> None:
        rows = dz.reshape(-1, self.filters)
        np.matmul(self._sums_apart.reshape(len(rows), -1).T, rows, out=self.pointwise.gradient[0, 0])
        if self.use_bias:
            rows.sum(axis=0, out=self.bias.gradient)
        self._by_sums = dz @ self.pointwise.value[0, 0].T
        self._kernel_gradient(self._by_sums)

    def _input_gradient(self, dz: Array) -> Array:
        return super()._input_gradient(self._by_sums)  # the weights' gradients come first


SeparableConv2D.OPTIONS = {"filters": SeparableConv2D.OPTIONS["filters"], **SeparableConv2D.OPTIONS}  # first, as in Keras
