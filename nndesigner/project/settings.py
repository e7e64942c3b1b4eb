"""How a network is trained: one frozen value, saved with the project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Optimizer, batches, epochs and when to stop.

    Attributes:
        optimizer: A part spec of the optimizers registry: a name or ``{"class_name", "config"}``.
        batch_size: Rows a step; a number above the count of training rows means all of them at once.
        epochs: How often every training row is seen, at most.
        shuffle: Whether rows change their order each epoch.
        seed: Decides initial weights, shuffling and dropout (not the split).
        early_stopping: Epochs without a better validation loss after which training stops; None never stops early.
        target_loss: Training stops when the training loss is at or below this; None never.
        metrics: Keras names; None chooses by task.
        class_weight: "none", or "balanced" for weights inverse to class counts.
    """

    optimizer: Any = "adam"
    batch_size: int = 32
    epochs: int = 100
    shuffle: bool = True
    seed: int = 0
    early_stopping: int | None = None
    target_loss: float | None = None
    metrics: tuple[str, ...] | None = None
    class_weight: str = "none"

    def __post_init__(self) -> None:
        for name, least in (("batch_size", 1), ("epochs", 1), ("seed", 0), ("early_stopping", 1)):
            value = getattr(self, name)
            if value is None and name == "early_stopping":
                continue
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                text = tr("The training setting {name} must be a whole number of at least {least}; received {value!r}.")
                raise DesignerError(text.format(name=name, least=least, value=value))
        if self.class_weight not in ("none", "balanced"):
            text = tr("The training setting class_weight must be 'none' or 'balanced'; received {value!r}.")
            raise DesignerError(text.format(value=self.class_weight))

    def to_config(self) -> dict[str, Any]:
        """All settings as builtins."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> TrainingSettings:
        """The inverse of :meth:`to_config`; absent ones get their defaults, unknown ones are left out."""
        known = {field.name for field in fields(cls)}
        given = {name: value for name, value in config.items() if name in known}
        if given.get("metrics") is not None:
            given["metrics"] = tuple(str(name) for name in given["metrics"])
        return cls(**given)

    @property
    def learning_rate(self) -> float | None:
        """The optimizer's learning rate as given, or None where its default counts."""
        config = self.optimizer.get("config", {}) if isinstance(self.optimizer, Mapping) else {}
        value = config.get("learning_rate")
        return float(value) if isinstance(value, (int, float)) else None

    def with_learning_rate(self, value: float) -> TrainingSettings:
        """The same settings with another learning rate."""
        spec = self.optimizer if isinstance(self.optimizer, Mapping) else {"class_name": self.optimizer, "config": {}}
        changed = {"class_name": spec["class_name"], "config": {**spec.get("config", {}), "learning_rate": float(value)}}
        return replace(self, optimizer=changed)
