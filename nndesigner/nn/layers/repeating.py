"""A sequence made from less: one row repeated, or each step of a sequence several times."""

from __future__ import annotations

from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("RepeatVector")
class RepeatVector(Layer):
    """Gives a row of numbers (features,) as ``n`` equal steps (n, features), for a recurrent layer to unroll."""

    title = "Repeat vector"
    family = "reshape"
    summary = "Repeats a row of numbers as the equal steps of a sequence."
    n: int = option(minimum=1, maximum=100_000, title="Times", help="How many steps the sequence has.")

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or len(input_shapes[0]) != 1:
            raise self.refuse("takes one row of numbers; Flatten makes one", *input_shapes)
        return (self.n, *input_shapes[0])

    def label(self) -> str:
        return f"{self.n}×"

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        return x[:, None].repeat(self.n, axis=1)

    def backward(self, dy: Array) -> Array:
        total: Array = dy.sum(axis=1)
        return total


@LAYERS.register("UpSampling1D")
class UpSampling1D(Layer):
    """Repeats each step of a sequence (steps, channels) ``size`` times."""

    title = "Up-sampling 1D"
    family = "reshape"
    summary = "Makes a sequence longer by repeating each of its steps."
    size: int = option(default=2, minimum=1, maximum=100_000, help="How often each step stands in the output.")

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or len(input_shapes[0]) != 2:
            raise self.refuse("takes one input of steps and channels", *input_shapes)
        steps, channels = input_shapes[0]
        return steps * self.size, channels

    def label(self) -> str:
        return f"{self.size}×"

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        return x.repeat(self.size, axis=1)

    def backward(self, dy: Array) -> Array:
        total: Array = dy.reshape(len(dy), dy.shape[1] // self.size, self.size, dy.shape[2]).sum(axis=2)
        return total
