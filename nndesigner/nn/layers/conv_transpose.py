"""Transposed convolution: what a convolution does backwards, used forwards to make images and sequences larger."""

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
from nndesigner.nn.layers.weight_options import bounds, penalty, start
from nndesigner.nn.layers.windows import Windows, widened
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.regularizers import Regularizer
from nndesigner.nn.types import Array, Shape


class TransposedConvolution(Layer):
    """Base: every input cell writes its pattern into the output, ``strides`` apart; where patterns overlap they add up.

    As in Keras the kernel is (\\*window, filters, channels), and a convolution of the output's size with the same window,
    strides and padding gives the input's size (Dumoulin and Visin, 2016).
    """

    rank: ClassVar[int] = 1
    family = "convolution"
    weight_axes: ClassVar[dict[str, tuple[str, ...]]] = {"kernel": ("unit", "input")}
    filters: int = option(minimum=1, maximum=100_000, help="Channels of the output.")
    kernel_size: tuple[int, ...] = option(minimum=1, help="Size of the pattern that each cell writes.")
    strides: tuple[int, ...] = option(default=(1,), minimum=1, help="How far apart the patterns of neighbours lie.")
    padding: str = option(
        default="valid", choices=("valid", "same"), help="valid: all of every pattern is kept; same: size times strides."
    )
    activation: Activation | None = option(default="linear", registry="activations", help="Function applied to each output.")
    use_bias: bool = option(default=True, title="Bias", help="Add a trainable constant to each output channel.")
    kernel_initializer: Initializer = start("glorot_uniform", "Kernel")
    bias_initializer: Initializer = start("zeros", "Bias")
    kernel_regularizer: Regularizer | None = penalty("Kernel")
    bias_regularizer: Regularizer | None = penalty("Bias")
    kernel_constraint: Constraint | None = bounds("Kernel")
    bias_constraint: Constraint | None = bounds("Bias")

    def setup(self) -> None:
        self.activation = as_activation(self.activation)
        owner = type(self).__name__
        for name in ("kernel_size", "strides"):
            setattr(self, name, widened(owner, name, getattr(self, name), self.rank))
        if self.padding == "same" and any(k < s for k, s in zip(self.kernel_size, self.strides, strict=True)):
            raise OptionError(
                f"{owner}: with same padding the window is at least as large as the strides; received {self.kernel_size} "
                f"and {self.strides}."
            )

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or len(input_shapes[0]) != self.rank + 1:
            raise self.refuse(f"takes one input of {self.rank + 1} axes, channels last", *input_shapes)
        sizes = zip(input_shapes[0][:-1], self.kernel_size, self.strides, strict=True)
        if self.padding == "same":
            return (*(n * s for n, _, s in sizes), self.filters)
        return (*(n * s + max(k - s, 0) for n, k, s in sizes), self.filters)

    def build(self, *input_shapes: Shape) -> None:
        self.kernel = self.add_weight(
            "kernel",
            (*self.kernel_size, self.filters, input_shapes[0][-1]),
            self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias: Weight | None = None
        if self.use_bias:
            rules = {"regularizer": self.bias_regularizer, "constraint": self.bias_constraint}
            self.bias = self.add_weight("bias", (self.filters,), self.bias_initializer, **rules)  # type: ignore[arg-type]

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return math.prod(input_shapes[0]) * math.prod(self.kernel_size) * self.filters

    def label(self) -> str:
        size = "×".join(map(str, self.kernel_size))
        text = as_activation(self.activation).registered_name or as_activation(self.activation).title
        return f"{self.filters} · {size}" if text == "linear" else f"{self.filters} · {size} · {text}"

    def _taps(self) -> Array:
        """The kernel as (taps, filters, channels)."""
        return self.kernel.value.reshape(-1, *self.kernel.shape[-2:])

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (self._x,) = inputs
        out = self.output_shape(self._x.shape[1:])
        windows = self._windows = Windows(out[:-1], self.kernel_size, self.strides, self.padding)
        padded = windows.zeros(len(self._x), self.filters, self._x.dtype)
        for kernel, tap in zip(self._taps(), windows.taps(), strict=True):
            padded[(slice(None), *tap)] += self._x @ kernel.T
        self._logits = windows.inner(padded)
        if self.bias is not None:
            self._logits = self._logits + self.bias.value
        self._y = as_activation(self.activation)(self._logits)
        return self._y

    def backward(self, dy: Array) -> Array:
        dz = as_activation(self.activation).backward(self._logits, self._y, dy)
        if self.bias is not None:
            self.bias.gradient[...] = dz.sum(axis=tuple(range(dz.ndim - 1)))
        padded, (filters, channels) = self._windows.pad(dz), self.kernel.shape[-2:]
        dx, rows = np.zeros_like(self._x), self._x.reshape(-1, channels)
        gradients = self.kernel.gradient.reshape(-1, filters, channels)
        for kernel, gradient, tap in zip(self._taps(), gradients, self._windows.taps(), strict=True):
            part = padded[(slice(None), *tap)]
            gradient[...] = part.reshape(-1, filters).T @ rows
            dx += part @ kernel
        return dx


@LAYERS.register("Conv1DTranspose")
class Conv1DTranspose(TransposedConvolution):
    """Makes a sequence (steps, channels) longer: each step writes a learned pattern into the output."""

    title = "Transposed conv 1D"
    summary = "Makes a sequence longer by writing a learned pattern for each of its steps."


@LAYERS.register("Conv2DTranspose")
class Conv2DTranspose(TransposedConvolution):
    """Makes an image (height, width, channels) larger: each cell writes a learned pattern into the output."""

    title = "Transposed conv 2D"
    summary = "Makes an image larger by writing a learned pattern for each of its cells."
    rank = 2
    strides: tuple[int, ...] = option(default=(1, 1), minimum=1, help="How far apart the patterns of neighbours lie.")
