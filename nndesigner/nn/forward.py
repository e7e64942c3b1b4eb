"""The network without training, compiled: what ``predict``, ``evaluate`` and validation run.

The same lines as a training step's first half, over buffers for a bounded number of rows. The last rows of a data set do
not fill them; copies of one of them take the other places and are left out, since rows do not see each other.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence

import numpy as np

from nndesigner.nn.bank import Bank
from nndesigner.nn.graph import Graph
from nndesigner.nn.step import StepBuilder
from nndesigner.nn.types import Array

_NUMBERS = 1 << 19
_ROWS = 256
"""Rows at a time: at most so many, and fewer where the widest layer would hold more numbers than the cache."""


class Forward:
    """Runs a graph over batches of ``batch`` rows. ``fused``: up to what goes into the last activation.

    One call at a time: a lock keeps threads apart, as they share the buffers.
    """

    def __init__(self, graph: Graph, batch: int, fused: bool = False) -> None:
        self.batch = batch
        self._lock = threading.Lock()
        self._program = StepBuilder(graph, batch, None).build_forward(fused)
        self._bank = Bank(graph, batch, 1, weighted=False)
        self._slots = self._bank.slots(self._program, 0, 0, 1)

    def __call__(self, inputs: Sequence[Array], out: Array) -> None:
        """Outputs (n, width) of ``inputs``, arrays of n rows of numbers in the order of the network's inputs."""
        with self._lock, np.errstate(all="ignore"):
            for start in range(0, len(out), self.batch):
                count = min(self.batch, len(out) - start)
                for source, target in zip(inputs, self._bank.inputs, strict=True):
                    target[:count, :-1] = source[start : start + count]
                    target[count:, :-1] = source[start]
                self._program.run(self._slots)
                out[start : start + count] = self._bank.out[:count]


def rows_at_a_time(graph: Graph, rows: int) -> int:
    """How many rows a :class:`Forward` for ``rows`` rows takes: a power of two, so that few are made."""
    widest = max(math.prod(node.shape) for node in graph.nodes)
    most = max(1, min(_ROWS, _NUMBERS // widest))
    return 1 << max(0, min(rows - 1, most - 1).bit_length() if rows <= most else most.bit_length() - 1)
