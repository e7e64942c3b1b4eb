"""The images that a row of numbers may be: squares, grey or in colour."""

from __future__ import annotations

import math
from collections.abc import Sequence

CHANNELS = (1, 3)
LEAST_SIDE = 4


def image_shapes(width: int) -> tuple[tuple[int, int, int], ...]:
    """The square images (height, width, channels) that ``width`` numbers fill, at least 4 × 4: (28, 28, 1) for 784."""
    found = []
    for channels in CHANNELS:
        side = math.isqrt(width // channels)
        if width % channels == 0 and side * side * channels == width and side >= LEAST_SIDE:
            found.append((side, side, channels))
    return tuple(found)


def check_image(shape: Sequence[int], width: int) -> bool:
    """Whether ``width`` numbers fill an image of this shape."""
    return len(shape) == 3 and min(shape) > 0 and math.prod(shape) == width


def all_image_shapes(width: int, channels: Sequence[int] = (1, 3, 4)) -> tuple[tuple[int, int, int], ...]:
    """Every image of at least 2 × 2 that ``width`` numbers fill, grey ones first and the squarest first in each kind."""
    found = []
    for depth in channels:
        area, rest = divmod(width, depth)
        sides = [] if rest else [side for side in range(2, math.isqrt(area) + 1) if area % side == 0]
        for side in reversed(sides):
            found += [(side, area // side, depth), (area // side, side, depth)]
    return tuple(dict.fromkeys(found))
