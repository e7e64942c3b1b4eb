"""What the rules need to know about the data, computed once a state of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nndesigner.core.errors import DesignerError
from nndesigner.project.blocks import Shape
from nndesigner.project.contents import Contents

if TYPE_CHECKING:
    import numpy as np

    from nndesigner.data.recipe import Recipe
    from nndesigner.data.table import Table

MOST_ROWS = 300_000  # in a larger table every category is all but sure to be met in training


@dataclass(frozen=True)
class DataFacts:
    """Shapes and counts that follow from table, recipe and split; None or 0 where there is no data."""

    has_table: bool = False
    features: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    task: str | None = None
    input_shape: Shape | None = None
    output_width: int | None = None
    rows: int = 0
    train_rows: int = 0
    has_validation: bool = True
    scaling: str = "none"
    failure: str | None = None
    problems: tuple[Any, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    """How many numbers each column that enters the network becomes, the target's own past included, in order."""
    indices: Mapping[str, int] = field(default_factory=dict)
    """The columns that are embedding indices, each with how many categories an Embedding needs for it."""
    split_problem: str | None = None
    is_image: bool = False

    def shape_of(self, columns: Sequence[str]) -> Shape | None:
        """The shape in which ``columns`` enter the network; None where it is not known, or none of them is left."""
        if self.input_shape is None:
            return None
        if self.is_image:
            return self.input_shape
        width = sum(self.widths.get(name, 0) for name in columns)
        return (*self.input_shape[:-1], width) if width else None


_kept: list[tuple[tuple[Any, Any, Any], DataFacts]] = []
_KEEP = 8


def data_facts(contents: Contents) -> DataFacts:
    """The facts about the data of ``contents``; the last few are remembered, by identity of table, recipe and split."""
    key = (contents.table, contents.recipe, contents.split)
    for known, facts in _kept:
        if all(old is new for old, new in zip(known, key, strict=True)):
            return facts
    facts = _facts(contents)
    _kept.append((key, facts))
    del _kept[:-_KEEP]
    return facts


def _facts(contents: Contents) -> DataFacts:
    table, recipe = contents.table, contents.recipe
    if recipe is None:
        return DataFacts(has_table=table is not None, rows=0 if table is None else table.row_count)
    features = tuple(column.name for column in recipe.columns if column.role == "feature")
    targets = tuple(column for column in recipe.columns if column.role == "target")
    names = tuple(column.name for column in targets)
    if table is None:
        return DataFacts(features=features, targets=names, task=recipe.task)
    absent = [name for name in (*features, *names) if name not in table]
    if absent:
        failure = f"The table has no column {absent[0]!r}, which the recipe uses."
        return DataFacts(True, features, names, rows=table.row_count, failure=failure)
    try:
        split_problem = contents.split.problem(table)
        rows, train_rows, has_validation = _training(contents, table, recipe, split_problem)
        widths = _widths(recipe, table, rows)
        return DataFacts(
            has_table=True,
            features=features,
            targets=names,
            task=recipe.task,
            input_shape=_input_shape(recipe, sum(widths.values())) if widths else None,
            output_width=recipe.output_width(table) if names else None,
            rows=table.row_count,
            train_rows=train_rows,
            has_validation=has_validation,
            scaling=targets[0].scaling if targets else "none",
            problems=tuple(recipe.problems(table)),
            widths=widths,
            indices=_indices(recipe, table),
            split_problem=split_problem,
            is_image=recipe.image_shape is not None and recipe.window is None,
        )
    except DesignerError as error:
        return DataFacts(True, features, names, rows=table.row_count, failure=str(error))


def _training(
    contents: Contents, table: Table, recipe: Recipe, split_problem: str | None
) -> tuple[np.ndarray | None, int, bool]:
    """The training rows (None where counting takes long), how many of them have a target, and whether any rows validate."""
    import numpy as np

    from nndesigner.data.split import split_rows

    targets = [table.column(column.name).as_type(column.type) for column in recipe.targets]
    if split_problem is not None or table.row_count > MOST_ROWS:
        usable = table.row_count - max((column.missing_count for column in targets), default=0)
        return None, int(usable * contents.split.train + 1e-9), contents.split.validation > 0
    parts = split_rows(contents.split, table, recipe)
    rows, has_validation = parts.train, len(parts.validation) > 0
    known = np.ones(len(rows), np.bool_)
    for column in targets:
        known &= column.known[rows]
    if recipe.window is not None and recipe.window.problem(table) is None:
        step = recipe.window.usual_step(table, rows)
        windows, validating = (len(recipe.window.places(table, part, step)[0]) for part in (rows, parts.validation))
        return rows, windows, validating > 0
    return rows, int(np.count_nonzero(known)), has_validation


def _widths(recipe: Recipe, table: Table, rows: np.ndarray | None) -> dict[str, int]:
    from nndesigner.data.recipe import column_width

    widths = {column.name: column_width(column, table, rows) for column in recipe.features}
    past = recipe.past
    each = recipe.output_width(table) // max(1, len(past)) if past else 0
    return widths | {column.name: each for column in past}


def _input_shape(recipe: Recipe, width: int) -> Shape:
    if recipe.window is not None:
        return (recipe.window.look_back, width)
    return recipe.image_shape or (width,)


def _indices(recipe: Recipe, table: Table) -> dict[str, int]:
    """Categories of each embedding index: all in the table, one for missing where it is one, one for unknown."""
    from nndesigner.data.transforms.encoders import ENCODERS

    return {
        column.name: len(table.column(column.name).as_type(column.type).categories) + (column.missing == "category") + 1
        for column in recipe.features
        if column.is_categorical and ENCODERS.get(column.encoding).is_index
    }
