"""What every optimizer is: a learning rate, a state beside the weights, and an update rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nndesigner.core.errors import ShapeError
from nndesigner.core.options import Configurable, option
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


class Optimizer(Configurable):
    """Base of all optimizers; all weights of a network are one flat vector.

    An optimizer of your own gives ``update`` and names in ``state_names`` the vectors that it keeps; ``rates`` says by
    what each step is multiplied. ``emit_update`` may be overridden for speed. With ``folds_rate`` the compiled step
    multiplies the loss gradient by the rate already, so that the update need not.
    """

    title: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    folds_rate: ClassVar[bool] = False

    learning_rate: float = option(default=0.01, minimum=0.0, maximum=1e6, help="Size of a step along the gradient.")

    @property
    def state_names(self) -> tuple[str, ...]:
        """Names of the vectors that are kept beside the weights, one number a weight each."""
        return ()

    def setup(self) -> None:
        self.iterations = 0
        self.vectors: dict[str, Array] = {}

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.get_config() == other.get_config()

    __hash__ = Configurable.__hash__

    def build(self, size: int, dtype: Any) -> None:
        """Make room for the state of ``size`` weights; a state that fits is kept."""
        for name in self.state_names:
            if name not in self.vectors or self.vectors[name].shape != (size,) or self.vectors[name].dtype != dtype:
                self.vectors[name] = np.zeros(size, dtype)

    def reset(self) -> None:
        """Forget what was learned about the gradients."""
        self.iterations = 0
        for vector in self.vectors.values():
            vector[...] = 0

    def set_learning_rate(self, value: float) -> None:
        """Change the learning rate, checked like the option. Raises OptionError."""
        self.learning_rate = type(self).OPTIONS["learning_rate"].check(type(self).__name__, value)

    def rates(self, count: int) -> Array:
        """The factors of the next ``count`` steps (float64); by default the learning rate."""
        return np.full(count, self.learning_rate)

    def update(self, parameters: Array, gradients: Array, rate: Any) -> None:
        """Change ``parameters`` in place by one step; ``gradients`` may be overwritten."""
        raise NotImplementedError(f"{type(self).__name__} has no rule: define update(parameters, gradients, rate).")

    def emit_update(self, step: StepBuilder) -> None:
        """Write the update into the step; as it stands it calls :meth:`update`."""
        step.line(f"{step.bind(self.update)}({step.parameters}, {step.gradients}, {step.rate})")

    def state(self) -> dict[str, Any]:
        """Iterations and state vectors (copies), for a file or a checkpoint."""
        return {"iterations": self.iterations, **{name: vector.copy() for name, vector in self.vectors.items()}}

    def set_state(self, state: dict[str, Any]) -> None:
        """Take over what :meth:`state` returned. Raises ShapeError if it belongs to another network."""
        for name, vector in self.vectors.items():
            given = np.asarray(state.get(name, ()))
            if given.shape != vector.shape:
                raise ShapeError(
                    f"The optimizer state {name!r} does not fit this network: {vector.size} numbers are needed; "
                    f"received {given.size}."
                )
        for name, vector in self.vectors.items():
            vector[...] = state[name]
        self.iterations = int(state.get("iterations", 0))
