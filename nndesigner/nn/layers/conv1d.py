"""Convolution along one axis: a sequence or a signal."""

from __future__ import annotations

from nndesigner.core.options import option
from nndesigner.nn.layers.convolution import Convolution
from nndesigner.nn.registries import LAYERS


@LAYERS.register("Conv1D")
class Conv1D(Convolution):
    """Looks for the same short patterns everywhere along a sequence (steps, channels)."""

    title = "Conv 1D"
    summary = "Looks for short patterns along a sequence; the same weights everywhere."
    rank = 1
    padding: str = option(
        default="valid",
        choices=("valid", "same", "causal"),
        help="valid: windows lie inside; same: zeros around keep the size; causal: all zeros in front, no look ahead.",
    )
