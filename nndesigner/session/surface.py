"""What a trained network says everywhere on the plane of two numeric features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.table import Table

if TYPE_CHECKING:
    from nndesigner.project.trained import TrainedModel

Floats = NDArray[np.float64]
_MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Surface:
    """Answers on a grid.

    ``x`` (columns,) and ``y`` (rows,) are values of the two features in the table's units; ``values`` is (rows, columns,
    outputs): probabilities of ``classes``, or the targets of a regression in their units.
    """

    features: tuple[str, str]
    x: Floats
    y: Floats
    values: Floats
    classes: tuple[str, ...] | None


def plane_features(trained: TrainedModel, table: Table) -> tuple[str, str] | None:
    """The two numeric features that span the plane, or None unless the model reads exactly two columns, both numbers."""
    names = trained.columns
    if trained.recipe is None or trained.recipe.recipe.window is not None:
        return None
    if len(names) != 2 or any(name not in table or table.column(name).type != "number" for name in names):
        return None
    return names[0], names[1]


def decision_surface(
    trained: TrainedModel, table: Table, features: tuple[str, str] | None = None, *, resolution: int = 61
) -> Surface:
    """Ask ``trained`` on a grid of ``resolution``² points around the rows of ``table``.

    Other features stand at their median or most frequent category. Raises DataError where the plane is not numeric.
    """
    chosen = features or plane_features(trained, table)
    recipe = trained.recipe
    if (
        recipe is None
        or recipe.recipe.window is not None
        or chosen is None
        or any(table.column(name).type != "number" for name in chosen)
    ):
        raise DataError(
            tr("A decision surface needs two numeric features; received {features}.", features=chosen or trained.columns)
        )
    x, y = (_axis(table, name, resolution) for name in chosen)
    grid_x, grid_y = np.meshgrid(x, y)
    columns: dict[str, Sequence[object]] = {chosen[0]: grid_x.ravel().tolist(), chosen[1]: grid_y.ravel().tolist()}
    for name in trained.columns:
        columns.setdefault(name, [_typical(table, name)] * grid_x.size)
    arrays = recipe.transform(Table.from_columns(table.name, columns), with_target=False)
    if len(arrays.x) != grid_x.size:
        raise DataError(tr("The plane of {x} and {y} cannot be asked: another feature has no value.", x=chosen[0], y=chosen[1]))
    outputs = trained.model.predict(recipe.feed(arrays.x), batch_size=4096)
    values = recipe.invert_target(outputs) if recipe.classes is None else recipe.labels(outputs)[1]
    shaped = np.asarray(values, dtype=np.float64).reshape(len(y), len(x), -1)
    return Surface(chosen, x, y, shaped, recipe.classes)


def _axis(table: Table, name: str, resolution: int) -> Floats:
    values = table.column(name).values
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    margin = _MARGIN * ((high - low) or 1.0)
    return np.linspace(low - margin, high + margin, resolution)


def _typical(table: Table, name: str) -> object:
    statistics = table.column(name).statistics()
    if statistics.median is not None:
        return statistics.median
    return statistics.top[0][0] if statistics.top else ""
