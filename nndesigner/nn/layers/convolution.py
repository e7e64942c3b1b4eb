"""What convolutions share: options, shapes, and their mathematics as one matrix product over gathered windows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation, as_activation
from nndesigner.nn.activations.relu import ReLU
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.layers.windows import Windows, to_planes, widened
from nndesigner.nn.tiling import pieces_of_depth
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.step import StepBuilder


class Convolution(Layer):
    """Base of the convolutions: a window moves over the input; every output is a weighted sum of one window, plus a bias.

    A subclass declares ``kernel_size``, ``strides``, ``padding`` and ``dilation_rate`` for its number of axes, ``rank``.
    """

    rank: ClassVar[int] = 0
    family = "convolution"
    fuses_activation = True
    gives_planes = True
    takes_planes = True
    filters: int = option(minimum=1, maximum=100_000, help="Number of patterns that are looked for: the output's channels.")
    kernel_size: tuple[int, ...] = option(minimum=1, help="Size of the window.")
    strides: tuple[int, ...] = option(default=(1,), minimum=1, help="How far the window moves at a time.")
    padding: str = option(
        default="valid", choices=("valid", "same"), help="valid: windows lie inside; same: zeros around keep the size."
    )
    dilation_rate: tuple[int, ...] = option(
        default=(1,), minimum=1, help="Distance between the cells that a window reads.", advanced=True
    )
    activation: Activation | None = option(default="linear", registry="activations", help="Function applied to each output.")
    use_bias: bool = option(default=True, title="Bias", help="Add a trainable constant to each output channel.")
    kernel_initializer: Initializer = option(
        default="glorot_uniform",
        registry="initializers",
        title="Kernel starts as",
        help="How the kernel begins.",
        advanced=True,
    )
    bias_initializer: Initializer = option(
        default="zeros", registry="initializers", title="Bias starts as", help="How the bias begins.", advanced=True
    )

    def setup(self) -> None:
        self.activation = as_activation(self.activation)
        owner = type(self).__name__
        for name in ("kernel_size", "strides", "dilation_rate"):
            setattr(self, name, widened(owner, name, getattr(self, name), self.rank))
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise OptionError(
                f"{owner}: either strides or dilation_rate may be above 1; received {self.strides} and {self.dilation_rate}."
            )

    @property
    def function(self) -> Activation:
        """The activation, linear where none was given."""
        return as_activation(self.activation)

    def windows(self, shape: Shape) -> Windows:
        """The windows over a sample of ``shape`` (\\*spatial, channels)."""
        return Windows(shape[:-1], self.kernel_size, self.strides, self.padding, self.dilation_rate)

    def channels(self, inputs: int) -> int:
        """Output channels for so many input channels."""
        return self.filters

    def output_shape(self, *input_shapes: Shape) -> Shape:
        axes = "one axis" if self.rank == 1 else f"{self.rank} axes"
        if len(input_shapes) != 1 or len(input_shapes[0]) != self.rank + 1:
            raise self.refuse(f"takes one input with {axes} and, last, channels; Reshape adds an axis", *input_shapes)
        windows = self.windows(input_shapes[0])
        if not windows.fit:
            raise self.refuse(f"has a window of {self.kernel_size}, larger than its input", *input_shapes)
        return (*windows.out, self.channels(input_shapes[0][-1]))

    def build(self, *input_shapes: Shape) -> None:
        inputs = input_shapes[0][-1]
        self.kernel = self.add_weight("kernel", (*self.kernel_size, inputs, self.filters), self.kernel_initializer)
        if self.use_bias:
            self.bias = self.add_weight("bias", (self.filters,), self.bias_initializer)

    def multiply_adds(self, *input_shapes: Shape) -> int:
        places = math.prod(self.output_shape(*input_shapes))
        return places * math.prod(self.kernel_size) * input_shapes[0][-1]

    def label(self) -> str:
        size = "×".join(map(str, self.kernel_size))
        text = self.function.registered_name or self.function.title
        return f"{self.filters} · {size}" if text == "linear" else f"{self.filters} · {size} · {text}"

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self.logits = np.empty((len(x), *self.output_shape(x.shape[1:])), x.dtype)
        self._affine(x, self.logits, np.empty(self._columns_shape(x.shape[1:], len(x)), x.dtype))
        self._y = self.function(self.logits)
        return self._y

    def backward(self, dy: Array) -> Array:
        dz = self.function.backward(self.logits, self._y, dy)
        dx = np.empty((len(dz), *self.input_shapes[0]), dz.dtype)
        if self.trains:
            self._weight_gradients(dz)
        self._input_gradient(dz, dx)
        return dx

    # --- the mathematics, on planes (channels, *spatial, batch) -----------------------------------------------------

    def _columns_shape(self, shape: Shape, batch: int) -> Shape:
        """Taps, input channels, \\*output places, batch: the cells of all windows, gathered."""
        windows = self.windows(shape)
        return (windows.count, shape[-1], *windows.out, batch)

    def _affine(self, x: Array, out: Array, columns: Array) -> None:
        """Weighted sums and bias for ``x`` (batch, \\*spatial, channels), written into ``out``; fills ``columns``."""
        self._windows, self._columns = self.windows(x.shape[1:]), columns
        planes = self._windows.pad(np.ascontiguousarray(to_planes(x)))
        for column, tap in zip(columns, self._windows.taps(), strict=True):
            column[...] = planes[(slice(None), *tap)]
        target = to_planes(out)
        sums = target if target.flags.c_contiguous else np.empty(target.shape, target.dtype)
        np.matmul(self._matrix(self.kernel.value).T, self._flat(columns, 2), out=self._flat(sums, 1))
        if sums is not target:
            target[...] = sums
        if self.use_bias:
            target += self.bias.value.reshape(-1, *[1] * (self.rank + 1))

    def _matrix(self, kernel: Array) -> Array:
        """A kernel as (taps * channels, filters)."""
        return kernel.reshape(math.prod(kernel.shape[:-1]), self.filters)

    def _flat(self, planes: Array, axes: int) -> Array:
        """The first ``axes`` axes as rows, places and batch as columns."""
        return planes.reshape(math.prod(planes.shape[:axes]), math.prod(planes.shape[axes:]))

    def _weight_gradients(self, dz: Array) -> None:
        sums = self._flat(np.ascontiguousarray(to_planes(dz)), 1)
        columns, gradient = self._flat(self._columns, 2), self._matrix(self.kernel.gradient)
        pieces = pieces_of_depth(len(columns), self.filters, columns.shape[1])
        if pieces <= 1:
            np.matmul(columns, sums.T, out=gradient)
        else:
            left = columns.reshape(len(columns), pieces, -1).transpose(1, 0, 2)
            np.matmul(left, sums.reshape(len(sums), pieces, -1).transpose(1, 2, 0)).sum(axis=0, out=gradient)
        if self.use_bias:
            sums.sum(axis=1, out=self.bias.gradient)

    def _input_gradient(self, dz: Array, out: Array) -> None:
        """The gradient by the input, written into ``out``; the gathered cells make room for it."""
        windows, target, columns = self._windows, to_planes(out), self._columns
        sums = self._flat(np.ascontiguousarray(to_planes(dz)), 1)
        np.matmul(self._matrix(self.kernel.value), sums, out=self._flat(columns, 2))
        padded = windows.padded_zeros(len(target), len(dz), dz.dtype) if windows.padded else target
        if padded is target:
            target[...] = 0
        for column, tap in zip(columns, windows.taps(), strict=True):
            padded[(slice(None), *tap)] += column
        if padded is not target:
            target[...] = windows.inner(padded)

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        x = inputs[0]
        output.pending = self.function if isinstance(self.function, ReLU) and step.is_pooled(output.node) else None
        columns = step.array(self._columns_shape(x.shape, step.batch))
        step.line(f"{step.bind(self._affine)}({x.block.rows}, {output.block.rows}, {columns})")
        if output.pending is None:
            step.activate(output, self.function)

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        if output.pending is None:
            step.deactivate(output, self.function)
        dz = output.gradient.rows
        if self.trains:
            step.line(f"{step.bind(self._weight_gradients)}({dz})")
        if inputs[0].needs_gradient:
            with step.into(inputs[0]) as gradient:
                step.line(f"{step.bind(self._input_gradient)}({dz}, {gradient.rows})")
