"""Metrics of the trainer, which sees scaled targets, in the target's own unit; the loss stays in training space."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nndesigner.data.recipe import FittedRecipe

_POWERS = {"mean_absolute_error": 1, "root_mean_squared_error": 1, "mean_squared_error": 2}
Logs = dict[str, NDArray[np.float64]]


def unit_factors(recipe: FittedRecipe) -> dict[str, float]:
    """By what each metric must be multiplied; targets on different scales, or on a logarithm, have no factor: none is given."""
    if recipe.classes is not None or any(target.bends for target in recipe.targets):
        return {}
    ends = recipe.invert_target(np.array([[0.0], [1.0]]) * np.ones(recipe.output_width)).reshape(2, -1)
    scales = np.abs(ends[1] - ends[0])
    if not np.allclose(scales, scales[0], rtol=1e-9):
        return {}
    return {name: float(scales[0]) ** power for name, power in _POWERS.items()}


def in_target_units(logs: Mapping[str, NDArray[np.float64]], factors: Mapping[str, float]) -> Logs:
    """``logs`` with every metric, ``val_`` or not, multiplied by its factor."""
    return {key: values * factors.get(key.removeprefix("val_"), 1.0) for key, values in logs.items()}
