"""Rows that are equal in every column that is used."""

from __future__ import annotations

import weakref
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.column import Column
from nndesigner.data.column_recipe import ColumnRecipe
from nndesigner.data.table import Table

_kept: weakref.WeakKeyDictionary[Table, dict[tuple[tuple[str, str], ...], NDArray[np.int64]]] = weakref.WeakKeyDictionary()
_MIX = np.uint64(0x9E3779B97F4A7C15)
_ODD = np.uint64(0xBF58476D1CE4E5B9)


def first_rows(table: Table, columns: Sequence[ColumnRecipe]) -> NDArray[np.int64]:
    """For each row of ``table`` the first row that is equal to it in ``columns``; itself where there is none before.

    Rows that could not be told apart into cells equal no other. Compared by a 64-bit hash of the typed values; remembered
    as long as the table lives. Shape (rows,).
    """
    key = tuple((column.name, column.type) for column in columns)
    known = _kept.setdefault(table, {})
    if key not in known:
        known[key] = _first(table, [table.column(name).as_type(type) for name, type in key])
    return known[key]


def is_copy(table: Table, columns: Sequence[ColumnRecipe]) -> NDArray[np.bool_]:
    """The rows that repeat an earlier one. Shape (rows,), bool."""
    first = first_rows(table, columns)
    return np.asarray(first != np.arange(len(first)))


def _first(table: Table, columns: Sequence[Column]) -> NDArray[np.int64]:
    count = table.row_count
    if not columns:
        return np.arange(count)
    hashes = np.zeros(count, np.uint64)
    with np.errstate(over="ignore"):
        for column in columns:
            hashes = (hashes ^ (hashes >> np.uint64(31))) * _MIX + _bits(column)
            hashes = (hashes ^ (hashes >> np.uint64(29))) * _ODD
    _, first, places = np.unique(hashes, return_index=True, return_inverse=True)
    found = first[places].astype(np.int64)
    found[table.bad] = np.flatnonzero(table.bad)
    return found


def _bits(column: Column) -> NDArray[np.uint64]:
    """64 bits a row, equal where the values are."""
    if column.type == "number":
        values = np.where(np.isnan(column.data), np.nan, column.data + 0.0)  # one NaN, one zero
        return values.view(np.uint64)
    if column.type == "date":
        return column.data.astype(np.int64).view(np.uint64)
    return column.as_type("category").codes.astype(np.int64).view(np.uint64)
