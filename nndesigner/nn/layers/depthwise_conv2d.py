"""Convolution of each channel by itself."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.convolution import Convolution
from nndesigner.nn.layers.windows import to_planes
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("DepthwiseConv2D")
class DepthwiseConv2D(Convolution):
    """Gives every channel ``depth_multiplier`` patterns of its own and mixes no channels (Chollet, 2017)."""

    title = "Depthwise conv 2D"
    summary = "Looks for small patterns in each channel by itself: few weights, no mixing of channels."
    rank = 2
    weight_axes: ClassVar[dict[str, tuple[str, ...]]] = {"kernel": ("feature", "place"), "bias": ("channel",)}
    kernel_size: tuple[int, ...] = option(minimum=1, help="Size of the window.")
    strides: tuple[int, ...] = option(default=(1, 1), minimum=1, help="How far the window moves at a time, down and right.")
    padding: str = option(
        default="valid", choices=("valid", "same"), help="valid: windows lie inside; same: zeros around keep the size."
    )
    depth_multiplier: int = option(default=1, minimum=1, maximum=10_000, help="Patterns, and so outputs, for each channel.")
    dilation_rate: tuple[int, ...] = option(
        default=(1, 1), minimum=1, help="Distance between the cells that a window reads.", advanced=True
    )
    activation: Activation | None = option(default="linear", registry="activations", help="Function applied to each output.")
    depthwise_initializer: Initializer = option(
        default="glorot_uniform",
        registry="initializers",
        title="Kernel starts as",
        help="How the kernel begins.",
        advanced=True,
    )

    def channels(self, inputs: int) -> int:
        return inputs * self.depth_multiplier

    def build(self, *input_shapes: Shape) -> None:
        inputs = input_shapes[0][-1]
        shape = (*self.kernel_size, inputs, self.depth_multiplier)
        self.kernel = self.add_weight("kernel", shape, self.depthwise_initializer)
        if self.use_bias:
            self.bias = self.add_weight("bias", (self.channels(inputs),), self.bias_initializer)

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return math.prod(self.output_shape(*input_shapes)) * math.prod(self.kernel_size)

    def label(self) -> str:
        size = "×".join(map(str, self.kernel_size))
        text = self.function.registered_name or self.function.title
        return size if text == "linear" else f"{size} · {text}"

    def _columns_shape(self, shape: Shape, batch: int) -> Shape:
        return (0,)  # nothing is gathered

    def _affine(self, x: Array, out: Array, columns: Array) -> None:
        self._windows = self.windows(x.shape[1:])
        self._padded = self._windows.pad(np.ascontiguousarray(to_planes(x)))
        inputs, depth = self.kernel.shape[-2:]
        sums = np.zeros((inputs, depth, *self._windows.out, len(x)), x.dtype)
        for weights, tap in zip(self._taps(self.kernel.value), self._windows.taps(), strict=True):
            sums += weights * self._padded[(slice(None), None, *tap)]
        if self.use_bias:
            sums += self.bias.value.reshape(inputs, depth, *[1] * 3)
        to_planes(out)[...] = sums.reshape(inputs * depth, *self._windows.out, len(x))

    def _taps(self, kernel: Array) -> Array:
        """A kernel as (taps, inputs, depth, 1, 1, 1): each tap spreads over planes."""
        return kernel.reshape(-1, *kernel.shape[-2:], 1, 1, 1)

    def _sums_of(self, dz: Array) -> Array:
        """The gradient as (inputs, depth, \\*spatial, batch)."""
        return to_planes(dz).reshape(*self.kernel.shape[-2:], *self._windows.out, len(dz))

    def _weight_gradients(self, dz: Array) -> None:
        sums = self._sums_of(dz)
        gradients = self.kernel.gradient.reshape(-1, *self.kernel.shape[-2:])
        for gradient, tap in zip(gradients, self._windows.taps(), strict=True):
            gradient[...] = np.einsum("cdhwb,chwb->cd", sums, self._padded[(slice(None), *tap)])
        if self.use_bias:
            self.bias.gradient[...] = sums.sum(axis=(2, 3, 4)).ravel()

    def _input_gradient(self, dz: Array, out: Array) -> None:
        sums, windows = self._sums_of(dz), self._windows
        padded = windows.padded_zeros(self.kernel.shape[-2], len(dz), dz.dtype)
        for weights, tap in zip(self._taps(self.kernel.value), windows.taps(), strict=True):
            padded[(slice(None), *tap)] += (sums * weights).sum(axis=1)
        to_planes(out)[...] = windows.inner(padded)


# The options of the base that Keras's DepthwiseConv2D does not have.
for _name in ("filters", "kernel_initializer"):
    del DepthwiseConv2D.OPTIONS[_name]
