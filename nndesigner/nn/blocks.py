"""A batch of values inside a compiled step, as generated code names it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.activations.base import Activation
    from nndesigner.nn.graph import Node
    from nndesigner.nn.step import StepBuilder


class Block:
    """A batch of one node's values (or gradients) as the generated code names it, in six views of the same memory.

    ``columns`` (size + 1, batch) with the row of ones, ``body`` (size, batch), their transposes, ``rows``
    (batch, \\*shape) and ``plane_view`` (rows, channels[, columns], batch) of an image or a sequence. With ``planes`` an
    image stands in memory as the latter shows it, as convolutions work on it; ``rows`` shows the usual order all the same.
    """

    def __init__(self, step: StepBuilder, storage: Array, shape: Shape, slot: str | None = None, planes: bool = False) -> None:
        self._step = step
        self.planes = planes
        self._storage = storage
        self._slot = slot
        self._names: dict[str, str] = {}
        self.shape = shape
        self.size = math.prod(shape)
        self.batch = storage.shape[1]

    @property
    def is_slot(self) -> bool:
        """Whether the memory differs from batch to batch."""
        return self._slot is not None

    @property
    def is_row_major(self) -> bool:
        """Whether a sample's values stand side by side in memory."""
        return self.size > 1 and self._storage.strides[0] == self._storage.itemsize

    def _view(self, kind: str) -> str:
        if kind not in self._names:
            array = views(self._storage, self.shape, self.planes)[kind]
            self._names[kind] = self._step.bind(array) if self._slot is None else self._step.slot(f"{self._slot}_{kind}", array)
        return self._names[kind]

    def rows_as(self, shape: Shape) -> str:
        """A fixed block's ``rows`` in another shape of as many numbers."""
        return self._step.bind(views(self._storage, shape)["rows"])

    columns = property(lambda self: self._view("columns"))
    columns_t = property(lambda self: self._view("columns_t"))
    body = property(lambda self: self._view("body"))
    body_t = property(lambda self: self._view("body_t"))
    rows = property(lambda self: self._view("rows"))
    plane_view = property(lambda self: self._view("planes"))


def views(storage: Array, shape: Shape, planes: bool = False) -> dict[str, Array]:
    """The views of a feature-major storage (size or size + 1, batch) that a :class:`Block` names."""
    body = storage[: math.prod(shape)]
    samples = body.T
    rows = samples.reshape(len(samples), *shape)
    if planes:
        rows = np.moveaxis(samples.reshape(len(samples), shape[0], shape[-1], *shape[1:-1]), 2, -1)
    return {
        "planes": rows.transpose(1, rows.ndim - 1, *range(2, rows.ndim - 1), 0) if rows.ndim > 2 else rows.T,
        "columns": storage,
        "columns_t": storage.T,
        "body": body,
        "body_t": body.T,
        "rows": rows,
    }


class Value:
    """A node inside a step: its block, and the block of its gradient if one is needed."""

    def __init__(self, node: Node, block: Block, needs_gradient: bool) -> None:
        self.node = node
        self.shape = node.shape
        self.block = block
        self.needs_gradient = needs_gradient
        self.written = False
        self.pending: Activation | None = None
        """An activation that is left to the node behind."""
        self.around: Array | None = None
        """The gradient's memory with the zeros before and behind it that its layer asked for (``Layer.margin``)."""
        self._gradient: Block | None = None

    @property
    def gradient(self) -> Block:
        """The gradient of the loss by this value."""
        assert self._gradient is not None
        return self._gradient

    @gradient.setter
    def gradient(self, block: Block) -> None:
        self._gradient = block
