"""The network as its user sees it: compile, fit, evaluate, predict, weights, configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner.core.errors import DataError, DesignerError, OptionError, ShapeError
from nndesigner.nn.arguments import batch_rows
from nndesigner.nn.callbacks import Callback, History
from nndesigner.nn.config import graph_from_config
from nndesigner.nn.dataset import Dataset, check_inputs, split_off
from nndesigner.nn.epochs import EpochRunner, assess
from nndesigner.nn.forward import Forward, rows_at_a_time
from nndesigner.nn.graph import Graph, Node
from nndesigner.nn.losses.base import Loss, as_loss
from nndesigner.nn.metrics.base import Metric, as_metrics
from nndesigner.nn.optimizers.base import Optimizer
from nndesigner.nn.program import Program
from nndesigner.nn.progress import report_progress
from nndesigner.nn.randomness import RandomStreams
from nndesigner.nn.registries import OPTIMIZERS
from nndesigner.nn.step import StepBuilder
from nndesigner.nn.structure import Structure
from nndesigner.nn.training import Trainer
from nndesigner.nn.types import Array


class Model(Structure):
    """A network from ``inputs`` to one output, made of layers that were called on each other.

    Args:
        inputs: What ``Input`` returned, or a list of several.
        outputs: What the last layer returned.
        seed: Rules the initial weights, the order of samples and dropout; drawn at random and kept if None.
    """

    def __init__(
        self, inputs: Node | Sequence[Node], outputs: Node | Sequence[Node], name: str = "network", seed: int | None = None
    ) -> None:
        self._prepare(name, seed)
        self._set_graph(Graph([inputs] if isinstance(inputs, Node) else inputs, _single(outputs)))

    def _prepare(self, name: str, seed: int | None) -> None:
        self.name = name
        self.random = RandomStreams(seed)
        self.history = History()
        self.stop_training = False
        self._graph: Graph | None = None
        self._compiled: tuple[Optimizer, Loss, list[Metric]] | None = None
        self._metrics: list[Metric] | None = None
        self._programs: dict[tuple[int, bool], Program] = {}
        self._forwards: dict[tuple[int, bool], Forward] = {}

    def _set_graph(self, graph: Graph) -> None:
        for layer in graph.layers:
            layer.random = self.random.noise
        graph.allocate(self.random.weights())
        self._graph = graph
        self._programs.clear()
        self._forwards.clear()

    def reset(self, seed: int | None = None) -> None:
        """Back to the initial weights of this seed, or of a new one; optimizer and random streams start again."""
        self.random.reset(seed)
        self.graph.draw(self.random.weights())
        if self._compiled is not None:
            self.optimizer.reset()

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Model:
        """The network that :meth:`get_config` described, with initial weights."""
        return model_from_config(config)

    # --- training ---------------------------------------------------------------------------------------------------

    def compile(self, optimizer: Any = "adam", loss: Any = "mean_squared_error", metrics: Any = None) -> None:
        """Choose optimizer, loss and metrics: names, objects, or (loss, metrics) functions of one's own.

        What the layers' ``trainable`` and ``learning_rate_factor`` are now holds until the next compile, as in Keras.
        """
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
            self._metrics = [metric.resolve(self.output_shape) for metric in self._part(2)]
        return self._metrics

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

    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = 32,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Sequence[Callback] | Callback | None = (),
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool = True,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
    ) -> History:
        """Train; the arguments are Keras's.

        ``verbose``: 0 silent, 1 or 2 a line an epoch (at most ten a second), ``"auto"`` lines on a terminal only.
        ``validation_split`` takes the last share of the rows, before shuffling.
        """
        self.ensure_ready(x, y)
        if validation_data is None and validation_split:
            x, y, sample_weight, validation_data = split_off(self.graph, x, y, sample_weight, validation_split)
        trainer = Trainer(
            self,
            x,
            y,
            batch_size=batch_rows(batch_size),
            epochs=epochs,
            validation_data=validation_data,
            shuffle=shuffle,
            sample_weight=sample_weight,
            class_weight=class_weight,
            initial_epoch=initial_epoch,
            callbacks=callbacks,
        )
        report_progress(trainer, verbose)
        self.history = trainer.history
        return trainer.history

    def train_on_batch(
        self,
        x: Any,
        y: Any,
        sample_weight: Any = None,
        class_weight: Mapping[int, float] | None = None,
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """One step on one batch; returns the loss before the step (and metrics, as Keras does)."""
        self.ensure_ready(x, y)
        data = Dataset.of(self.graph, x, self.targets(y), sample_weight, class_weight)
        if not len(data):
            raise DataError("There is nothing to learn from: the batch has no rows; received 0 rows.")
        runner = EpochRunner(self, data, len(data), shuffle=False)
        runner.begin(1)
        runner.advance()
        return _as_keras({name: float(values[0]) for name, values in runner.tally.logs().items()}, return_dict)

    def evaluate(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = 1024,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """Loss (and metrics) on data, without training; ``batch_size`` bounds memory and does not change the result."""
        self.ensure_ready(x, y)
        data = Dataset.of(self.graph, x, self.targets(y), sample_weight)
        if not len(data):
            raise DataError("There is nothing to evaluate: the data has no rows; received 0 rows.")
        return _as_keras(assess(self, data, batch_rows(batch_size, 1024)), return_dict)

    def predict(self, x: Any, batch_size: int | None = 1024, verbose: int | str = "auto") -> Array:
        """The network's outputs (n, \\*output_shape) for samples (n, \\*input_shape)."""
        self.ensure_ready(x)
        arrays = check_inputs(self.graph, x)
        outputs = np.empty((len(arrays[0]), *self.output_shape), self.graph.parameters.dtype)
        if outputs.size:
            forward = self.forward(min(len(outputs), batch_rows(batch_size, 1024)))
            forward([array.reshape(len(array), -1) for array in arrays], outputs.reshape(len(outputs), -1))
        return outputs

    def predict_on_batch(self, x: Any) -> Array:
        """:meth:`predict` in one go."""
        return self.predict(x, batch_size=1 << 62)

    def activations(self, x: Any) -> dict[str, Array]:
        """What every input and layer, by name, gives for the samples; for pictures of a network at work."""
        outputs = self.graph.forward(check_inputs(self.graph, x))
        return {node.name: array for node, array in outputs.items()}

    def get_optimizer_state(self) -> dict[str, Any]:
        """Iterations and state vectors of the optimizer, as builtins and arrays."""
        self.build_optimizer()
        return self.optimizer.state()

    def set_optimizer_state(self, state: dict[str, Any]) -> None:
        """Take over what :meth:`get_optimizer_state` returned."""
        self.build_optimizer()
        self.optimizer.set_state(state)

    def save(self, path: str | Path) -> None:
        """Write network, weights, optimizer, random state and history into one file (see ``nn.load_model``)."""
        from nndesigner.nn.saving import save_model

        save_model(self, path)


def model_from_config(config: Mapping[str, Any]) -> Model:
    """The network that a configuration describes, with the initial weights of its seed."""
    inputs, output = graph_from_config(config)
    return Model(inputs, output, name=str(config.get("name", "network")), seed=config.get("seed"))


def _single(outputs: Node | Sequence[Node]) -> Node:
    nodes = [outputs] if isinstance(outputs, Node) else list(outputs)
    if len(nodes) != 1:
        raise ShapeError(f"A network has one output; join branches with Add or Concatenate; received {len(nodes)}.")
    return nodes[0]


def _as_keras(logs: dict[str, float], return_dict: bool) -> float | list[float] | dict[str, float]:
    if return_dict:
        return logs
    values = list(logs.values())
    return values[0] if len(values) == 1 else values
