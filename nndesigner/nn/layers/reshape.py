"""Reshape: the same numbers in another shape."""

from __future__ import annotations

import math

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("Reshape")
class Reshape(Layer):
    """Gives each sample another shape, last axis fastest; one size may be -1 and follows from the others."""

    title = "Reshape"
    family = "reshape"
    summary = "Gives the same numbers another shape, for example a row of pixels that of an image."
    target_shape: tuple[int, ...] = option(minimum=-1, help="Sizes of the new axes; -1 for the one that follows from the rest.")

    def setup(self) -> None:
        if self.target_shape.count(-1) > 1 or 0 in self.target_shape:
            raise OptionError(
                f"Reshape: target_shape needs sizes of at least 1 and at most one -1; received {self.target_shape}."
            )

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1:
            raise self.refuse("takes one input", *input_shapes)
        size = math.prod(input_shapes[0])
        known = math.prod(part for part in self.target_shape if part != -1)
        shape = tuple(size // known if part == -1 else part for part in self.target_shape)
        if math.prod(shape) != size:
            raise self.refuse(f"cannot give {size} numbers the shape {self.target_shape}", *input_shapes)
        return shape

    def label(self) -> str:
        return "×".join("?" if part == -1 else str(part) for part in self.target_shape)

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._shape = x.shape
        return x.reshape(len(x), *self.output_shape(x.shape[1:]))

    def backward(self, dy: Array) -> Array:
        return dy.reshape(self._shape)
