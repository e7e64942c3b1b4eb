"""The gradient by a convolution's kernel inside a compiled step: each row's share by a batched product, then their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nndesigner.nn.tiling import pieces_of_gradient
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder

_PARTIAL_SUMS = 1 << 18
"""Numbers of shares that are kept before they are added up: they stay in the cache."""


class KernelGradient:
    """Writes the lines that make ``kernel``, (height, cells of a row, filters), and ``bias`` of output gradients.

    ``windows`` (rows, cells, width · batch): where there is a bias, a row of ones stands behind each row of cells.
    """

    def __init__(self, step: StepBuilder, windows: Array, kernel: Array, bias: Array | None) -> None:
        self.step, self.windows, self.kernel, self.bias = step, windows, kernel, bias
        height, cells, self.filters = kernel.shape
        self.total = kernel if bias is None else step.fixed(step.array((height, cells + 1, self.filters)))
        self.flat = self.total.reshape(-1, self.filters)
        self.pieces = pieces_of_gradient(len(self.flat), self.filters, windows.shape[2])
        self.rows_at_once = max(1, _PARTIAL_SUMS // (self.pieces * self.total.size))
        self.whole = self.rows_at_once >= len(windows)
        rows = min(self.rows_at_once, len(windows))
        self.shares = step.fixed(step.array((rows * self.pieces, *self.flat.shape)))
        self.part = step.fixed(step.array(self.flat.shape if not self.whole else (0,)))

    def emit_all(self, dz: Array) -> None:
        """Write everything at once, of all rows' gradients (rows, filters, width · batch)."""
        self.emit_rows(slice(0, len(dz)), dz)
        self.emit_end()

    def emit_rows(self, rows: slice, dz: Array) -> None:
        """Make the shares of some rows, the first ones first, of their gradients (rows, filters, width · batch)."""
        for start in range(0, len(dz), self.rows_at_once):
            own = dz[start : start + self.rows_at_once]
            self._emit_shares(rows.start + start, own)

    def _emit_shares(self, start: int, dz: Array) -> None:
        step = self.step
        place = self.shares[start * self.pieces if self.whole else 0 :][: len(dz) * self.pieces]
        windows, right = cut(self.windows[start : start + len(dz)], self.pieces), cut(dz, self.pieces).swapaxes(-1, -2)
        target = place if self.pieces == 1 else place.reshape(len(dz), self.pieces, *self.flat.shape)
        step.line(f"matmul({step.bind(windows)}, {step.bind(right)}, {step.bind(target)})")
        if not self.whole:
            step.line(f"add.reduce({step.bind(place)}, 0, None, {step.bind(self.part if start else self.flat)})")
            if start:
                step.line(f"add({step.bind(self.flat)}, {step.bind(self.part)}, {step.bind(self.flat)})")

    def emit_end(self) -> None:
        """Add up what is not yet, and hand kernel and bias theirs."""
        step, cells = self.step, self.kernel.shape[1]
        if self.whole:
            step.line(f"add.reduce({step.bind(self.shares)}, 0, None, {step.bind(self.flat)})")
        if self.bias is not None:
            step.line(f"copyto({step.bind(self.kernel)}, {step.bind(self.total[:, :cells])})")
            step.line(f"copyto({step.bind(self.bias)}, {step.bind(self.total[0, cells])})")


def cut(array: Array, pieces: int) -> Array:
    """(rows, cells, width · batch) seen as (rows, pieces, cells, part of the width); as it is for a single piece."""
    return array if pieces == 1 else array.reshape(*array.shape[:2], pieces, -1).swapaxes(1, 2)
