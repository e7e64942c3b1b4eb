"""Upsampling: an image made larger."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.layers.windows import widened
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("UpSampling2D")
class UpSampling2D(Layer):
    """Makes an image larger by whole factors; each output is a weighted mean of input cells, by rows and by columns."""

    title = "Up-sampling 2D"
    family = "reshape"
    summary = "Makes an image larger by repeating its cells or by drawing lines between them."
    size: tuple[int, ...] = option(default=(2, 2), minimum=1, help="Factors for height and width.")
    interpolation: str = option(
        default="nearest", choices=("nearest", "bilinear"), help="nearest repeats cells; bilinear draws lines between them."
    )

    def setup(self) -> None:
        self.size = widened("UpSampling2D", "size", self.size, 2)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or len(input_shapes[0]) != 3:
            raise self.refuse("takes one input of height, width and channels", *input_shapes)
        height, width, channels = input_shapes[0]
        return height * self.size[0], width * self.size[1], channels

    def label(self) -> str:
        return "×".join(map(str, self.size))

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._rows, self._columns = (self._weights(n, f, x.dtype) for n, f in zip(x.shape[1:3], self.size, strict=True))
        return self._spread(x, self._rows, self._columns)

    def backward(self, dy: Array) -> Array:
        return self._spread(dy, self._rows.T, self._columns.T)

    def _spread(self, x: Array, rows: Array, columns: Array) -> Array:
        wide = np.tensordot(columns, x, (1, 2))  # (width, batch, height, channels)
        return np.tensordot(rows, wide, (1, 2)).transpose(2, 0, 1, 3)

    def _weights(self, cells: int, factor: int, dtype: np.dtype[np.generic]) -> Array:
        """What each output cell along one axis takes from each input cell: (cells * factor, cells)."""
        identity = np.eye(cells, dtype=dtype)
        if self.interpolation == "nearest":
            return identity.repeat(factor, axis=0)
        centers = (np.arange(cells * factor) + 0.5) / factor - 0.5
        centers = centers.clip(0, cells - 1)
        below = np.minimum(np.floor(centers).astype(int), max(cells - 2, 0))
        share = (centers - below).astype(dtype)[:, None]
        weights: Array = identity[below] * (1 - share) + identity[np.minimum(below + 1, cells - 1)] * share
        return weights
