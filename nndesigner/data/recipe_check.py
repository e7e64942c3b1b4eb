"""What stands in the way of using a recipe on a table, as sentences."""

from __future__ import annotations

import math
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.text import tr
from nndesigner.data.column_recipe import ColumnRecipe, DataProblem
from nndesigner.data.table import Table

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe

# So many classes of one row each are no classes.
MANY = 20

_with_values: weakref.WeakKeyDictionary[Table, set[tuple[str, str]]] = weakref.WeakKeyDictionary()
"""The columns that were found to hold values of a type: one of thousands is edited, the others are not gone through again."""


def problems(recipe: Recipe, table: Table) -> list[DataProblem]:
    """Every reason why ``recipe`` cannot be used on ``table``."""
    if not table.row_count:
        message = "{name} holds the names of columns but no row; add rows to it and open it again."
        return [DataProblem(tr(message, name=table.name))]
    absent = [column.name for column in (*recipe.features, *recipe.targets) if column.name not in table]
    if absent:
        message = tr("The table has no column {name}; ignore it or open another table.", name=absent[0])
        return [DataProblem(message, absent[0])]
    good = _with_values.setdefault(table, set())
    doubtful = [column for column in recipe.features if (column.name, column.type) not in good]
    found = [problem for column in doubtful for problem in _feature(column, table)]
    good.update((column.name, column.type) for column in doubtful)
    good.difference_update([(problem.column, recipe.column(problem.column).type) for problem in found])
    if not recipe.features and not recipe.past:
        found.append(DataProblem(tr("No column is a feature; choose at least one that the network shall see.")))
    if not recipe.targets:
        found.append(DataProblem(tr("No column is the target; choose the one that the network shall predict.")))
    found += _targets(recipe, table)
    found += _window(recipe, table)
    if recipe.image_shape is not None and not found:
        size, width = math.prod(recipe.image_shape), recipe.feature_width(table)
        if size != width:
            shape = " × ".join(map(str, recipe.image_shape))
            message = "An image of {shape} takes {size} numbers a row; the features give {width}."
            found.append(DataProblem(tr(message, shape=shape, size=size, width=width)))
    return found


def _window(recipe: Recipe, table: Table) -> Iterator[DataProblem]:
    if recipe.window is None:
        return
    problem = recipe.window.problem(table)
    if problem is not None:
        yield DataProblem(*problem)
    if recipe.image_shape is not None:
        yield DataProblem(tr("Rows are either images or moments of a time series; take the image shape or the window away."))


def _feature(recipe: ColumnRecipe, table: Table) -> Iterator[DataProblem]:
    name = recipe.name
    if recipe.type in ("text", "identifier"):
        message = "Column {name} holds {type}, which a network cannot take; ignore it or read it as a category."
        kind = tr("text") if recipe.type == "text" else tr("identifiers")
        yield DataProblem(tr(message, name=name, type=kind), name)
    elif not table.column(name).as_type(recipe.type).known.any():
        message = "Column {name} has no value that is a {type}; ignore it or choose another type."
        yield DataProblem(tr(message, name=name, type=recipe.type), name)


def _targets(recipe: Recipe, table: Table) -> Iterator[DataProblem]:
    targets = recipe.targets
    if len(targets) > 1 and not all(target.type == "number" for target in targets):
        names = ", ".join(target.name for target in targets)
        message = "Several targets must all be numbers; of {names} choose one or read all as numbers."
        yield DataProblem(tr(message, names=names), targets[0].name)
        return
    for target in targets:
        column = table.column(target.name).as_type(target.type)
        if target.type in ("text", "identifier", "date"):
            message = "Target {name} is of type {type}; read it as a number or a category."
            yield DataProblem(tr(message, name=target.name, type=target.type), target.name)
        elif not column.known.any():
            message = "Target {name} has no value; choose another target."
            yield DataProblem(tr(message, name=target.name), target.name)
        elif target.is_categorical and len(column.categories) < 2:
            message = "Target {name} has only one class, {label}; choose another target."
            yield DataProblem(tr(message, name=target.name, label=column.categories[0]), target.name)
        elif target.is_categorical and MANY < len(column.categories) == np.count_nonzero(column.known):
            message = "Target {name} is different in each of the {count} rows, so there are no classes; choose another target."
            yield DataProblem(tr(message, name=target.name, count=len(column.categories)), target.name)
