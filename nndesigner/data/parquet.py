"""Parquet files, through DuckDB (the extra ``tables``): a third of the size of the other libraries that read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr

_BATCH = 10_000


def read_parquet(path: Path) -> tuple[Iterator[Sequence[Any]], list[str]]:
    """The header and the rows, and no remarks. Raises DataError naming the file."""
    try:
        import duckdb
    except ImportError as error:
        message = tr("{path} is a Parquet file: install duckdb to read it (pip install 'nndesigner[tables]'), or save it")
        raise DataError((message + tr(" as CSV; received {suffix}.")).format(path=path, suffix=path.suffix)) from error
    if not path.is_file():
        raise DataError(tr("{path} cannot be read: there is no such file.", path=path))
    try:
        connection = duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": False})
        found = connection.execute("SELECT * FROM read_parquet(?)", [_literal(path)])
        header = [column[0] for column in found.description or ()]
    except duckdb.Error as error:
        reason = str(error).splitlines()[0].strip().rstrip(".")
        raise DataError(tr("{path} cannot be read as Parquet: {reason}.", path=path, reason=reason)) from error
    return chain([header], _rows(found, path)), []


def _rows(found: Any, path: Path) -> Iterator[Sequence[Any]]:
    while True:
        try:
            rows = found.fetchmany(_BATCH)
        except Exception as error:
            raise DataError(tr("{path} cannot be read to its end: {reason}.", path=path, reason=error)) from error
        if not rows:
            return
        yield from rows


def _literal(path: Path) -> str:
    """The path with the characters that DuckDB takes for patterns put in brackets."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))
