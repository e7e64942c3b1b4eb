"""All findings about a table, worked out once and remembered as long as the table lives."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from nndesigner.core.errors import DesignerError
from nndesigner.data.advice.columns import column_findings
from nndesigner.data.advice.finding import Finding, Look
from nndesigner.data.advice.leaks import leaking
from nndesigner.data.advice.rows import duplicates, imbalance

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe
    from nndesigner.data.split import Split
    from nndesigner.data.table import Table

# A table of at most so many cells is looked through at once; a larger one away from the window.
AT_ONCE = 20_000
_KEEP = 16
# They give None as well, so that a search through thousands of columns can be broken off.
_SEARCHES: tuple[Callable[[Look], Iterator[Finding | None]], ...] = (leaking, duplicates, imbalance, column_findings)

_Key = tuple["Recipe", "Split"]
_kept: weakref.WeakKeyDictionary[Table, dict[_Key, tuple[Finding, ...]]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def find(table: Table, recipe: Recipe, split: Split, cancelled: Callable[[], bool] = lambda: False) -> tuple[Finding, ...]:
    """Everything worth knowing; may run in any thread. A million rows are judged by a sample. Never raises DesignerError.

    Broken off, once ``cancelled()`` holds, it gives what was found so far and remembers nothing.
    """
    found = known(table, recipe, split)
    if found is not None:
        return found
    made: list[Finding] = []
    look = Look(table, recipe, split)
    if all(column.name in table for column in (*recipe.features, *recipe.targets)):
        for search in _SEARCHES:
            try:
                for finding in search(look):
                    if finding is not None:
                        made.append(finding)
                    if cancelled():
                        return tuple(made)
            except DesignerError:  # the recipe or the split cannot be used; that is said elsewhere
                continue
            if cancelled():
                return tuple(made)
    whole = tuple(made)
    with _lock:
        states = _kept.setdefault(table, {})
        states[recipe, split] = whole
        for old in list(states)[:-_KEEP]:
            del states[old]
    return whole


def known(table: Table, recipe: Recipe, split: Split) -> tuple[Finding, ...] | None:
    """What :func:`find` found for this state, or None if nobody has looked yet."""
    with _lock:
        return _kept.get(table, {}).get((recipe, split))


def is_quick(table: Table) -> bool:
    """Whether the table is so small that looking through it takes no time to speak of."""
    return table.row_count * len(table.columns) <= AT_ONCE and len(table.columns) <= 40
