"""Where the numbers of a training first left the finite ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from nndesigner.nn.epochs import EpochRunner
    from nndesigner.nn.model import Model


def layer_that_diverged(model: Model, runner: EpochRunner, step: int | None) -> str:
    """Run an epoch again up to ``step`` (None: its last) and name the first layer whose numbers are not finite.

    Weights, optimizer and random streams must stand as at the epoch's start; they are changed.
    """
    graph = model.graph
    runner.begin(1)
    remaining = runner.steps_per_epoch - 1 if step is None else step
    per_chunk = max(1, runner.chunk_rows // runner.batch)
    while remaining >= per_chunk and not runner.done:
        runner.advance()
        remaining -= per_chunk
    offset = remaining * runner.batch
    runner.advance(remaining)
    with np.errstate(all="ignore"):
        rows = slice(offset, offset + runner.batch)
        inputs = [x[rows, :-1].reshape(-1, *node.shape) for x, node in zip(runner.bank.inputs, graph.inputs, strict=True)]
        outputs = graph.forward(inputs)
    layers = [node for node in graph.nodes if node.layer is not None]
    for node in layers:
        if not np.isfinite(outputs[node]).all():
            return node.name
    return max(layers, key=lambda node: float(np.abs(outputs[node]).max(initial=0))).name
