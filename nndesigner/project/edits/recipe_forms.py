"""Edits of a recipe as a whole: a column's role beside other targets, images, windows over time, duplicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nndesigner.core.text import tr
from nndesigner.project.contents import Contents
from nndesigner.project.edits.data import RecipeEdit, with_target

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe
    from nndesigner.data.window import Window
    from nndesigner.project.project import Project


class SetRole(RecipeEdit):
    """Make a column a feature, a target or nothing. A target joins the present ones where all are numbers.

    Several numeric targets are predicted at once, each by an output of its own; a target of classes stands alone.
    """

    def __init__(self, project: Project, column: str, role: str, *, alone: bool = False) -> None:
        super().__init__(project)
        self.title = (
            tr("Predict {columns}", columns=column) if role == "target" else tr("Change column {column}", column=column)
        )
        self._column, self._role, self._alone = column, role, alone

    def change_recipe(self, recipe: Recipe, contents: Contents) -> Recipe:
        """The recipe with the column's new role."""
        if self._role != "target":
            return recipe.with_column(self._column, role=self._role)
        present = tuple(column.name for column in recipe.targets if column.type == "number" and column.name != self._column)
        joins = recipe.column(self._column).natural in ("number", "") and len(present) == len(recipe.targets) > 0
        names = (*present, self._column) if joins and not self._alone else (self._column,)
        return with_target(recipe, contents.table, names)


class SetImageShape(RecipeEdit):
    """Arrange a row's features as an image (height, width, channels), or lay them out flat again (None).

    ``planes``: a row holds one whole channel after another. Raises DataError, when used, where the features do not fill it.
    """

    def __init__(self, project: Project, shape: Sequence[int] | None, *, planes: bool = False) -> None:
        super().__init__(project)
        self._shape = None if shape is None else tuple(int(size) for size in shape)
        self._planes = planes
        text = tr("Read rows as images of {shape}") if self._shape else tr("Read rows as flat")
        self.title = text.format(shape=" × ".join(map(str, self._shape or ())))

    def change_recipe(self, recipe: Recipe, contents: Contents) -> Recipe:
        """The recipe with the image shape; a window goes."""
        window = recipe.window if self._shape is None else None
        return replace(recipe, image_shape=self._shape, image_planes=self._planes and self._shape is not None, window=window)


class SetWindow(RecipeEdit):
    """Predict from the rows before, as a time series asks (None: each row stands for itself).

    Rows drawn at random have no neighbours left, so a random split becomes one by time, or in the table's order.
    """

    def __init__(self, project: Project, window: Window | None) -> None:
        super().__init__(project)
        self.title = tr("Predict from the rows before") if window is not None else tr("Let each row stand for itself")
        self._window = window

    def change_recipe(self, recipe: Recipe, contents: Contents) -> Recipe:
        """The recipe with the window; an image shape goes."""
        return replace(recipe, window=self._window, image_shape=None if self._window is not None else recipe.image_shape)

    def change(self, contents: Contents) -> Contents:
        """The contents with the window and a split that leaves windows whole."""
        split = contents.split
        if self._window is not None and split.method == "random":
            by_time = bool(self._window.time) and not self._window.group
            split = replace(split, method="time" if by_time else "ordered", column=self._window.time if by_time else "")
            contents = contents.with_changes({"split": split})
        return super().change(contents)


class DropDuplicates(RecipeEdit):
    """Leave rows out of the split that repeat an earlier one in all features and targets, or take them in again."""

    def __init__(self, project: Project, drop: bool = True) -> None:
        super().__init__(project)
        self.title = tr("Leave duplicate rows out") if drop else tr("Keep duplicate rows")
        self._drop = drop

    def change_recipe(self, recipe: Recipe, contents: Contents) -> Recipe:
        """The recipe with the rule for duplicates."""
        return replace(recipe, drop_duplicates=self._drop)


def scaled(project: Project, columns: Sequence[str], scaling: str) -> Any:
    """One undo step that gives all ``columns`` this scaling."""
    from nndesigner.project.edits.base import Group
    from nndesigner.project.edits.data import SetColumn

    return Group(tr("Scale {names}", names=", ".join(columns)), [SetColumn(project, name, scaling=scaling) for name in columns])
