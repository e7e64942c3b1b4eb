"""A table as windows over a time series, as the fitted recipe asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.problem import KEPT, ProblemList
from nndesigner.data.table import Table

if TYPE_CHECKING:
    from nndesigner.data.fitted import Arrays, FittedRecipe


def windowed(fitted: FittedRecipe, table: Table, rows: NDArray[np.integer] | None, *, with_target: bool) -> Arrays:
    """See :meth:`FittedRecipe.transform`: x is (predicted rows, look_back, features), y the target of the row predicted.

    A row is predicted from rows before it alone; its own cells are looked at for the target only. To look beyond the last
    row, add rows of empty cells. Raises DataError when the window's own columns are absent.
    """
    from nndesigner.data.fitted import Arrays

    window = fitted.recipe.window
    assert window is not None
    for name in filter(None, (window.time, window.group)):
        if name not in table:
            raise DataError(tr("{table} lacks the column {name}, by which the windows go.", table=table.name, name=name))
    listed = ProblemList()
    x, y, seen_ok, target_ok = _rows(fitted, table, listed if rows is None else ProblemList(), with_target=with_target)
    asked = np.arange(table.row_count) if rows is None else np.asarray(rows, np.int64)
    predicted, seen = window.places(table, None if rows is None else asked, fitted.step)
    whole = seen_ok[seen].all(axis=1)
    if with_target:
        whole &= target_ok[predicted]
    predicted, seen = predicted[whole], seen[whole]
    place = np.full(table.row_count, -1, np.int64)
    place[asked] = np.arange(len(asked))
    order = np.argsort(place[predicted], kind="stable")
    predicted, seen = predicted[order], seen[order]
    left = np.setdiff1d(asked, predicted)
    for row in left[:KEPT].tolist():
        text = tr("no {count} usable rows stand before it: the row was left out", count=window.look_back)
        listed.add(int(table.lines[row]), "", "", text)
    targets = y[predicted] if with_target and y is not None else None
    return Arrays(x[seen], targets, place[predicted], tuple(listed.kept), len(left))


def _rows(
    fitted: FittedRecipe, table: Table, problems: ProblemList, *, with_target: bool
) -> tuple[NDArray[np.float32], NDArray[np.float32] | None, NDArray[np.bool_], NDArray[np.bool_]]:
    """The numbers of every row, the target's own past among them, and its target; which rows can be seen, which predicted."""
    seen_ok, target_ok = ~table.bad, ~table.bad
    x, y = fitted.block(fitted.features, table, seen_ok, problems), None
    if with_target or fitted.recipe.past:
        y = fitted.block(fitted.targets, table, target_ok, problems)
    if fitted.recipe.past and y is not None:
        x = np.concatenate([x, y], axis=1)
        seen_ok &= target_ok
    return x, y, seen_ok, target_ok
