"""The rows of a table in the order of one column: numbers as numbers, words without regard to case, missing ones last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

_KEY_BYTES = 64
_CHUNK = 16384  # texts that are sorted without a pause: the window's thread gets its turn in between
Rows = NDArray[np.intp]
Cancel = Callable[[], bool]


def sorted_rows(column: Any, *, descending: bool = False, cancelled: Cancel = lambda: False) -> Rows | None:
    """All rows of ``column`` in its order, equal ones as in the file, missing ones last; None when it was cancelled."""
    if column.type in ("number", "date"):
        return _by_number(column, descending)
    if column.type in ("category", "yes/no"):
        return _by_category(column, descending)
    return _by_text(column, descending, cancelled)


def _by_number(column: Any, descending: bool) -> Rows:
    values = column.data if column.type == "number" else column.data.astype(np.int64).astype(np.float64)
    known = np.asarray(column.known)
    keys = np.where(known, -values if descending else values, np.nan)
    return np.argsort(keys, kind="stable").astype(np.intp, copy=False)


def _by_category(column: Any, descending: bool) -> Rows:
    labels = [label.casefold() for label in column.categories]
    places = np.empty(len(labels) + 1, dtype=np.int32)
    places[np.array(sorted(range(len(labels)), key=labels.__getitem__), dtype=np.intp)] = np.arange(len(labels))
    if descending:
        places = len(labels) - 1 - places
    places[-1] = len(labels)  # the code of a missing one is -1
    return np.argsort(places[column.codes], kind="stable").astype(np.intp, copy=False)


def _by_text(column: Any, descending: bool, cancelled: Cancel) -> Rows | None:
    """By the texts without regard to case; those that agree in their first 64 bytes stay as in the file.

    The keys are plain bytes, which numpy sorts without holding the interpreter: the window stays alive.
    """
    texts = column.texts.column(column.index)
    rows = np.flatnonzero(np.asarray(column.known))
    keys = np.zeros(len(rows), dtype=f"S{_KEY_BYTES}")
    for start in range(0, len(rows), _CHUNK):
        if cancelled():
            return None
        piece = rows[start : start + _CHUNK].tolist()
        keys[start : start + len(piece)] = [texts[row].casefold().encode("utf-8", "surrogatepass") for row in piece]
    if descending:
        places = (len(rows) - 1 - np.argsort(keys[::-1], kind="stable"))[::-1]
    else:
        places = np.argsort(keys, kind="stable")
    return np.concatenate((rows[places], np.flatnonzero(~np.asarray(column.known)))).astype(np.intp, copy=False)
