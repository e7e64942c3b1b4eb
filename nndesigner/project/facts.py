"""What the rules need to know about the data, computed once a state of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nndesigner.core.errors import DesignerError
from nndesigner.project.blocks import Shape
from nndesigner.project.contents import Contents


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
    scaling: str = "none"
    failure: str | None = None
    problems: tuple[Any, ...] = ()


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
    absent = [name for name in (*features, *names) if name not in table.names]
    if absent:
        failure = f"The table has no column {absent[0]!r}, which the recipe uses."
        return DataFacts(True, features, names, rows=table.row_count, failure=failure)
    try:
        usable = table.row_count - max((table.column(name).missing_count for name in names), default=0)
        return DataFacts(
            has_table=True,
            features=features,
            targets=names,
            task=recipe.task,
            input_shape=tuple(recipe.input_shape(table)) if features else None,
            output_width=recipe.output_width(table) if names else None,
            rows=table.row_count,
            train_rows=int(usable * contents.split.train + 1e-9),
            scaling=targets[0].scaling if targets else "none",
            problems=tuple(recipe.problems(table)),
        )
    except DesignerError as error:
        return DataFacts(True, features, names, rows=table.row_count, failure=str(error))
