"""The parametric rectified linear unit."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.constraints import Constraint
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.layers.weight_options import bounds, penalty, start
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.regularizers import Regularizer
from nndesigner.nn.types import Array, Shape


@LAYERS.register("PReLU")
class PReLU(Layer):
    """The identity above zero; below, a slope that each input learns for itself (He et al., 2015).

    ``shared_axes`` lists the axes along which one slope holds, the batch being axis 0: for images (height, width,
    channels) usually 1 and 2, so that each channel has one.
    """

    title = "PReLU"
    family = "activation"
    summary = "Passes positive inputs on and multiplies negative ones by a slope that is learned."
    weight_axes: ClassVar[dict[str, tuple[str, ...]]] = {"alpha": ("place", "place", "place", "feature")}
    alpha_initializer: Initializer = start("zeros", "Slope")
    alpha_regularizer: Regularizer | None = penalty("Slope")
    alpha_constraint: Constraint | None = bounds("Slope")
    shared_axes: tuple[int, ...] | None = option(
        default=None, minimum=1, help="Axes along which one slope holds, counted from 1; none: each input has its own."
    )

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1:
            raise self.refuse("takes one input", *input_shapes)
        if any(axis > len(input_shapes[0]) for axis in self.shared_axes or ()):
            raise self.refuse(f"shares its slopes along {self.shared_axes}, more axes than there are", *input_shapes)
        return input_shapes[0]

    def build(self, *input_shapes: Shape) -> None:
        shared = self.shared_axes or ()
        shape = tuple(1 if axis in shared else size for axis, size in enumerate(input_shapes[0], start=1))
        self.alpha = self.add_weight(
            "alpha",
            shape,
            self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._below = np.minimum(x, 0)
        result: Array = np.maximum(x, 0) + self.alpha.value * self._below
        return result

    def backward(self, dy: Array) -> Array:
        over = tuple(axis for axis, size in enumerate(self.alpha.shape, start=1) if axis in (self.shared_axes or ()))
        self.alpha.gradient[...] = (dy * self._below).sum(axis=(0, *over), keepdims=True)[0]
        result: Array = np.where(self._below < 0, self.alpha.value * dy, dy)
        return result
