"""A first recipe for a table, and why: the target by its name or place, roles, missing values, scaling, encoding."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from nndesigner.core.text import tr
from nndesigner.data.column import Column
from nndesigner.data.column_recipe import ColumnRecipe, Reason
from nndesigner.data.images import image_shapes
from nndesigner.data.recipe import Recipe
from nndesigner.data.table import Table

# Names that a target usually has, the surest first.
TARGET_NAMES = (
    "target", "label", "y", "survived", "species", "outcome", "diagnosis", "churn", "churned", "exited", "default",
    "variety", "class", "mpg", "medv", "price", "saleprice", "sale_price", "median_house_value", "salary", "income",
    "quality", "result", "output", "response", "rating", "score", "category", "kind", "type",
)  # fmt: skip
MOST_CLASSES = 20
MOST_CATEGORIES = 100
ONEHOT_UP_TO = 30
# A vector for each category is learned from so many rows in all, and so many a category.
ROWS_TO_EMBED = 1000
ROWS_A_CATEGORY = 10
_PIXEL = re.compile(r"(?:pixel|px|p|attr(?:ibute)?)[ _]?\d+(?:[ _x]\d+)?|\d+x\d+", re.IGNORECASE)


def propose(table: Table, target: str | None = None) -> Recipe:
    """See :meth:`Recipe.propose`."""
    chosen = None if target is None else table.column(target).name
    chosen = chosen or guess_target(table)
    pixels = pixel_columns(table)
    columns = (_column(column, column.name in pixels)[0] for column in table.columns)
    recipe = Recipe(tuple(_as_target(made, table) if made.name == chosen else made for made in columns))
    if table.dialect.medium != "images" or len(pixels) != len(recipe.features):
        return recipe
    return replace(recipe, image_shape=next(iter(image_shapes(len(pixels))), None))  # what were images stay images


def propose_column(table: Table, name: str, *, is_target: bool) -> ColumnRecipe:
    """What :func:`propose` would say of one column; the thousands beside it are not looked at."""
    is_pixel = _PIXEL.fullmatch(name) is not None and name in pixel_columns(table)
    made = _column(table.column(name), is_pixel)[0]
    return _as_target(made, table) if is_target else made


def guess_target(table: Table) -> str | None:
    """The column that is most likely to be predicted: by its name, else the last suitable one; None when none is."""
    suitable = [column for column in table.columns if _could_be_target(column)]
    if len(suitable) < 2 and len(table.columns) > 1 and not suitable:
        return None
    by_name = {re.sub(r"[^a-z0-9]+", "_", column.name.lower()).strip("_"): column.name for column in reversed(suitable)}
    for name in TARGET_NAMES:
        if name in by_name:
            return by_name[name]
    return suitable[-1].name if suitable else None


def reasons(recipe: Recipe, table: Table) -> list[Reason]:
    """See :meth:`Recipe.reasons`; what the user chose otherwise is said to be the user's choice."""
    found: list[Reason] = []
    pixels = pixel_columns(table)
    for chosen in recipe.columns:
        if chosen.name not in table:
            continue
        column = table.column(chosen.name)
        if chosen.role == "target":
            found.insert(0, Reason(column.name, _target_reason(chosen, column, table)))
            continue
        proposed, why = _column(column, column.name in pixels)
        if chosen.role == "ignore" != proposed.role:
            found.append(Reason(column.name, tr("ignored, as you chose")))
        elif why and replace(chosen, fill=None) == replace(proposed, fill=None):
            found.append(Reason(column.name, why))
    if pixels and all(recipe.column(name).scaling == "shared" for name in pixels):
        why = tr("{count} grey values of an image: all are scaled together to 0 … 1", count=len(pixels))
        found.insert(1 if found and recipe.target == found[0].subject else 0, Reason(tr("pixels"), why))
    return found


def pixel_columns(table: Table) -> frozenset[str]:
    """Names of the columns that are grey values of one image: whole numbers 0 … 255, named as pixels, at least 16."""
    named = [column for column in table.columns if column.type == "number" and _PIXEL.fullmatch(column.name)]
    ends = [column.statistics() for column in named]
    grey = all(isinstance(s.min, float) and isinstance(s.max, float) and s.min >= 0 and s.max <= 255 for s in ends)
    return frozenset(column.name for column in named) if len(named) >= 16 and grey else frozenset()


