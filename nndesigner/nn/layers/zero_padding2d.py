"""Zero padding: an image with a frame of zeros."""

from __future__ import annotations

from typing import Any

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("ZeroPadding2D")
class ZeroPadding2D(Layer):
    """Puts rows and columns of zeros around an image.

    ``padding`` is one number, (height, width), ((top, bottom), (left, right)), or those four numbers in a row.
    """

    title = "Zero padding 2D"
    family = "reshape"
    summary = "Puts a frame of zeros around an image."
    padding: tuple[int, ...] = option(
        default=(1, 1), minimum=0, help="Zeros above and below, left and right; or four numbers: top, bottom, left, right."
    )

    def __init__(self, padding: Any = (1, 1), **kwargs: Any) -> None:
        if isinstance(padding, (list, tuple)) and any(isinstance(part, (list, tuple)) for part in padding):
            padding = [item for part in padding for item in (part if isinstance(part, (list, tuple)) else (part, part))]
        super().__init__(padding, **kwargs)

    def setup(self) -> None:
        if len(self.padding) not in (1, 2, 4):
            raise OptionError(f"ZeroPadding2D: padding needs one, two or four numbers; received {self.padding}.")
        self.padding = self.padding * 2 if len(self.padding) == 1 else self.padding

    @property
    def _frame(self) -> tuple[int, ...]:
        """Top, bottom, left, right."""
        height, width = self.padding[0], self.padding[-1]
        return self.padding if len(self.padding) == 4 else (height, height, width, width)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or len(input_shapes[0]) != 3:
            raise self.refuse("takes one input of height, width and channels", *input_shapes)
        (height, width, channels), (top, bottom, left, right) = input_shapes[0], self._frame
        return height + top + bottom, width + left + right, channels

    def label(self) -> str:
        return ", ".join(map(str, self.padding))

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._inner = (slice(None), *(slice(p, p + n) for p, n in zip(self._frame[::2], x.shape[1:3], strict=True)))
        y = np.zeros((len(x), *self.output_shape(x.shape[1:])), x.dtype)
        y[self._inner] = x
        return y

    def backward(self, dy: Array) -> Array:
        return dy[self._inner]
