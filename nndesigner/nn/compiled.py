"""What ``compile`` chose for a network, and the steps that were compiled for it."""

from __future__ import annotations

from typing import Any

from nndesigner.core.errors import DesignerError, OptionError
from nndesigner.nn.forward import Forward, rows_at_a_time
from nndesigner.nn.keras_names import refuse_others
from nndesigner.nn.losses.base import Loss, as_loss
from nndesigner.nn.metrics.base import Metric, as_metrics, resolved
from nndesigner.nn.optimizers.base import Optimizer
from nndesigner.nn.program import Program
from nndesigner.nn.registries import OPTIMIZERS
from nndesigner.nn.step import StepBuilder
from nndesigner.nn.structure import Structure


class Compiled(Structure):
    """Base of :class:`~nndesigner.nn.model.Model`: optimizer, loss and metrics, and the programs that are made of them."""

    _compiled: tuple[Optimizer, Loss, list[Metric]] | None
    _metrics: list[Metric] | None
    _programs: dict[tuple[int, bool], Program]
    _forwards: dict[tuple[int, bool], Forward]

    def compile(self, optimizer: Any = "adam", loss: Any = "mean_squared_error", metrics: Any = None, **others: Any) -> None:
        """Choose optimizer, loss and metrics: names, objects, or (loss, metrics) functions of one's own.

        ``others`` are arguments that Keras has besides; they must ask for nothing that is not done here.
        What the layers' ``trainable`` and ``learning_rate_factor`` are now holds until the next compile, as in Keras.
        """
        refuse_others("compile", others)
        made = OPTIMIZERS.create(optimizer)
        if not isinstance(made, Optimizer):
            raise OptionError(f"An optimizer is a name or an Optimizer; received {optimizer!r}.")
        self._compiled = made, as_loss(loss), as_metrics(metrics)
        if self._graph is not None and self._graph.arrange():
            made.reset()  # its state would belong to other weights
        self._metrics = None
        self._programs.clear()
        self._forwards.clear()

    def _part(self, index: int) -> Any:
        if self._compiled is None:
            raise DesignerError(f"The network {self.name!r} has no loss and optimizer yet: call compile first; received None.")
        return self._compiled[index]

    @property
    def is_compiled(self) -> bool:
        """Whether :meth:`compile` was called."""
        return self._compiled is not None

    @property
    def optimizer(self) -> Optimizer:
        """What changes the weights."""
        return self._part(0)  # type: ignore[no-any-return]

    @property
    def loss(self) -> Loss:
        """What training makes small."""
        return self._part(1)  # type: ignore[no-any-return]

    @property
    def metrics(self) -> list[Metric]:
        """What is reported beside the loss, resolved for the network's output."""
        if self._metrics is None:
            self._metrics = resolved(self._part(2), self.output_shape)
        return self._metrics

    @property
    def metrics_names(self) -> list[str]:
        """What :meth:`evaluate` returns, in its order."""
        return ["loss", *(metric.name for metric in self.metrics)]

    @property
    def metric_specs(self) -> list[Metric]:
        """The metrics as they were asked for."""
        return list(self._part(2))

    def targets(self, y: Any) -> Any:
        """Targets in the shape of the output, where the loss takes them in another one (class numbers)."""
        return self.loss.encode_targets(y, self.output_shape)

    def ensure_ready(self, x: Any, y: Any = None) -> None:
        """Hook: what must be there before the first batch (Sequential learns its input shape)."""

    def build_optimizer(self) -> None:
        """Give the optimizer room for its state, unless it has it."""
        self.optimizer.build(self.graph.parameters.size, self.graph.parameters.dtype)

    def program(self, batch: int, weighted: bool) -> Program:
        """The compiled step for a batch of this size."""
        key = batch, weighted
        if key not in self._programs:
            self.build_optimizer()
            self._programs[key] = StepBuilder(self.graph, batch, self.loss, weighted).build(self.optimizer)
        return self._programs[key]

    def forward(self, rows: int, fused: bool = False) -> Forward:
        """The compiled network without training, for up to ``rows`` rows at a time; ``fused``: before the last activation."""
        key = rows_at_a_time(self.graph, rows), fused
        if key not in self._forwards:
            self._forwards[key] = Forward(self.graph, key[0], fused)
        return self._forwards[key]
