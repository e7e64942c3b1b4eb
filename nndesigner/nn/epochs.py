"""Epochs over a data set by compiled steps, a few batches at a time, with their losses and metrics."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.nn.bank import Bank
from nndesigner.nn.dataset import Dataset
from nndesigner.nn.program import Program
from nndesigner.nn.step import fuses, output_activation
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.model import Model

_BANK_BYTES = 1 << 18
_CHUNK_MICROSECONDS = 4000
_CHUNK_STEPS = 512
"""How much is gathered at a time: what stays in the second-level cache, takes a few milliseconds, and has few views."""

Layout = list[tuple[Program, list[tuple[Any, ...]]]]


class Tally:
    """Sums of loss and metrics of ``epochs`` epochs, added up part by part."""

    def __init__(self, model: Model, epochs: int = 1) -> None:
        self._loss = model.loss
        self._metrics = model.metrics
        self._activation = output_activation(model.graph) if fuses(model.graph, model.loss) else None
        self._shape = model.graph.output.shape
        self.loss = np.zeros(epochs)
        self.sums: list[list[Any]] = [[0.0] * epochs for _ in self._metrics]
        self.rows = 0

    def add(self, y: Array, out: Array, weight: Array | None) -> Array:
        """Count rows (epochs · n, width) of targets and raw outputs; returns the loss of each row."""
        epochs = len(self.loss)
        y, out = y.reshape(-1, *self._shape), out.reshape(-1, *self._shape)
        values = self._loss.values_from_logits(y, out) if self._activation else self._loss.values(y, out)
        if weight is not None:
            values = values * weight
        self.loss += values.astype(np.float64).reshape(epochs, -1).sum(axis=1)
        self.rows += len(y) // epochs
        if self._metrics:
            predictions = self._activation(out) if self._activation else out
            for epoch in range(epochs):
                part = slice(len(y) * epoch // epochs, len(y) * (epoch + 1) // epochs)
                for metric, sums in zip(self._metrics, self.sums, strict=True):
                    sums[epoch] = sums[epoch] + metric.sums(y[part], predictions[part])
        return values

    def add_penalties(self, penalties: Array, rows: Array) -> None:
        """Count what regularizers add to the loss of steps of so many rows."""
        share = penalties.astype(np.float64) * (1 if self._loss.reduction == "sum" else rows)
        self.loss += share.reshape(len(self.loss), -1).sum(axis=1)

    def logs(self) -> dict[str, Array]:
        """Loss and metrics so far, one number an epoch."""
        return {"loss": self.losses()} | {
            metric.name: np.array([metric.result(total) for total in sums])
            for metric, sums in zip(self._metrics, self.sums, strict=True)
        }

    def losses(self) -> Array:
        """The loss so far, one number an epoch."""
        return self.loss / (1 if self._loss.reduction == "sum" else max(1, self.rows))

    def state(self) -> dict[str, Any]:
        """The sums, for a checkpoint in mid-epoch."""
        return {"loss": self.loss.copy(), "sums": [[np.array(s) for s in sums] for sums in self.sums], "rows": self.rows}

    def set_state(self, state: dict[str, Any]) -> None:
        """Take over what :meth:`state` returned."""
        self.loss = np.array(state["loss"], float)
        self.sums = [list(sums) for sums in state["sums"]]
        self.rows = int(state["rows"])


class EpochRunner:
    """Runs blocks of epochs, chunk by chunk: ``begin(epochs)``, then ``advance()`` until ``done``.

    How an epoch is cut into chunks depends on shapes only, so the numbers do not depend on who drives it or how fast.
    """

    def __init__(self, model: Model, data: Dataset, batch_size: int, shuffle: bool) -> None:
        self.model = model
        self.data = data
        takes_all = model.optimizer.takes_all_rows
        self.shuffle = shuffle and not takes_all
        self.batch = max(1, len(data) if takes_all else min(batch_size, len(data)))
        self.steps_per_epoch = math.ceil(len(data) / self.batch)
        per_chunk = self._steps_per_chunk()
        self.epochs_per_block = max(1, per_chunk // self.steps_per_epoch)
        self.chunk_rows = min(len(data), per_chunk * self.batch)
        several = self.epochs_per_block > 1  # whole epochs at a time; else the bank holds one chunk
        steps = self.epochs_per_block * self.steps_per_epoch if several else math.ceil(self.chunk_rows / self.batch)
        rows = self.epochs_per_block * len(data) if several else self.chunk_rows
        self.bank = Bank(model.graph, rows, steps, data.weight is not None)
        self._layouts: dict[tuple[int, int], tuple[Layout, Array]] = {}
        self._filled: tuple[int, int, int] | None = None
        self.begin(0)

    def _steps_per_chunk(self) -> int:
        """How many batches fit the cache and a few milliseconds, by shapes alone."""
        graph = self.model.graph
        products = sum(
            node.layer.multiply_adds(*(source.shape for source in node.inbound)) for node in graph.nodes if node.layer
        )
        microseconds = 5 + 2 * len(graph.layers) + products * self.batch * 6 / 60_000
        width = sum(part.shape[1] + 1 for part in self.data.inputs) + 2 * self.data.y.shape[1]
        bytes_a_batch = self.batch * width * graph.parameters.itemsize
        result: int = max(1, min(_CHUNK_STEPS, _BANK_BYTES // bytes_a_batch, int(_CHUNK_MICROSECONDS / microseconds)))
        return result

    def begin(self, epochs: int) -> None:
        """Draw the order of samples for a block of epochs."""
        self.epochs = epochs
        self.position = 0
        self.tally = Tally(self.model, epochs)
        self.bad_step: int | None = None
        self.order_state = self.model.random.state()["order"]
        rows = len(self.data)
        if self.shuffle:
            orders = [self.model.random.order.permutation(rows) for _ in range(epochs)]
            self._order = orders[0] if epochs == 1 else np.concatenate([np.arange(0), *orders])
        else:
            self._order = np.tile(np.arange(rows), epochs)

    @property
    def rows(self) -> int:
        """Rows in the block."""
        return len(self._order)

    @property
    def done(self) -> bool:
        """Whether every row of the block has been learned from."""
        return self.position >= self.rows

    @property
    def step(self) -> int:
        """Steps taken in the epoch."""
        return math.ceil(self.position / self.batch)

    def advance(self, steps: int | None = None) -> None:
        """Train on the next chunk (on its first ``steps`` batches only, if given)."""
        begin = self.position
        end = self.rows if self.epochs > 1 else min(self.rows, begin + self.chunk_rows)
        self._fill(begin, end)
        layout, shares = self._layout(end - begin)
        optimizer = self.model.optimizer
        np.multiply(optimizer.rates(len(shares)), shares, self.bank.rates[: len(shares)], casting="same_kind")
        for name, numbers in optimizer.factors(len(shares)).items():
            self.bank.factors[name][: len(shares)] = numbers
        with np.errstate(all="ignore"):
            for program, slots in layout if steps is None else _first(layout, steps):
                program.run(slots)
            optimizer.iterations += len(shares) if steps is None else steps
            if steps is None:
                self._count(end - begin, layout)
                self.position = end

    def _count(self, rows: int, layout: Layout) -> None:
        bank = self.bank
        weight = None if bank.weight is None else bank.weight[:rows]
        values = self.tally.add(bank.y[:rows], bank.out[:rows], weight)
        if "penalty" in bank.factors:
            sizes = np.array([program.batch for program, slots in layout for _ in slots])
            self.tally.add_penalties(bank.factors["penalty"][: len(sizes)], sizes)
        if not math.isfinite(self.tally.loss.sum()):
            self.bad_step = int(np.argmin(np.isfinite(values))) // self.batch

    def _fill(self, begin: int, end: int) -> None:
        key = (begin, end, self.epochs)
        if self.shuffle or self._filled != key:
            self.bank.fill(self.data, self._order[begin:end])
            self._filled = key

    def _layout(self, rows: int) -> tuple[Layout, Array]:
        """Which programs run over which views for ``rows`` rows from the bank's start, and each step's share."""
        key = (rows, self.epochs)
        if key not in self._layouts:
            layout: Layout = []
            epoch_rows = rows // max(1, self.epochs)
            full, rest = divmod(epoch_rows, self.batch)
            step = 0
            for epoch in range(self.epochs):
                for size, count, offset in ((self.batch, full, 0), (rest, 1 if rest else 0, full * self.batch)):
                    if count:
                        program = self.model.program(size, self.bank.weight is not None)
                        layout.append((program, self.bank.slots(program, epoch * epoch_rows + offset, step, count)))
                        step += count
            shares = np.array([program.share for program, slots in layout for _ in slots])
            if len(layout) > 1 and not rest:
                layout = [(layout[0][0], [slot for _, slots in layout for slot in slots])]
            self._layouts[key] = layout, shares
        return self._layouts[key]


def _first(layout: Layout, steps: int) -> Layout:
    """The layout's first ``steps`` batches."""
    parts: Layout = []
    for program, slots in layout:
        parts.append((program, slots[:steps]))
        steps -= len(parts[-1][1])
    return parts


def assess(model: Model, data: Dataset, rows: int = 1024) -> dict[str, float]:
    """Loss and metrics of the model as it stands, without training."""
    tally = Tally(model)
    graph = model.graph
    forward = model.forward(min(rows, len(data)), fuses(graph, model.loss))
    with np.errstate(all="ignore"):
        for start in range(0, len(data), rows):
            part = slice(start, start + rows)
            out = np.empty_like(data.y[part])
            forward([x[part] for x in data.inputs], out)
            tally.add(data.y[part], out, None if data.weight is None else data.weight[part])
    if graph.penalised:
        tally.add_penalties(np.array([graph.penalty()]), np.array([tally.rows]))
    return {name: float(values[0]) for name, values in tally.logs().items()}
