"""What convolutions share: options, shapes, and their mathematics as one matrix product over gathered windows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.activations.base import Activation, as_activation
from nndesigner.nn.activations.relu import ReLU
from nndesigner.nn.constraints import Constraint
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.layers.convolution_rows import ConvolutionRows
from nndesigner.nn.layers.pooled_rows import PooledRows
from nndesigner.nn.layers.pooling import Pooling
from nndesigner.nn.layers.weight_options import bounds, penalty, start
from nndesigner.nn.layers.windows import Windows, widened
from nndesigner.nn.regularizers import Regularizer
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
    groups: int = option(
        default=1, minimum=1, maximum=100_000, advanced=True,
        help="Groups of channels that are looked at apart: each has its share of the patterns.",
    )  # fmt: skip
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
        for name in ("kernel_size", "strides", "dilation_rate"):
            setattr(self, name, widened(owner, name, getattr(self, name), self.rank))
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise OptionError(
                f"{owner}: either strides or dilation_rate may be above 1; received {self.strides} and {self.dilation_rate}."
            )
        if "groups" in self.OPTIONS and self.filters % self.groups:
            raise OptionError(f"{owner}: filters must be a multiple of groups; received {self.filters} and {self.groups}.")

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
        if self._grouped and input_shapes[0][-1] % self.groups:
            raise self.refuse(f"has {self.groups} groups, of which its channels must be a multiple", *input_shapes)
        return (*windows.out, self.channels(input_shapes[0][-1]))

    @property
    def _grouped(self) -> bool:
        return "groups" in self.OPTIONS and self.groups > 1

    def build(self, *input_shapes: Shape) -> None:
        inputs = input_shapes[0][-1]
        self.kernel = self.add_weight(
            "kernel",
            (*self.kernel_size, inputs // self.groups, self.filters),
            self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        if self.use_bias:
            self.add_bias(self.filters)

    def add_bias(self, channels: int) -> None:
        """Declare a constant for each output channel."""
        self.bias = self.add_weight(
            "bias",
            (channels,),
            self.bias_initializer,
            regularizer=self.bias_regularizer,
            constraint=self.bias_constraint,
        )

    def multiply_adds(self, *input_shapes: Shape) -> int:
        places = math.prod(self.output_shape(*input_shapes))
        return places * math.prod(self.kernel_size) * input_shapes[0][-1] // self.groups

    def label(self) -> str:
        size = "×".join(map(str, self.kernel_size))
        text = self.function.registered_name or self.function.title
        return f"{self.filters} · {size}" if text == "linear" else f"{self.filters} · {size} · {text}"

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        self.logits = self._affine(*inputs)
        self._y = self.function(self.logits)
        return self._y

    def backward(self, dy: Array) -> Array:
        dz = self.function.backward(self.logits, self._y, dy)
        self._weight_gradients(dz)
        return self._input_gradient(dz)

    # --- the mathematics, on samples (batch, \\*spatial, channels) ----------------------------------------------------

    def _affine(self, x: Array) -> Array:
        """Weighted sums and bias: all windows as rows of one matrix, times the kernel."""
        self._windows = self.windows(x.shape[1:])
        padded = self._windows.pad(x)
        columns = np.empty((len(x), *self._windows.out, self._windows.count, x.shape[-1]), x.dtype)
        for number, tap in enumerate(self._windows.taps()):
            columns[..., number, :] = padded[(slice(None), *tap)]
        self._columns = self._by_group(columns.reshape(-1, *columns.shape[-2:]))
        z = (self._columns @ self._matrices(self.kernel.value)).swapaxes(0, 1)  # (places, groups, filters of a group)
        z = z.reshape(len(x), *self._windows.out, self.filters)
        return z + self.bias.value if self.use_bias else z

    def _by_group(self, columns: Array) -> Array:
        """(places, taps, channels) as (groups, places, taps * channels of a group)."""
        places, taps, channels = columns.shape
        parts = columns.reshape(places, taps, self.groups, channels // self.groups)
        return parts.transpose(2, 0, 1, 3).reshape(self.groups, places, taps * channels // self.groups)

    def _matrices(self, kernel: Array) -> Array:
        """A view of a kernel as (groups, taps * channels of a group, filters of a group)."""
        return kernel.reshape(-1, self.groups, self.filters // self.groups).swapaxes(0, 1)

    def _sums(self, dz: Array) -> Array:
        """The gradient as (groups, places, filters of a group)."""
        return dz.reshape(-1, self.groups, self.filters // self.groups).swapaxes(0, 1)

    def _weight_gradients(self, dz: Array) -> None:
        self._matrices(self.kernel.gradient)[...] = self._columns.swapaxes(1, 2) @ self._sums(dz)
        if self.use_bias:
            dz.reshape(-1, self.filters).sum(axis=0, out=self.bias.gradient)

    def _input_gradient(self, dz: Array) -> Array:
        parts = self._sums(dz) @ self._matrices(self.kernel.value).swapaxes(1, 2)
        parts = parts.reshape(self.groups, parts.shape[1], self._windows.count, -1).transpose(1, 2, 0, 3)
        columns = parts.reshape(*dz.shape[:-1], self._windows.count, -1)
        padded = self._windows.zeros_around(dz, columns.shape[-1])
        for number, tap in enumerate(self._windows.taps()):
            padded[(slice(None), *tap)] += columns[..., number, :]
        return self._windows.inner(padded)

    # --- the compiled step ------------------------------------------------------------------------------------------

    @property
    def _runs_by_rows(self) -> bool:
        """Whether ``ConvolutionRows`` writes its lines; otherwise they call the mathematics above."""
        return not self._grouped

    def margin(self) -> int:
        if not self._runs_by_rows:
            return 0
        windows = self.windows(self.input_shapes[0])
        return windows.kernel[0] - 1 if windows.strides[0] == 1 and windows.dilation[0] == 1 else 0

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        if not self._runs_by_rows:
            step.line(f"copyto({output.block.rows}, {step.bind(self._affine)}({inputs[0].block.rows}))")
            step.activate(output, self.function)
            return
        behind = step.pooling_behind(output.node)
        pools = isinstance(self.function, ReLU) and self.function.is_plain and behind is not None
        output.pending = self.function if pools else None
        pooling = behind.layer if behind is not None and behind is not step.graph.output else None
        waits = pools or self.function.registered_name == "linear"
        rows = ConvolutionRows(self, step, inputs[0], output)
        if waits and isinstance(pooling, Pooling) and pooling.tiles(output.shape):
            rows = PooledRows(self, step, inputs[0], output, pooling)
        rows.emit_forward()
        step.keep(output, rows)
        if output.pending is None:
            step.activate(output, self.function)

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        if output.pending is None:
            step.deactivate(output, self.function)
        if not self._runs_by_rows:
            dz = output.gradient.rows
            step.line(f"{step.bind(self._weight_gradients)}({dz})")
            if inputs[0].needs_gradient:
                with step.into(inputs[0]) as gradient:
                    step.line(f"copyto({gradient.rows}, {step.bind(self._input_gradient)}({dz}))")
            return
        step.kept(output).emit_backward()
