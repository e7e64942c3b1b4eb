"""What layers share that join inputs of one shape element by element."""

from __future__ import annotations

import math
from typing import ClassVar

from nndesigner.nn.layers.base import Layer
from nndesigner.nn.types import Shape


class Merging(Layer):
    """Base: two or more inputs of one shape, element by element; ``most`` bounds their number."""

    family = "merge"
    arity = "many"
    most: ClassVar[int | None] = None

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if self.most is not None and len(input_shapes) != self.most:
            raise self.refuse("takes exactly two inputs", *input_shapes)
        if len(input_shapes) < 2 or len(set(input_shapes)) > 1:
            raise self.refuse("takes two or more inputs of one shape", *input_shapes)
        return input_shapes[0]

    def multiply_adds(self, *input_shapes: Shape) -> int:
        return math.prod(input_shapes[0]) * (len(input_shapes) - 1)
