"""Rules about how rows are divided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nndesigner.core.text import tr
from nndesigner.project.edits.data import SetColumn, SetSplit
from nndesigner.project.edits.recipe_forms import SetWindow
from nndesigner.project.rules.context import Context
from nndesigner.project.rules.model import ADVICE, ERROR, Fix, Problem


def bad_split(context: Context) -> Iterator[Problem]:
    """The split can be made on this table."""
    if context.data.split_problem is None:
        return
    fix = Fix(tr("Draw rows at random"), lambda: SetSplit(context.project, method="random", column=""))
    yield Problem("bad_split", ERROR, (), context.data.split_problem, fix, context.contents.split.column)


def window_split(context: Context) -> Iterator[Problem]:
    """Windows need neighbouring rows in the same part."""
    recipe, split = context.contents.recipe, context.contents.split
    if recipe is None or recipe.window is None or split.method != "random" or split.train == 1:
        return
    window = recipe.window
    message = tr(
        "Rows drawn at random tear windows of {count} rows apart; divide the rows in their order.", count=window.look_back
    )
    fix = Fix(tr("Divide in order"), lambda: SetWindow(context.project, replace(window)))
    yield Problem("window_split", ERROR, (), message, fix)


def split_column_as_feature(context: Context) -> Iterator[Problem]:
    """A column by which the rows are divided is no feature."""
    split = context.contents.split
    if split.method not in ("group", "column") or split.column not in context.data.features:
        return
    text = tr("{column} divides the rows, so new rows will have other values there; ignore it as a feature.")
    fix = Fix(tr("Ignore {column}", column=split.column), lambda: SetColumn(context.project, split.column, role="ignore"))
    yield Problem("split_column_as_feature", ADVICE, (), text.format(column=split.column), fix, split.column)


RULES = (bad_split, window_split, split_column_as_feature)
