"""What is to be done with each column of a table, and what the network therefore gets and gives."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.column_recipe import ColumnRecipe, DataProblem, Reason
from nndesigner.data.fitted import Arrays, FittedRecipe, fit
from nndesigner.data.table import Table
from nndesigner.data.transforms.date_parts import part_names
from nndesigner.data.transforms.encoders import category_encoder
from nndesigner.data.window import Window

__all__ = ["Arrays", "ColumnRecipe", "DataProblem", "FittedRecipe", "Reason", "Recipe", "Window"]


@dataclass(frozen=True)
class Recipe:
    """What is to be done with a table.

    Attributes:
        columns: One recipe a column, in the table's order.
        image_shape: How a row's features are arranged, as (height, width, channels), or None for a flat row.
        binary_outputs: Whether two classes take one output (0/1) or two (one-hot).
        image_planes: Whether a row holds one whole channel after another (as in CIFAR), not pixel by pixel.
        window: Which rows before a moment predict it, for a time series; None when each row stands for itself.
        drop_duplicates: Whether a row that equals an earlier one in all features and targets takes no part in the split.
    """

    columns: tuple[ColumnRecipe, ...]
    image_shape: tuple[int, ...] | None = None
    binary_outputs: int = 1
    drop_duplicates: bool = False
    image_planes: bool = False
    window: Window | None = None

    @classmethod
    def propose(cls, table: Table, target: str | None = None) -> Recipe:
        """A first recipe for ``table``; :meth:`reasons` says why. Raises DataError when there is no column ``target``."""
        from nndesigner.data.proposal import propose

        return propose(table, target)

    def reasons(self, table: Table) -> list[Reason]:
        """One line for the target and for each column that is left out or treated in a special way."""
        from nndesigner.data.proposal import reasons

        return reasons(self, table)

    def __hash__(self) -> int:
        """Equal recipes have equal ones. Thousands of columns are not gone through: they are compared where this is equal."""
        return hash((len(self.columns), self.image_shape, self.binary_outputs, self.drop_duplicates, self.image_planes))

    @cached_property
    def targets(self) -> tuple[ColumnRecipe, ...]:
        """The columns to be predicted."""
        return tuple(column for column in self.columns if column.role == "target")

    @property
    def target(self) -> str | None:
        """Name of the (first) column to be predicted, or None."""
        return next((column.name for column in self.columns if column.role == "target"), None)

    @cached_property
    def features(self) -> tuple[ColumnRecipe, ...]:
        """The columns that the network sees."""
        return tuple(column for column in self.columns if column.role == "feature")

    @property
    def task(self) -> str | None:
        """ "binary", "multiclass", "regression", or None without a target."""
        targets = self.targets
        if not targets:
            return None
        if targets[0].type == "yes/no":
            return "binary"
        if targets[0].is_categorical:
            return "binary" if targets[0].levels == 2 else "multiclass"
        return "regression"

    def column(self, name: str) -> ColumnRecipe:
        """The recipe of one column. Raises DataError when there is none of that name."""
        found = next((column for column in self.columns if column.name == name), None)
        if found is None:
            raise DataError(tr("The recipe has no column {name!r}.", name=name))
        return found

    def with_column(self, name: str, **changes: Any) -> Recipe:
        """A copy in which one column is treated differently; see :meth:`ColumnRecipe.changed`."""
        changed = self.column(name).changed(**changes)
        return replace(self, columns=tuple(changed if column.name == name else column for column in self.columns))

    @property
    def past(self) -> tuple[ColumnRecipe, ...]:
        """The targets whose own past the network sees beside the features."""
        return self.targets if self.window is not None and self.window.own_past else ()

    def feature_width(self, table: Table, rows: NDArray[np.integer] | None = None) -> int:
        """How many numbers a row's features become; with ``rows``, counting only the categories found there."""
        past = self.output_width(table) if self.past else 0
        return sum(column_width(column, table, rows) for column in self.features) + past

    def input_shape(self, table: Table, rows: NDArray[np.integer] | None = None) -> tuple[int, ...]:
        """Shape of one sample as the network gets it; see :meth:`feature_width`."""
        if self.window is not None:
            return (self.window.look_back, self.feature_width(table, rows))
        return self.image_shape or (self.feature_width(table, rows),)

    def output_width(self, table: Table) -> int:
        """How many numbers the network must give."""
        targets = self.targets
        if targets and targets[0].is_categorical:
            classes = len(table.column(targets[0].name).as_type(targets[0].type).categories)
            return self.binary_outputs if classes <= 2 else classes
        return len(targets)

    def kept_rows(self, table: Table) -> NDArray[np.bool_] | None:
        """The rows that take part in a split, shape (rows,), bool; None for all of them."""
        if not self.drop_duplicates:
            return None
        from nndesigner.data.duplicates import is_copy

        return ~is_copy(table, (*self.features, *self.targets))

    def problems(self, table: Table) -> list[DataProblem]:
        """Why the recipe cannot be used on ``table``; empty when it can."""
        from nndesigner.data.recipe_check import problems

        return problems(self, table)

    def fit(self, table: Table, rows: NDArray[np.integer] | None = None) -> FittedRecipe:
        """Take means, scales and categories from ``rows`` of ``table`` and from no other row (default: all rows).

        The target's class labels alone come from the whole table, because they define the task.

        Raises:
            DataError: A column is absent or has no value in these rows, or the recipe has no feature or no target.
        """
        return fit(self, table, np.arange(table.row_count) if rows is None else np.asarray(rows))

    def to_config(self) -> dict[str, Any]:
        """The recipe as builtins; what is not made use of is left out."""
        config: dict[str, Any] = {
            "columns": [column.to_config() for column in self.columns],
            "image_shape": None if self.image_shape is None else list(self.image_shape),
            "binary_outputs": self.binary_outputs,
        }
        if self.window is not None:
            config["window"] = self.window.to_config()
        return config | {name: True for name in ("drop_duplicates", "image_planes") if getattr(self, name)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Recipe:
        """The recipe that :meth:`to_config` described. Raises DataError when it is none."""
        try:
            columns = tuple(ColumnRecipe.from_config(column) for column in config["columns"])
            shape, outputs = config.get("image_shape"), config.get("binary_outputs", 1)
            shape = None if shape is None else tuple(operator.index(size) for size in shape)
            if outputs not in (1, 2) or (shape is not None and not (shape and all(0 < size < 1 << 20 for size in shape))):
                raise ValueError(f"image_shape {shape}, binary_outputs {outputs}")
            duplicates, planes = config.get("drop_duplicates", False), config.get("image_planes", False)
            if duplicates not in (False, True) or planes not in (False, True):
                raise ValueError(f"drop_duplicates {duplicates}, image_planes {planes}")
            window = None if config.get("window") is None else Window.from_config(config["window"])
            return cls(columns, shape, outputs, bool(duplicates), bool(planes), window)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise DataError(tr("The data recipe cannot be understood ({error}).", error=error)) from error


def column_width(recipe: ColumnRecipe, table: Table, rows: NDArray[np.integer] | None = None) -> int:
    """How many numbers the column becomes; with ``rows``, counting only the categories found there."""
    if not recipe.is_categorical:
        return len(part_names(recipe.name, recipe.parts)) if recipe.encoding == "parts" else 1
    column = table.column(recipe.name).as_type(recipe.type)
    if rows is None:
        levels = len(column.categories)
    else:
        codes = column.codes[rows]
        levels = len(np.unique(codes[codes >= 0]))
    return category_encoder(recipe.encoding).width(levels + (recipe.missing == "category"))
