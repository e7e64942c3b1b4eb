"""The network as its user sees it: compile, fit, evaluate, predict, weights, configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner.core.errors import DataError, OptionError, ShapeError
from nndesigner.nn.arguments import batch_rows, refuse_batches
from nndesigner.nn.callbacks import Callback, History
from nndesigner.nn.compiled import Compiled
from nndesigner.nn.config import graph_from_config
from nndesigner.nn.dataset import Dataset, check_inputs, split_off
from nndesigner.nn.epochs import EpochRunner, assess
from nndesigner.nn.forward import Forward
from nndesigner.nn.graph import Graph, Node
from nndesigner.nn.keras_names import refuse_others
from nndesigner.nn.losses.base import Loss
from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.optimizers.base import Optimizer
from nndesigner.nn.program import Program
from nndesigner.nn.progress import is_shown, line_of, report_progress
from nndesigner.nn.randomness import RandomStreams
from nndesigner.nn.training import Trainer
from nndesigner.nn.types import Array


class Model(Compiled):
    """A network from ``inputs`` to one output, made of layers that were called on each other.

    Args:
        inputs: What ``Input`` returned, or a list of several.
        outputs: What the last layer returned.
        seed: Rules the initial weights, the order of samples and dropout; drawn at random and kept if None.
    """

    def __init__(
        self,
        inputs: Node | Sequence[Node] | None = None,
        outputs: Node | Sequence[Node] | None = None,
        name: str = "network",
        seed: int | None = None,
    ) -> None:
        if inputs is None or outputs is None:
            raise OptionError(
                "A Model needs inputs and outputs: call layers on nn.Input(shape), then nn.Model(inputs, outputs); a class of "
                f"your own hands them to super().__init__; received inputs={inputs!r} and outputs={outputs!r}."
            )
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

    def fit(
        self,
        x: Any,
        y: Any = None,
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
        validation_batch_size: int | None = None,
        **others: Any,
    ) -> History:
        """Train; the arguments are Keras's (``validation_batch_size`` changes nothing).

        ``verbose``: 0 silent, 1 or 2 a line an epoch (at most ten a second), ``"auto"`` lines on a terminal only.
        ``validation_split`` takes the last share of the rows, before shuffling.
        """
        refuse_others("fit", others)
        refuse_batches(x, y)
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
        **others: Any,
    ) -> float | list[float] | dict[str, float]:
        """Loss (and metrics) on data, without training; ``batch_size`` bounds memory and does not change the result."""
        refuse_others("evaluate", others)
        self.ensure_ready(x, y)
        data = Dataset.of(self.graph, x, self.targets(y), sample_weight)
        if not len(data):
            raise DataError("There is nothing to evaluate: the data has no rows; received 0 rows.")
        logs = assess(self, data, batch_rows(batch_size, 1024))
        if is_shown(verbose):
            print(line_of(logs))
        return _as_keras(logs, return_dict)

    def test_on_batch(
        self, x: Any, y: Any, sample_weight: Any = None, return_dict: bool = False
    ) -> float | list[float] | dict[str, float]:
        """:meth:`evaluate` without a word."""
        return self.evaluate(x, y, verbose=0, sample_weight=sample_weight, return_dict=return_dict)

    def __call__(self, x: Any, training: bool = False) -> Array:
        """Outputs for an array of samples, as :meth:`predict` gives them; ``training``: as the layers give them then."""
        if isinstance(x, Node) or (isinstance(x, (list, tuple)) and any(isinstance(part, Node) for part in x)):
            raise OptionError(f"A network does not stand inside another: call its layers one by one; received {x!r}.")
        if not training:
            return self.predict(x)
        return self.graph.forward(check_inputs(self.graph, x), training=True)[self.graph.output]

    def predict(self, x: Any, batch_size: int | None = 1024, verbose: int | str = "auto", **others: Any) -> Array:
        """The network's outputs (n, \\*output_shape) for samples (n, \\*input_shape)."""
        refuse_others("predict", others)
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

    def save_weights(self, path: str | Path) -> None:
        """Write the weights alone, for :meth:`load_weights` of a network with the same layers."""
        from nndesigner.nn.saving import save_weights

        save_weights(self, path)

    def load_weights(self, path: str | Path) -> None:
        """Take over the weights of a file of :meth:`save_weights` or :meth:`save`. Raises FileError or ShapeError."""
        from nndesigner.nn.saving import load_weights

        load_weights(self, path)


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
