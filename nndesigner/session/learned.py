"""What an earlier run has learned, frozen, for the next run to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nndesigner.data.recipe import FittedRecipe
    from nndesigner.nn import Model
    from nndesigner.nn.carry_report import CarryReport
    from nndesigner.nn.types import Array
    from nndesigner.project.trained import TrainedModel


@dataclass(frozen=True, slots=True)
class Learned:
    """A network and copies of its weights: part of a job, so that a replay begins with the same numbers.

    ``inputs`` and ``outputs`` are the names of the numbers that go in and come out; empty where there is no recipe.
    """

    config: Mapping[str, Any]
    weights: tuple[Array, ...]
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()

    @classmethod
    def of(cls, trained: TrainedModel) -> Learned:
        """The state of ``trained`` as it is now. Raises OptionError where a layer of its own cannot be described."""
        model = trained.model
        weights = tuple(model.get_weights())
        return cls(model.get_config(), weights, *_names(trained.recipe))

    def give(self, model: Model, recipe: FittedRecipe) -> CarryReport:
        """Write what was learned into ``model``, whose numbers ``recipe`` names, and tell what was kept."""
        from nndesigner.nn.carry_over import carry_weights
        from nndesigner.nn.model import model_from_config

        old = model_from_config(self.config)
        old.set_weights(self.weights)
        inputs, outputs = _names(recipe)
        return carry_weights(
            old,
            model,
            inputs=(self.inputs, inputs) if self.inputs else None,
            outputs=(self.outputs, outputs) if self.outputs else None,
        )


def _names(recipe: FittedRecipe | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the numbers of a row, and the outputs, are called."""
    if recipe is None:
        return (), ()
    classes = recipe.classes or ()
    return recipe.feature_names, classes if len(classes) == recipe.output_width else recipe.target_names
