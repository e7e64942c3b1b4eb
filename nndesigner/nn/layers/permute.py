"""Permute: the axes of a sample in another order."""

from __future__ import annotations

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("Permute")
class Permute(Layer):
    """Puts the axes of each sample into another order; ``dims`` counts them from 1."""

    title = "Permute"
    family = "reshape"
    summary = "Puts the axes into another order, for example channels last."
    dims: tuple[int, ...] = option(minimum=1, help="The input's axes in their new order; the first is 1.")

    def setup(self) -> None:
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise OptionError(f"Permute: dims names each axis from 1 on once; received {self.dims}.")

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or len(input_shapes[0]) != len(self.dims):
            raise self.refuse(f"takes one input of {len(self.dims)} axes, as many as dims", *input_shapes)
        return tuple(input_shapes[0][axis - 1] for axis in self.dims)

    def label(self) -> str:
        return ", ".join(map(str, self.dims))

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        return inputs[0].transpose(0, *self.dims)

    def backward(self, dy: Array) -> Array:
        return dy.transpose(0, *(np.argsort(self.dims) + 1))
