"""What every optimizer is: a learning rate, a state beside the weights, and an update rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nndesigner.core.errors import ShapeError
from nndesigner.core.options import Configurable, option
from nndesigner.nn.optimizers.clipping import emit_clipping
from nndesigner.nn.optimizers.layer_rates import layer_rates
from nndesigner.nn.schedules.base import Schedule
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder

_COMMON = ("weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "ema_momentum", "schedule")
"""Options of every optimizer that come after its own, as in Keras."""

_AVERAGE = "moving_average"


class Optimizer(Configurable):
    """Base of all optimizers; all weights of a network are one flat vector.

    An optimizer of your own gives ``update`` and names in ``state_names`` the vectors that it keeps; ``rates`` says by
    what each step is multiplied. ``emit_update`` may be overridden for speed. With ``folds_rate`` the update expects
    gradients that are multiplied by the rate already. Clipping and weight decay go before the update, by themselves.
    ``learning_rate`` may be a schedule too, as in Keras.
    """

    title: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    folds_rate: ClassVar[bool] = False
    takes_all_rows: ClassVar[bool] = False
    """Whether a step looks at the whole training set, whatever the batch size."""

    learning_rate: float = option(default=0.01, minimum=0.0, maximum=1e6, help="Size of a step along the gradient.")
    weight_decay: float | None = option(
        default=None,
        minimum=0.0,
        help="Share of each weight, times the learning rate, that a step takes off.",
        advanced=True,
    )
    clipnorm: float | None = option(
        default=None, above=0.0, title="Clip norm", help="Longest gradient of one weight array.", advanced=True
    )
    clipvalue: float | None = option(
        default=None, above=0.0, title="Clip value", help="Largest single number of a gradient.", advanced=True
    )
    global_clipnorm: float | None = option(
        default=None, above=0.0, title="Clip global norm", help="Longest gradient of all weights together.", advanced=True
    )
    use_ema: bool = option(
        default=False,
        title="Average the weights",
        help="End with the running mean of the weights after each step, not with the last ones.",
        advanced=True,
    )
    ema_momentum: float = option(
        default=0.99,
        minimum=0.0,
        maximum=1.0,
        title="Memory of the average",
        help="Memory of the weights' mean.",
        advanced=True,
    )
    schedule: Schedule | None = option(
        default=None,
        registry="schedules",
        title="Learning rate schedule",
        help="How the learning rate changes while training; it replaces the fixed one.",
        advanced=True,
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.OPTIONS = dict(sorted(cls.OPTIONS.items(), key=lambda item: item[0] in _COMMON))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        rate = args[0] if args else kwargs.get("learning_rate")
        if isinstance(rate, Schedule):
            given = dict(zip(self.OPTIONS, args, strict=False)) | kwargs
            args, kwargs = (), given | {"schedule": rate, "learning_rate": rate(0)}
        super().__init__(*args, **kwargs)

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
        for name in (*self.state_names, *((_AVERAGE,) if self.use_ema else ())):
            if name not in self.vectors or self.vectors[name].shape != (size,) or self.vectors[name].dtype != dtype:
                self.vectors[name] = np.full(size, self.start_value(name), dtype)

    def reset(self) -> None:
        """Forget what was learned about the gradients."""
        self.iterations = 0
        for name, vector in self.vectors.items():
            vector[...] = self.start_value(name)

    def start_value(self, name: str) -> float:
        """What a state vector is filled with at first."""
        return 0.0

    def set_learning_rate(self, value: float) -> None:
        """Change the learning rate, checked like the option; it ends a schedule. Raises OptionError."""
        self.learning_rate = type(self).OPTIONS["learning_rate"].check(type(self).__name__, value)
        self.schedule = None

    @property
    def current_rate(self) -> float:
        """The learning rate of the next step, of the schedule if there is one."""
        return self.learning_rate if self.schedule is None else self.schedule(self.iterations)

    def rates_of_epochs(self, count: int, steps: int) -> Array:
        """The learning rate at the end of each of the last ``count`` epochs of ``steps`` steps."""
        if self.schedule is None:
            return np.full(count, self.learning_rate)
        return self.schedule.at(self.iterations - steps * np.arange(count - 1, -1, -1, dtype=np.float64))

    def learning_rates(self, count: int) -> Array:
        """The learning rates of the next ``count`` steps (float64)."""
        if self.schedule is None:
            return np.full(count, self.learning_rate)
        return self.schedule.at(np.arange(self.iterations, self.iterations + count, dtype=np.float64))

    def rates(self, count: int) -> Array:
        """The factors of the next ``count`` steps (float64); by default the learning rates."""
        return self.learning_rates(count)

    def factors(self, count: int) -> dict[str, Array]:
        """Further numbers of the next ``count`` steps, by name; a step reads them as ``step.factor(name)``."""
        found = {} if not self.weight_decay else {"decay": self.weight_decay * self.learning_rates(count)}
        if self.use_ema:  # the first step has no past
            memory = np.where(np.arange(self.iterations, self.iterations + count) == 0, 0.0, self.ema_momentum)
            found |= {"memory": memory, "news": 1 - memory}
        return found

    def finish(self, parameters: Array) -> None:
        """At the end of a training: the weights become their running mean, where that is wanted."""
        if self.use_ema and self.iterations:
            parameters[...] = self.vectors[_AVERAGE]

    @property
    def folds_into_loss(self) -> bool:
        """Whether the compiled step may multiply the loss gradient by the rate, as nothing needs the gradient itself."""
        return self.folds_rate and not (self.clipnorm or self.clipvalue or self.global_clipnorm)

    def update(self, parameters: Array, gradients: Array, rate: Any) -> None:
        """Change ``parameters`` in place by one step; ``gradients`` may be overwritten."""
        raise NotImplementedError(f"{type(self).__name__} has no rule: define update(parameters, gradients, rate).")

    def emit(self, step: StepBuilder, folded: bool) -> None:
        """Write clipping, weight decay and update, each layer at its rate; ``folded``: the gradients hold the rate already."""
        emit_clipping(step, self.clipnorm, self.clipvalue, self.global_clipnorm)
        if self.folds_rate and not folded:
            step.line(f"multiply({step.gradients}, {step.rate}, {step.gradients})")
        with layer_rates(step):
            if self.weight_decay:
                lost = step.like_array(step.parameters)
                step.line(f"multiply({step.parameters}, {step.factor('decay')}, {lost})")
                step.line(f"subtract({step.parameters}, {lost}, {step.parameters})")
            self.emit_update(step)
        if self.use_ema:
            mean, part = step.bind(self.vectors[_AVERAGE]), step.like_array(step.parameters)
            step.line(f"multiply({step.parameters}, {step.factor('news')}, {part})")
            step.line(f"multiply({mean}, {step.factor('memory')}, {mean})")
            step.line(f"add({mean}, {part}, {mean})")

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
