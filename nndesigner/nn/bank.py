"""Rows of a data set gathered for a few batches, and the views of them that a compiled step runs over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nndesigner.nn.blocks import views
from nndesigner.nn.dataset import Dataset
from nndesigner.nn.graph import Graph
from nndesigner.nn.program import Program
from nndesigner.nn.types import Array


class Bank:
    """Fixed memory for ``rows`` samples and ``steps`` batches: inputs, targets, weights, outputs and rates.

    Because it stays in place, the views that a step needs are made once, and one ``np.take`` feeds many batches.
    """

    def __init__(self, graph: Graph, rows: int, steps: int, weighted: bool) -> None:
        dtype = graph.parameters.dtype
        width = math.prod(graph.output.shape)
        self._shapes = {f"x{index}": node.shape for index, node in enumerate(graph.inputs)}
        self._shapes |= {"y": graph.output.shape, "out": graph.output.shape}
        self.inputs = [np.ones((rows, math.prod(node.shape) + 1), dtype) for node in graph.inputs]
        # Each row but the one behind it, as a single item of so many bytes: gathered by np.take, set into place by one memcpy.
        whole = [np.dtype((np.void, (array.shape[1] - 1) * dtype.itemsize)) for array in self.inputs]
        self._rows = [array[:, :-1].view(kind)[:, 0] for array, kind in zip(self.inputs, whole, strict=True)]
        self._gathered = [np.empty(rows, kind) for kind in whole]
        self.y = np.zeros((rows, width), dtype)
        self.out = np.zeros((rows, width), dtype)
        self.weight = np.ones(rows, dtype) if weighted else None
        self.rates = np.zeros(steps, dtype)
        self.factors: dict[str, Array] = {}  # the optimizer's further numbers and the penalties, one a step

    def fill(self, data: Dataset, order: Array) -> None:
        """Gather the samples whose row numbers are ``order``."""
        count = len(order)
        parts = zip(data.inputs, data.wide, self.inputs, self._rows, self._gathered, strict=True)
        for source, wide, target, rows, gathered in parts:
            if wide is not None:
                np.take(wide, order, 0, target[:count], "clip")
            else:
                np.take(source.view(rows.dtype)[:, 0], order, 0, gathered[:count], "clip")
                rows[:count] = gathered[:count]
        np.take(data.y, order, 0, self.y[:count], "clip")
        if self.weight is not None and data.weight is not None:
            np.take(data.weight, order, 0, self.weight[:count], "clip")

    def slots(self, program: Program, start: int, step: int, count: int) -> list[tuple[Any, ...]]:
        """Views for ``count`` successive batches of ``program``, the first at row ``start`` and rate ``step``."""
        size = program.batch
        return [self._slot(program.fields, start + i * size, size, step + i) for i in range(count)]

    def _slot(self, fields: Sequence[str], start: int, size: int, step: int) -> tuple[Any, ...]:
        return tuple(self._field(field, slice(start, start + size), step) for field in fields)

    def _field(self, field: str, rows: slice, step: int) -> Array:
        if field == "rate":
            return self.rates[step : step + 1].reshape(())
        if field == "weight":
            assert self.weight is not None
            return self.weight[rows].reshape(1, -1)
        name, _, kind = field.partition("_")
        if name in ("factor", "penalty"):
            numbers = self.factors.setdefault(kind or name, np.zeros_like(self.rates))
            return numbers[step : step + 1].reshape(())
        storage = {"y": self.y, "out": self.out}.get(name)
        if storage is None:
            storage = self.inputs[int(name[1:])]
        return views(storage[rows].T, self._shapes[name])[kind]