def could_be_classes(column: Column) -> int:
    """How many classes a column has whose values look like classes: categories, or few whole numbers; else 0."""
    if column.type in ("category", "yes/no"):
        return len(column.categories)
    if column.type != "number":
        return 0
    x = column.data[column.known]
    if not len(x) or np.any(x[:1000] % 1) or np.any(x % 1):
        return 0
    unique = len(np.unique(x))
    return unique if unique == 2 or 2 < unique <= min(MOST_CLASSES, len(x) // 3) else 0


def _could_be_target(column: Column) -> bool:
    if column.missing_count > 0.5 * max(1, len(column)):
        return False
    if column.type == "number":
        return column.statistics().unique > 1
    return column.type in ("category", "yes/no") and 2 <= len(column.categories) <= MOST_CATEGORIES


def _target_reason(chosen: ColumnRecipe, column: Column, table: Table) -> str:
    named = re.sub(r"[^a-z0-9]+", "_", column.name.lower()).strip("_") in TARGET_NAMES
    if guess_target(table) != column.name:
        why = tr("you chose it")
    else:
        why = tr("its name says so") if named else tr("it is the last column that can be predicted")
    if chosen.is_categorical:
        count = len(column.as_type(chosen.type).categories)
        if column.type == "number":
            return tr("target: {why}; {count} different whole numbers are read as classes", why=why, count=count)
        return tr("target: {why}; {count} classes", why=why, count=count)
    return tr("target: {why}; a number, so a regression", why=why)


def _as_target(made: ColumnRecipe, table: Table) -> ColumnRecipe:
    """The proposal for a column when it is to be predicted."""
    column = table.column(made.name)
    if column.type in ("text", "identifier"):
        made = made.changed(type="category")
    made = made.changed(role="target")
    return made.changed(scaling=_target_scaling(column) if made.type == "number" else "none", missing="drop")


def _target_scaling(column: Column) -> str:
    statistics = column.statistics()
    within = statistics.min in (0.0, -1.0) and statistics.max == 1.0
    return "none" if within else "standard"


def _column(column: Column, pixel: bool = False) -> tuple[ColumnRecipe, str]:
    """The proposed recipe of a column that is no target, and why ("" where it goes without saying)."""
    base = ColumnRecipe(column.name, "feature", column.type, natural=column.type, levels=could_be_classes(column))
    if pixel:
        return replace(base, scaling="shared"), ""
    why = _useless(column)
    if column.type in ("category", "yes/no"):
        count = len(column.categories)
        encoding = "binary" if column.type == "yes/no" else "onehot" if count <= ONEHOT_UP_TO else "binary"
        if count > ONEHOT_UP_TO and len(column) >= max(ROWS_TO_EMBED, ROWS_A_CATEGORY * count):
            encoding = "embedding"
        made = replace(base, missing="category" if column.missing_count else "mode", scaling="none", encoding=encoding)
        if not why and encoding == "embedding":
            return made, tr("{count} categories, for each of which a vector is learned", count=count)
        if not why and len(column.categories) > ONEHOT_UP_TO:
            why = tr("{count} categories as binary digits: one input each would be too many", count=len(column.categories))
            return made, why
        if not why and column.missing_count:
            return made, tr("missing in {count} rows: missing is a category of its own", count=column.missing_count)
    elif column.type == "number":
        made = _number(base, column)
        if not why and column.missing_count:
            return made, tr("missing in {count} rows: the median stands in", count=column.missing_count)
    else:
        made = replace(base, scaling="standard" if column.type == "date" else "none")
    return (replace(made, role="ignore"), why) if why else (made, "")


def _number(base: ColumnRecipe, column: Column) -> ColumnRecipe:
    statistics = column.statistics()
    bits = statistics.unique <= 2 and statistics.min in (0.0, -1.0) and statistics.max in (0.0, 1.0)
    return replace(base, scaling="none") if bits else base


def _useless(column: Column) -> str:
    """Why a column is of no use as a feature; "" when it may be."""
    statistics = column.statistics()
    if not statistics.count:
        return tr("ignored: it has no value")
    if column.type == "identifier":
        return tr("ignored: it only names the rows")
    if column.type == "text":
        return tr("ignored: text, {unique} different ones in {count} rows", unique=statistics.unique, count=statistics.count)
    if column.type == "date":
        return tr("ignored: a date; as a feature it would count as days")
    if statistics.unique <= 1 and statistics.count + statistics.missing > 1 and not statistics.missing:
        return tr("ignored: every row has the same value")
    if statistics.missing > 0.95 * len(column):
        return tr("ignored: missing in {count} of {rows} rows", count=statistics.missing, rows=len(column))
    if column.type == "category" and len(column.categories) > MOST_CATEGORIES and statistics.count < 10 * statistics.unique:
        return tr("ignored: {unique} different categories in {count} rows", unique=statistics.unique, count=statistics.count)
    return ""
