"""Convolution of each channel by itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation
from nndesigner.nn.constraints import Constraint
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.convolution import Convolution
from nndesigner.nn.layers.depthwise_rows import DepthwiseRows
from nndesigner.nn.layers.weight_options import bounds, penalty, start
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.regularizers import Regularizer
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


@LAYERS.register("DepthwiseConv2D")
class DepthwiseConv2D(Convolution):
    """Gives every channel ``depth_multiplier`` patterns of its own and mixes no channels (Chollet, 2017)."""

    title = "Depthwise conv 2D"
    summary = "Looks for small patterns in each channel by itself: few weights, no mixing of channels."
    rank = 2
    takes_planes = True
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
    depthwise_initializer: Initializer = start("glorot_uniform", "Kernel")
    depthwise_regularizer: Regularizer | None = penalty("Kernel")
    depthwise_constraint: Constraint | None = bounds("Kernel")

    def channels(self, inputs: int) -> int:
        return inputs * self.depth_multiplier

    def build(self, *input_shapes: Shape) -> None:
        inputs = input_shapes[0][-1]
        shape = (*self.kernel_size, inputs, self.depth_multiplier)
        self.kernel = self.add_weight(
            "kernel",
            shape,
            self.depthwise_initializer,
            regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        if self.use_bias:
            self.add_bias(self.channels(inputs))

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return math.prod(self.output_shape(*input_shapes)) * math.prod(self.kernel_size)

    def label(self) -> str:
        size = "×".join(map(str, self.kernel_size))
        text = self.function.registered_name or self.function.title
        return size if text == "linear" else f"{size} · {text}"

    def _affine(self, x: Array) -> Array:
        sums = self._apart(x)
        if self.use_bias:
            sums += self.bias.value
        return sums

    def _apart(self, x: Array) -> Array:
        """Each channel's weighted sums, (batch, \\*spatial, inputs · depth), without a bias."""
        self._windows = self.windows(x.shape[1:])
        self._padded = self._windows.pad(x)[..., None]  # (batch, \\*spatial, inputs, 1)
        weights = self.kernel.value.reshape(-1, *self.kernel.shape[-2:])
        first, *others = self._windows.taps()
        sums = self._padded[(slice(None), *first)] * weights[0]
        part = np.empty_like(sums)
        for weight, tap in zip(weights[1:], others, strict=True):
            np.multiply(self._padded[(slice(None), *tap)], weight, out=part)
            sums += part
        apart: Array = sums.reshape(*sums.shape[:3], math.prod(sums.shape[3:]))
        return apart

    def _by_input(self, dz: Array) -> Array:
        """The gradient as (batch, \\*spatial, inputs, depth)."""
        by_input: Array = dz.reshape(*dz.shape[:3], *self.kernel.shape[-2:])
        return by_input

    def _weight_gradients(self, dz: Array) -> None:
        self._kernel_gradient(dz)
        if self.use_bias:
            self.bias.gradient[...] = dz.sum(axis=(0, 1, 2))

    def _kernel_gradient(self, dz: Array) -> None:
        """Write it, from the gradient by what :meth:`_apart` gave."""
        sums = self._by_input(dz)
        part = np.empty_like(sums)
        gradients = self.kernel.gradient.reshape(-1, *self.kernel.shape[-2:])
        for gradient, tap in zip(gradients, self._windows.taps(), strict=True):
            np.multiply(self._padded[(slice(None), *tap)], sums, out=part)
            part.sum(axis=(0, 1, 2), out=gradient)

    def _input_gradient(self, dz: Array) -> Array:
        sums, windows = self._by_input(dz), self._windows
        padded, part = windows.zeros_around(dz, self.kernel.shape[-2]), np.empty_like(sums)
        weights = self.kernel.value.reshape(-1, *self.kernel.shape[-2:])
        for weight, tap in zip(weights, windows.taps(), strict=True):
            np.multiply(sums, weight, out=part)
            padded[(slice(None), *tap)] += part[..., 0] if weight.shape[1] == 1 else part.sum(axis=-1)
        return windows.inner(padded)

    @property
    def _runs_by_rows(self) -> bool:
        return False

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        plain = type(self)._affine is DepthwiseConv2D._affine and self.windows(inputs[0].shape).dilation[0] == 1
        if not plain or not output.block.planes:
            super().emit_forward(step, inputs, output)
            return
        rows = DepthwiseRows(self, step, inputs[0], output)
        rows.emit_forward()
        step.keep(output, rows)
        step.activate(output, self.function)

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        if not step.has_kept(output):
            super().emit_backward(step, inputs, output)
            return
        step.deactivate(output, self.function)
        step.kept(output).emit_backward()


# The options of the base that Keras's DepthwiseConv2D does not have.
for _name in ("filters", "groups", "kernel_initializer", "kernel_regularizer", "kernel_constraint"):
    del DepthwiseConv2D.OPTIONS[_name]
