"""A recipe with the statistics of its training rows: tables become arrays, outputs become labels and values."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import printable, tr
from nndesigner.data.column_recipe import ColumnRecipe
from nndesigner.data.problem import Problem, ProblemList
from nndesigner.data.table import Table
from nndesigner.data.transforms import (
    CategoryTransform,
    ClassTransform,
    DatePartsTransform,
    NumberTransform,
    Transform,
    transform_from_config,
)
from nndesigner.data.transforms.scaling import shared_scaling

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Arrays:
    """What a table becomes.

    Attributes:
        x: float32, shape (kept rows, *input_shape).
        y: float32, shape (kept rows, output_width), or None without targets.
        rows: Index in the table (or among the rows asked for) of each kept row, ascending; with a window the row that is
            predicted. Shape (kept rows,), int64.
        skipped: Why the first of the other rows were left out.
        skipped_count: How many rows were left out.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32] | None
    rows: NDArray[np.int64]
    skipped: tuple[Problem, ...]
    skipped_count: int


@dataclass(frozen=True)
class FittedRecipe:
    """A recipe and its fitted transforms, one for each feature and each target, in the recipe's order."""

    recipe: Recipe
    features: tuple[Transform, ...]
    targets: tuple[Transform, ...]
    step: float | None = None
    """The usual step of the window's time column between two training rows."""
    inputs: tuple[tuple[int, ...], ...] = ()
    """Which numbers of a row go to each input of the network; empty for one input that takes them all."""

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Name of each number that a row's features become, the target's own past last."""
        past = self.targets if self.recipe.past else ()
        names = [name for transform in self.features for name in transform.names]
        return (*names, *(tr("{name} before", name=name) for transform in past for name in transform.names))

    @property
    def classes(self) -> tuple[str, ...] | None:
        """The class labels in output order, or None for a regression."""
        return None if self._class is None else self._class.classes

    @property
    def task(self) -> str:
        """ "binary", "multiclass" or "regression"."""
        if self._class is None:
            return "regression"
        return "binary" if len(self._class.classes) == 2 else "multiclass"

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of one sample as the network gets it."""
        if self.recipe.window is not None:
            return (self.recipe.window.look_back, len(self.feature_names))
        return self.recipe.image_shape or (len(self.feature_names),)

    @property
    def input_shapes(self) -> list[tuple[int, ...]]:
        """Shape of one sample at each input of the network."""
        if not self.inputs:
            return [self.input_shape]
        return [(*self.input_shape[:-1], len(places)) for places in self.inputs]

    def feed(self, x: NDArray[np.float32]) -> Any:
        """What the network takes: ``x`` (rows, *input_shape) itself, or a list with a part of its last axis for each input."""
        if not self.inputs:
            return x
        parts = [np.ascontiguousarray(x[..., list(places)]) for places in self.inputs]
        return parts[0] if len(parts) == 1 else parts

    @property
    def output_width(self) -> int:
        """How many numbers the network must give."""
        return sum(transform.width for transform in self.targets)

    @property
    def target_names(self) -> tuple[str, ...]:
        """Names of the predicted columns."""
        return tuple(transform.name for transform in self.targets)

    @property
    def target_name(self) -> str:
        """Name of the predicted column; several are joined by a comma."""
        return ", ".join(self.target_names)

    @cached_property
    def _class(self) -> ClassTransform | None:
        first = self.targets[0]
        return first if isinstance(first, ClassTransform) else None

    def transform(self, table: Table, *, with_target: bool, rows: NDArray[np.integer] | None = None) -> Arrays:
        """``table``, or its ``rows``, as arrays; rows that cannot be used are left out and named.

        Raises:
            DataError: The table lacks a column that the recipe uses, or the features do not fill the image shape.
        """
        if self.recipe.window is not None:
            from nndesigner.data.windowed import windowed

            return windowed(self, table, rows, with_target=with_target)
        table = table if rows is None else table.take(rows)
        usable, problems = ~table.bad, ProblemList()
        known = {problem.line: problem.action.partition(";")[0] for problem in table.problems if not problem.column}
        for line in table.lines[table.bad].tolist():
            problems.add(line, "", "", known.get(line) or tr("the row could not be told apart into cells"))
        x = self.block(self.features, table, usable, problems)
        y = self.block(self.targets, table, usable, problems) if with_target else None
        kept = np.flatnonzero(usable).astype(np.int64)
        x = x if usable.all() else x[usable]
        if self.recipe.image_shape is not None:
            x = _arranged(x, self.recipe.image_shape, planes=self.recipe.image_planes)
        y = None if y is None else y if usable.all() else y[usable]
        return Arrays(x, y, kept, tuple(problems.kept), int(np.count_nonzero(~usable)))

    def block(
        self, transforms: tuple[Transform, ...], table: Table, usable: NDArray[np.bool_], problems: ProblemList
    ) -> NDArray[np.float32]:
        """All columns of ``transforms`` side by side; rows that one cannot use are cleared in ``usable``."""
        missing = [
            transform.name for transform in transforms if transform.name not in table and not _alike(table, transform.name)
        ]
        if missing:
            shown = ", ".join(table.names[:12]) + (", …" if len(table.names) > 12 else "")
            message = "{table} lacks the {noun} {names}, which the model needs; it has {shown}."
            noun = tr("column") if len(missing) == 1 else tr("columns")
            raise DataError(tr(message, table=table.name, noun=noun, names=printable(", ".join(missing)), shown=shown))
        made = np.empty((table.row_count, sum(transform.width for transform in transforms)), np.float32)
        place = 0
        for transform in transforms:
            column = table.column(transform.name).as_type(transform.type)
            block = transform.apply(column)
            with np.errstate(over="ignore", invalid="ignore"):
                made[:, place : place + transform.width] = block.values
            part = made[:, place : place + transform.width]
            place += transform.width
            beyond = ~np.isfinite(part).all(axis=1) & ~block.missing & ~block.unreadable
            for rows, why in (
                (block.missing, tr("missing value")),
                (block.unreadable, block.why),
                (beyond, tr("too large a number")),
            ):
                for row in np.flatnonzero(rows & usable):
                    text = column.text(int(row)) if problems.has_room else ""
                    problems.add(int(table.lines[row]), column.name, text, tr("{why}: the row was left out", why=why))
                usable &= ~rows
        return made

    def labels(self, outputs: NDArray[np.floating]) -> tuple[list[str], NDArray[np.float64]]:
        """Network outputs as class labels (rows) and probabilities (rows, classes). Raises DataError for a regression."""
        if self._class is None:
            raise DataError(tr("{name} is a number, so there are no class labels.", name=self.target_name))
        names = self._class.classes
        return [names[code] for code in self._class.codes(outputs)], self._class.probabilities(outputs)

    def invert_target(self, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
        """Network outputs in the target's unit: shape (rows,) for one target, (rows, targets) for several.

        For classes: the index of the class.
        """
        if self._class is not None:
            return self._class.codes(outputs).astype(np.float64)
        outputs = np.asarray(outputs, np.float64)
        outputs = outputs.reshape(len(outputs), len(self.targets))
        columns = [
            transform.invert(np.asarray(outputs[:, place], np.float64))
            for place, transform in enumerate(self.targets)
            if isinstance(transform, NumberTransform)
        ]
        return columns[0] if len(columns) == 1 else np.stack(columns, axis=1)

    def to_config(self) -> dict[str, Any]:
        """The fitted recipe as builtins; what is not made use of is left out."""
        config: dict[str, Any] = {
            "recipe": self.recipe.to_config(),
            "features": [transform.to_config() for transform in self.features],
            "targets": [transform.to_config() for transform in self.targets],
        }
        if self.step is not None:
            config["step"] = self.step
        if self.inputs:
            config["inputs"] = [list(places) for places in self.inputs]
        return config

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> FittedRecipe:
        """The fitted recipe that :meth:`to_config` described. Raises DataError when it is none."""
        from nndesigner.data.recipe import Recipe

        try:
            recipe = Recipe.from_config(config["recipe"])
            features = tuple(map(transform_from_config, config["features"]))
            targets = tuple(map(transform_from_config, config["targets"]))
            step = config.get("step")
            if not (step is None or (isinstance(step, float | int) and 0 < step < 1e308)):
                raise TypeError(f"step {step!r}")
            inputs = tuple(tuple(operator.index(place) for place in places) for places in config.get("inputs", ()))
        except (KeyError, IndexError, TypeError) as error:
            raise DataError(tr("The model's data recipe cannot be understood ({error}).", error=error)) from error
        expected = [column.name for column in (*recipe.features, *recipe.targets)]
        whole = len({type(target) for target in targets}) == 1 and (
            len(targets) == 1 or isinstance(targets[0], NumberTransform)
        )
        if [transform.name for transform in (*features, *targets)] != expected or not (features or recipe.past) or not whole:
            raise DataError(tr("The model's data recipe and its transforms do not belong together."))
        made = cls(recipe, features, targets, step, inputs)
        if any(not places or not 0 <= min(places) <= max(places) < made.input_shape[-1] for places in inputs):
            raise DataError(tr("The model's data recipe feeds an input with numbers that a row does not have."))
        return made


def fit(recipe: Recipe, table: Table, rows: NDArray[np.integer]) -> FittedRecipe:
    """See :meth:`Recipe.fit`."""
    problems = recipe.problems(table)
    if problems:
        raise DataError(problems[0].sentence)
    training = table.take(rows[~table.bad[rows]])
    together = [training.column(c.name).as_type(c.type) for c in recipe.features if c.is_numeric and c.scaling == "shared"]
    shared = shared_scaling(together)
    features = tuple(_feature(column, training, shared) for column in recipe.features)
    targets = tuple(_target(recipe, column, table, training) for column in recipe.targets)
    step = None if recipe.window is None else recipe.window.usual_step(table, rows[~table.bad[rows]])
    return FittedRecipe(recipe, features, targets, step)


def _feature(recipe: ColumnRecipe, training: Table, shared: tuple[float, float]) -> Transform:
    column = training.column(recipe.name).as_type(recipe.type)
    if recipe.is_categorical:
        return CategoryTransform.fit(column, recipe.encoding, recipe.scaling, recipe.missing, recipe.fill, recipe.unseen)
    if recipe.encoding == "parts":
        return DatePartsTransform.fit(column, recipe.parts, recipe.scaling, recipe.missing)
    return NumberTransform.fit(column, recipe.scaling, recipe.missing, recipe.fill, shared)


def _target(recipe: Recipe, target: ColumnRecipe, table: Table, training: Table) -> Transform:
    if target.is_categorical:
        return ClassTransform.fit(table.column(target.name).as_type(target.type), recipe.binary_outputs)
    return NumberTransform.fit(training.column(target.name).as_type(target.type), target.scaling, "drop", None)


def _alike(table: Table, name: str) -> bool:
    return sum(column.strip().casefold() == name.strip().casefold() for column in table.names) == 1


def _arranged(x: NDArray[np.float32], shape: tuple[int, ...], *, planes: bool) -> NDArray[np.float32]:
    if x.shape[1] != int(np.prod(shape)):
        message = "An image of {shape} takes {size} numbers a row; the features give {width}."
        text = " × ".join(map(str, shape))
        raise DataError(tr(message, shape=text, size=int(np.prod(shape)), width=x.shape[1]))
    if planes:
        return np.ascontiguousarray(np.moveaxis(x.reshape(len(x), shape[-1], *shape[:-1]), 1, -1))
    return x.reshape(len(x), *shape)
