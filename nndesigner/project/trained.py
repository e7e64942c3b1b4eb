"""A trained network with everything that prediction needs: weights, the fitted recipe, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nndesigner.project.settings import TrainingSettings

if TYPE_CHECKING:
    import numpy as np

    from nndesigner.data.recipe import FittedRecipe
    from nndesigner.nn import Model


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Network, weights, recipe and history; what a model file holds.

    Attributes:
        model: The compiled network with its weights.
        recipe: The recipe as fitted on the training rows; None when a script saved the model without one.
        history: One array an epoch for each key that Keras would give (``loss``, ``val_loss``, metrics, ``learning_rate``).
        settings: How it was trained.
        design: The design's configuration (layout, notes); None if there was no design.
        fingerprint: SHA-256 of the training table's content, or empty.
        card: The model card: plain text by heading.
        state: The trainer's state (optimizer, random state, epoch) for going on with training; may be empty.
    """

    model: Model
    recipe: FittedRecipe | None = None
    history: Mapping[str, np.ndarray[Any, Any]] = field(default_factory=dict)
    settings: TrainingSettings = field(default_factory=TrainingSettings)
    design: Mapping[str, Any] | None = None
    fingerprint: str = ""
    card: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The table columns that the network reads, in order."""
        return () if self.recipe is None else tuple(column.name for column in self.recipe.recipe.features)

    @property
    def classes(self) -> tuple[str, ...] | None:
        """The class labels in output order, or None for a regression or without a recipe."""
        return None if self.recipe is None else self.recipe.classes

    @property
    def task(self) -> str | None:
        """ "binary", "multiclass", "regression", or None without a recipe."""
        return None if self.recipe is None else self.recipe.task

    @property
    def epochs(self) -> int:
        """How many epochs the history covers."""
        return max((len(values) for values in self.history.values()), default=0)
