"""Separable convolution: each channel by itself first, then all channels mixed at each place."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation, as_activation
from nndesigner.nn.constraints import Constraint
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.base import Layer, Weight
from nndesigner.nn.layers.framed import framed, framed_zeros, inside
from nndesigner.nn.layers.weight_options import bounds, penalty, start
from nndesigner.nn.layers.windows import Windows, widened
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.regularizers import Regularizer
from nndesigner.nn.types import Array, Shape


@LAYERS.register("SeparableConv2D")
class SeparableConv2D(Layer):
    """Gives every channel ``depth_multiplier`` patterns of its own, then mixes them by a 1×1 convolution (Chollet, 2017)."""

    title = "Separable conv 2D"
    family = "convolution"
    summary = "Looks for small patterns in each channel, then mixes the channels: few weights for much the same effect."
    weight_axes: ClassVar[dict[str, tuple[str, ...]]] = {
        "depthwise_kernel": ("feature", "place"),
        "pointwise_kernel": ("channel", "unit"),
    }
    filters: int = option(minimum=1, maximum=100_000, help="Channels of the output.")
    kernel_size: tuple[int, ...] = option(minimum=1, help="Size of the window.")
    strides: tuple[int, ...] = option(default=(1, 1), minimum=1, help="How far the window moves at a time, down and right.")
    padding: str = option(
        default="valid", choices=("valid", "same"), help="valid: windows lie inside; same: zeros around keep the size."
    )
    dilation_rate: tuple[int, ...] = option(
        default=(1, 1), minimum=1, help="Distance between the cells that a window reads.", advanced=True
    )
    depth_multiplier: int = option(default=1, minimum=1, maximum=10_000, help="Patterns for each channel before mixing.")
    activation: Activation | None = option(default="linear", registry="activations", help="Function applied to each output.")
    use_bias: bool = option(default=True, title="Bias", help="Add a trainable constant to each output channel.")
    depthwise_initializer: Initializer = start("glorot_uniform", "Depthwise kernel")
    pointwise_initializer: Initializer = start("glorot_uniform", "Pointwise kernel")
    bias_initializer: Initializer = start("zeros", "Bias")
    depthwise_regularizer: Regularizer | None = penalty("Depthwise kernel")
    pointwise_regularizer: Regularizer | None = penalty("Pointwise kernel")
    bias_regularizer: Regularizer | None = penalty("Bias")
    depthwise_constraint: Constraint | None = bounds("Depthwise kernel")
    pointwise_constraint: Constraint | None = bounds("Pointwise kernel")
    bias_constraint: Constraint | None = bounds("Bias")

    def setup(self) -> None:
        self.activation = as_activation(self.activation)
        for name in ("kernel_size", "strides", "dilation_rate"):
            setattr(self, name, widened("SeparableConv2D", name, getattr(self, name), 2))
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise OptionError(
                f"SeparableConv2D: either strides or dilation_rate may be above 1; received {self.strides} and "
                f"{self.dilation_rate}."
            )

    def windows(self, shape: Shape) -> Windows:
        """The windows over a sample of ``shape`` (height, width, channels)."""
        return Windows(shape[:-1], self.kernel_size, self.strides, self.padding, self.dilation_rate)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or len(input_shapes[0]) != 3:
            raise self.refuse("takes one input of height, width and channels", *input_shapes)
        windows = self.windows(input_shapes[0])
        if not windows.fit:
            raise self.refuse(f"has a window of {self.kernel_size}, larger than its input", *input_shapes)
        return (*windows.out, self.filters)

    def build(self, *input_shapes: Shape) -> None:
        channels, depth = input_shapes[0][-1], self.depth_multiplier
        self.depthwise = self.add_weight(
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
        self.bias: Weight | None = None
        if self.use_bias:
            rules = {"regularizer": self.bias_regularizer, "constraint": self.bias_constraint}
            self.bias = self.add_weight("bias", (self.filters,), self.bias_initializer, **rules)  # type: ignore[arg-type]

    def multiply_adds(self, *input_shapes: Shape) -> int:
        places, channels = math.prod(self.windows(input_shapes[0]).out), input_shapes[0][-1] * self.depth_multiplier
        return places * channels * (math.prod(self.kernel_size) + self.filters)

    def label(self) -> str:
        size = "×".join(map(str, self.kernel_size))
        text = as_activation(self.activation).registered_name or as_activation(self.activation).title
        return f"{self.filters} · {size}" if text == "linear" else f"{self.filters} · {size} · {text}"

    def _taps(self, kernel: Array) -> Array:
        """A depthwise kernel as (taps, channels, depth)."""
        return kernel.reshape(-1, *kernel.shape[-2:])

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        windows = self._windows = self.windows(x.shape[1:])
        self._padded = framed(windows, x)
        sums = np.zeros((len(x), *windows.out, *self.depthwise.shape[-2:]), x.dtype)
        for weights, tap in zip(self._taps(self.depthwise.value), windows.taps(), strict=True):
            sums += weights * self._padded[(slice(None), *tap)][..., None]
        self._mixed = sums.reshape(*sums.shape[:-2], self.pointwise.shape[2])  # (batch, height, width, channels * depth)
        self._logits = self._mixed @ self.pointwise.value[0, 0]
        if self.bias is not None:
            self._logits += self.bias.value
        self._y = as_activation(self.activation)(self._logits)
        return self._y

    def backward(self, dy: Array) -> Array:
        dz = as_activation(self.activation).backward(self._logits, self._y, dy)
        if self.bias is not None:
            self.bias.gradient[...] = dz.sum(axis=tuple(range(dz.ndim - 1)))
        windows, shape = self._windows, self.depthwise.shape[-2:]
        mixed = self._mixed.reshape(-1, self._mixed.shape[-1])
        np.matmul(mixed.T, dz.reshape(-1, self.filters), out=self.pointwise.gradient[0, 0])
        sums = (dz @ self.pointwise.value[0, 0].T).reshape(*dz.shape[:-1], *shape)
        padded = framed_zeros(windows, len(dy), shape[0], dy.dtype)
        gradients = self._taps(self.depthwise.gradient)
        for weights, gradient, tap in zip(self._taps(self.depthwise.value), gradients, windows.taps(), strict=True):
            gradient[...] = np.einsum("bhwcd,bhwc->cd", sums, self._padded[(slice(None), *tap)])
            padded[(slice(None), *tap)] += (sums * weights).sum(axis=-1)
        return inside(windows, padded)
