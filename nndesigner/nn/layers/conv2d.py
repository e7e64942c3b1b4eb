"""Convolution over two axes: an image."""

from __future__ import annotations

from nndesigner.core.options import option
from nndesigner.nn.layers.convolution import Convolution
from nndesigner.nn.registries import LAYERS


@LAYERS.register("Conv2D")
class Conv2D(Convolution):
    """Looks for the same small patterns everywhere in an image (height, width, channels) (LeCun et al., 1989)."""

    title = "Conv 2D"
    summary = "Looks for small patterns in an image; the same weights everywhere."
    rank = 2
    strides: tuple[int, ...] = option(default=(1, 1), minimum=1, help="How far the window moves at a time, down and right.")
    dilation_rate: tuple[int, ...] = option(
        default=(1, 1), minimum=1, help="Distance between the cells that a window reads.", advanced=True
    )
