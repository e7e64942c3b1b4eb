"""How a network is trained: one frozen value, saved with the project; its declarations make the inspector's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nndesigner.core.errors import OptionError
from nndesigner.core.options import Configurable, option
from nndesigner.nn.registries import OPTIMIZERS


class TrainingSettings(Configurable):
    """Optimizer, batches, epochs and when to stop.

    ``optimizer`` is a part spec (a name or ``{"class_name", "config"}``): one that is not known here is kept, and is a named
    problem of the design. ``seed`` does not rule the split. Raises OptionError for a value that cannot be.
    """

    optimizer: Any = option(default="adam", help="How a gradient becomes a change of the weights.")
    batch_size: int = option(default=32, minimum=1, help="Rows in one step; more than there are means all of them at once.")
    epochs: int = option(default=100, minimum=1, help="How often all training rows are seen, at most.")
    shuffle: bool = option(default=True, help="Take the rows in a new order in each epoch.")
    early_stopping: int | None = option(
        default=None,
        minimum=1,
        title="Patience",
        help="Stop after so many epochs without a better validation loss; empty: never.",
    )
    target_loss: float | None = option(
        default=None, above=0.0, help="Stop as soon as the loss is at or below this; empty: never."
    )
    class_weight: str = option(default="none", choices=("none", "balanced"), help="Let rare classes count for more.")
    seed: int = option(default=0, minimum=0, help="Rules the initial weights, the shuffling and dropout.")
    metrics: tuple[str, ...] | None = option(
        default=None, advanced=True, help="Metrics by their Keras names; none: those that suit the task."
    )

    def setup(self) -> None:
        if self.metrics is not None:
            if isinstance(self.metrics, str) or len(self.metrics) > 100:
                raise OptionError("Training settings: metrics are a list of at most 100 names; received another.")
            vars(self)["metrics"] = tuple(str(name) for name in self.metrics)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"Training settings do not change; replace({name}={value!r}) gives new ones.")

    def replace(self, **changes: Any) -> TrainingSettings:
        """The same settings with some changed."""
        return TrainingSettings(**(vars(self) | changes))

    def to_config(self) -> dict[str, Any]:
        """All settings as builtins."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> TrainingSettings:
        """The inverse of :meth:`to_config`; absent ones get their defaults, unknown ones are left out."""
        return cls(**{name: value for name, value in config.items() if name in cls.OPTIONS})

    @property
    def learning_rate(self) -> float:
        """The optimizer's learning rate. Raises OptionError where the optimizer is not known."""
        return float(OPTIMIZERS.create(self.optimizer).learning_rate)

    def with_learning_rate(self, value: float) -> TrainingSettings:
        """The same settings with another learning rate, which ends a schedule."""
        part = OPTIMIZERS.create(self.optimizer)
        config = part.get_config() | {"learning_rate": float(value), "schedule": None}
        return self.replace(optimizer=OPTIMIZERS.describe(type(part).from_config(config)))
