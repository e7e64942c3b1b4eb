"""A moment of a training, to go back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nndesigner.nn.model import Model


class Checkpoint:
    """The weights, optimizer state and random state of one moment, to go back to."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.save()

    def save(self) -> None:
        self._weights = self._model.graph.values.copy()
        self._optimizer = self._model.optimizer.state()
        self._random = self._model.random.state()

    def restore(self) -> None:
        self._model.graph.values[...] = self._weights
        self._model.optimizer.set_state(self._optimizer)
        self._model.random.set_state(self._random)
