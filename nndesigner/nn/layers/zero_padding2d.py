"""Zero padding: an image with a frame of zeros."""

from __future__ import annotations

from nndesigner.core.options import option
from nndesigner.nn.layers.frames import ZeroPadding
from nndesigner.nn.registries import LAYERS


@LAYERS.register("ZeroPadding2D")
class ZeroPadding2D(ZeroPadding):
    """Puts rows and columns of zeros around an image (height, width, channels).

    ``padding`` is one number, (height, width), ((top, bottom), (left, right)), or those four numbers in a row.
    """

    title = "Zero padding 2D"
    summary = "Puts a frame of zeros around an image."
    rank = 2
    padding: tuple[int, ...] = option(
        default=(1, 1), minimum=0, help="Zeros above and below, left and right; or four numbers: top, bottom, left, right."
    )

    def setup(self) -> None:
        super().setup()
        self.padding = self.padding * 2 if len(self.padding) == 1 else self.padding
