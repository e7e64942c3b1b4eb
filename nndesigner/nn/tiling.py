"""Into how many pieces a matrix product is cut, as a pure function of its shape.

OpenBLAS packs its operands when a product takes more than 10⁶ multiply-adds, and for a product with a transposed left
operand when the result has more than 1200 elements. Below these bounds it runs a kernel without packing that is up to
twice as fast on the skinny matrices of dense layers; so a product a little above is cut into row bands that stay below.
The bounds on batch and depth were measured (float32, one thread): outside them the cut costs more than it gains.
"""

from __future__ import annotations

import math

_PACKING = 1_000_000
_TRANSPOSED_RESULT = 1200


def bands_of_product(rows: int, depth: int, batch: int) -> int:
    """Bands for ``(rows, depth) @ (depth, batch)``, as in a forward pass or an input gradient."""
    work = rows * depth * batch
    if batch < 256 or depth > 80 or not _PACKING < work <= 3 * _PACKING:
        return 1
    return math.ceil(work / _PACKING)


def bands_of_gradient(rows: int, columns: int, batch: int) -> int:
    """Bands for ``(rows, batch) @ (batch, columns)``, a kernel's gradient."""
    if batch < 256 or columns > _TRANSPOSED_RESULT:
        return 1
    height = min(_TRANSPOSED_RESULT // columns, _PACKING // (columns * batch))
    bands = math.ceil(rows / height) if height else 1
    return bands if bands <= 5 else 1


def pieces_of_width(size: int, width: int) -> int:
    """Pieces for a kernel of ``size`` numbers times ``width`` columns: as few as need no packing, each at least 128 wide."""
    for pieces in range(1, width // 128 + 1):
        if not width % pieces and size * (width // pieces) <= _PACKING:
            return pieces
    return 1


def pieces_of_gradient(rows: int, columns: int, width: int) -> int:
    """Pieces for ``(rows, width) @ (width, columns)``, a small kernel's gradient, whose operands then stay near."""
    if rows * columns > _TRANSPOSED_RESULT:
        return 1
    return next((pieces for pieces in range(1, width // 256 + 1) if not width % pieces and width // pieces <= 512), 1)


def bands_of_rows(rows: int, depth: int, batch: int) -> int:
    """Bands for ``(rows, depth) @ (depth, batch)`` in a time step: as few as need no packing, each at least 32 high."""
    fitting = (bands for bands in range(1, rows // 32 + 1) if not rows % bands and rows // bands * depth * batch <= _PACKING)
    return next(fitting, 1)
